import { formatMoney, withSign } from "@/components/ui/format-number";
import { pluralText } from "@/lib/kernel/number-text";
import type { LiftRange, LiftSummary } from "@/lib/lift/contracts";

/**
 * The total value of campaigns whose value is known, by currency. The interval bounds are summed as well:
 * that is as wide as it can be, however the campaigns correlate.
 */
export function sumValue(
	all: readonly (Pick<LiftSummary, "incrementalValue" | "currency"> & { isAaTest?: boolean })[],
): {
	value: string;
	detail: string;
} {
	// An A/A test sent no one anything: whatever its groups differ by is chance.
	const campaigns = all.filter(({ isAaTest }) => !isAaTest);
	const sums = new Map<string, LiftRange>();
	let known = 0;
	for (const { incrementalValue, currency } of campaigns) {
		if (!incrementalValue.known) continue;
		known += 1;
		const { value, low, high } = incrementalValue.figure;
		const sum = sums.get(currency) ?? { value: 0, low: 0, high: 0 };
		sums.set(currency, { value: sum.value + value, low: sum.low + low, high: sum.high + high });
	}
	if (known === 0) {
		return {
			value: "Unknown",
			detail:
				campaigns.length === 0
					? "No campaign has been launched yet"
					: "No campaign has an answer with a value yet",
		};
	}
	const unknown = campaigns.length - known;
	const ranges = [...sums].map(
		([currency, { low, high }]) => `${formatMoney(low, currency)} to ${formatMoney(high, currency)}`,
	);
	return {
		value: [...sums].map(([currency, { value }]) => withSign(formatMoney(value, currency), value)).join(", "),
		detail: `${ranges.join(", ")}, from ${pluralText(known, "campaign")}${unknown === 0 ? "" : `; ${unknown} not known yet`}`,
	};
}
