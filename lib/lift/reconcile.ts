import type { DailyFiguresView } from "@/lib/campaigns/daily/contracts";
import type { Attribution } from "@/lib/lift/attribution";
import type { LiftReadOut } from "@/lib/lift/contracts";

/** Conversions and their value; null where unknown. */
export interface ReportedFigures {
	conversions: number | null;
	value: number | null;
}

export interface Reconciled {
	platforms: (ReportedFigures & { source: string; firstDay: string; lastDay: string })[];
	/** Of all platforms together. */
	reported: ReportedFigures;
	/** What is known here, and how much more the platforms report. */
	own: { kind: "attributed" | "incremental"; figures: ReportedFigures; excess: ReportedFigures }[];
}

/**
 * Ad platforms' own totals beside the attributed and the incremental figures. For comparison only: no estimate is made from
 * them. Null where no platform's totals are known.
 */
export function reconcile(
	totals: DailyFiguresView["totals"],
	read: Pick<LiftReadOut, "incrementalConversions" | "incrementalValue">,
	attribution: Attribution | undefined,
): Reconciled | null {
	if (totals.length === 0) return null;
	const platforms = totals.map(({ source, firstDay, lastDay, figures }) => ({
		source,
		firstDay,
		lastDay,
		conversions: figures.conversions ?? null,
		value: figures.value ?? null,
	}));
	const sum = (of: keyof ReportedFigures) =>
		platforms.reduce<number | null>(
			(all, platform) => (all === null || platform[of] === null ? null : all + platform[of]),
			0,
		);
	const reported = { conversions: sum("conversions"), value: sum("value") };
	const last = attribution?.figures.known
		? attribution.figures.figure.models.find(({ model }) => model === "last")?.own
		: undefined;
	const { incrementalConversions, incrementalValue } = read;
	const beside = (kind: Reconciled["own"][number]["kind"], figures: ReportedFigures) => ({
		kind,
		figures,
		excess: {
			conversions: minus(reported.conversions, figures.conversions),
			value: minus(reported.value, figures.value),
		},
	});
	return {
		platforms,
		reported,
		own: [
			beside("attributed", { conversions: last?.conversions ?? null, value: last?.value ?? null }),
			// Whole conversions, as the page shows them, so that the differences are those of the figures beside them.
			beside("incremental", {
				conversions: incrementalConversions.known ? Math.round(incrementalConversions.figure.value) : null,
				value: incrementalValue.known ? incrementalValue.figure.value : null,
			}),
		],
	};
}

function minus(one: number | null, other: number | null): number | null {
	return one === null || other === null ? null : one - other;
}
