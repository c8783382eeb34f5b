import { countText } from "@/lib/kernel/number-text";
import type { HealthCheck } from "@/lib/lift/contracts";
import { shareText } from "@/lib/lift/figures-text";
import type { ReadOutInput } from "@/lib/lift/read-out-input";
import { checkSampleRatio } from "@/lib/stats/check-sample-ratio";

/** From this share of held-out people reached, the two groups are no longer a valid comparison. */
const LEAK_FAILS_FROM = 0.01;

/** What must hold before the difference can be trusted, each as a state and one sentence. */
export function checkHealth(input: ReadOutInput): HealthCheck[] {
	const checks = [
		checkSplit(input),
		checkLeak(input),
		checkMerges(input),
		checkOutcomes(input),
		checkWindows(input),
	];
	return checks.filter((check) => check !== null);
}

function total(
	input: ReadOutInput,
	arm: "treated" | "holdout",
	field: "complete" | "open" | "contaminated",
): number {
	return input.people.filter((row) => row.arm === arm).reduce((sum, row) => sum + row[field], 0);
}

function checkSplit(input: ReadOutInput): HealthCheck {
	const name = "split";
	const splits = input.design.map(({ epoch, holdoutShare }) => {
		const count = (arm: string) =>
			input.people
				.filter((row) => row.epoch === epoch && row.arm === arm)
				.reduce((sum, row) => sum + row.complete + row.open, 0);
		return { treated: count("treated"), holdout: count("holdout"), holdoutShare };
	});
	if (splits.length === 0)
		return {
			name,
			state: "unknown",
			sentence: "The file does not say which share was to be held out, so the split cannot be checked.",
		};
	if (splits.every(({ holdoutShare }) => holdoutShare === 0))
		return {
			name,
			state: "failed",
			sentence: "No one is held out, so what the campaign added cannot be known.",
		};
	const check = checkSampleRatio(splits);
	if (check === null) return { name, state: "unknown", sentence: "No one is assigned yet." };
	const figures = `${countText(check.holdout)} of ${countText(check.total)} people are held out; ${countText(check.expectedHoldout)} were expected`;
	if (check.isMismatch)
		return {
			name,
			state: "failed",
			sentence: `${figures}. A gap this large is not chance: people are missing from one of the groups.`,
		};
	return { name, state: "good", sentence: `${figures}: within chance.` };
}

function checkLeak(input: ReadOutInput): HealthCheck {
	const name = "leak";
	if (input.leak === null)
		return {
			name,
			state: "unknown",
			sentence: "This campaign was not delivered from here, so leaks cannot be seen.",
		};
	const { reached } = input.leak;
	if (reached === 0) return { name, state: "good", sentence: "No held-out person was delivered to." };
	const heldOut = total(input, "holdout", "complete") + total(input, "holdout", "open");
	const share = heldOut === 0 ? 1 : reached / heldOut;
	return {
		name,
		state: share >= LEAK_FAILS_FROM ? "failed" : "warning",
		sentence: `${countText(reached)} held-out ${reached === 1 ? "person was" : "people were"} delivered to anyway (${shareText(share)} of the holdout).`,
	};
}

function checkMerges(input: ReadOutInput): HealthCheck | null {
	const mixed = total(input, "treated", "contaminated") + total(input, "holdout", "contaminated");
	if (mixed === 0) return null;
	return {
		name: "merges",
		state: "warning",
		sentence: `${countText(mixed)} people turned out to be one person in both groups; each stays where they were put first.`,
	};
}

function checkOutcomes(input: ReadOutInput): HealthCheck | null {
	if (!input.goals || input.goals.total === 0 || input.campaign.valueProperty === null) return null;
	const { total: all, withoutValue } = input.goals;
	const property = input.campaign.valueProperty;
	if (withoutValue === 0)
		return { name: "outcomes", state: "good", sentence: `Every goal event carries a number in ${property}.` };
	return {
		name: "outcomes",
		state: "warning",
		sentence: `${countText(withoutValue)} of ${countText(all)} goal events carry no number in ${property}; they count as 0.`,
	};
}

function checkWindows(input: ReadOutInput): HealthCheck | null {
	const open = total(input, "treated", "open") + total(input, "holdout", "open");
	if (open === 0) return null;
	const days = input.campaign.windowDays;
	return {
		name: "windows",
		state: "good",
		sentence: `${countText(open)} people are within their ${days} days; they count once those are over.`,
	};
}
