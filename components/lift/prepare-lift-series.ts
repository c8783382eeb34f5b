import type { ChartTable } from "@/components/chart/chart-table";
import {
	type FigureUnit,
	formatDifference,
	formatInterval,
	formatLevel,
} from "@/components/lift/format-figures";
import type { LiftReadOut, LiftSeries, MetricKind } from "@/lib/lift/contracts";

export interface LiftPoint {
	day: number;
	treated: number | null;
	holdout: number | null;
	/**
	 * Interval of the difference, laid on the held-out level: where the held-out line is outside it, the difference is
	 * not zero. Null where the difference is unknown.
	 */
	band: [number, number] | null;
	/** For the tooltip, already formatted; null where it is unknown. */
	difference: string | null;
}

export interface LiftSeriesModel {
	key: string;
	label: string;
	kind: MetricKind;
	points: LiftPoint[];
	table: ChartTable;
	/** The chart in one sentence. */
	summary: string;
	formatTick: (value: number) => string;
}

/**
 * Decides what the chart over time shows: days since assignment, both arms, their bands and the figures
 * behind them.
 */
export function prepareLiftSeries(read: LiftReadOut, series: LiftSeries): LiftSeriesModel {
	const metric = read.metrics.find((each) => each.key === series.metric);
	const kind = metric?.kind ?? "conversion";
	const unit = { unit: metric?.unit ?? ("share" as const), currency: read.campaign.currency };
	const points = series.points.map(
		({ day, treated, holdout, difference }): LiftPoint => ({
			day,
			treated: treated.mean,
			holdout: holdout.mean,
			band: bandOf(treated.mean, holdout.mean, difference),
			difference: difference.known
				? `${formatDifference(difference.figure.value, unit)} (${formatInterval(difference.figure, (value) => formatDifference(value, unit))})`
				: null,
		}),
	);
	const last = series.points.at(-1);
	return {
		key: series.metric,
		label: metric?.label ?? series.metric,
		kind,
		points,
		table: toTable(series, unit, read.interval.confidence),
		summary: last
			? `After ${last.day} days: ${formatLevel(last.treated.mean, unit)} treated, ${formatLevel(last.holdout.mean, unit)} held out.`
			: "Nothing is drawn yet.",
		formatTick: (value) =>
			kind === "conversion" ? `${Number((value * 100).toFixed(2))}%` : formatLevel(value, unit),
	};
}

/** Levels that cannot be below zero are not drawn there, however far the interval reaches. */
function bandOf(
	treated: number | null,
	holdout: number | null,
	difference: LiftSeries["points"][number]["difference"],
): LiftPoint["band"] {
	if (treated === null || holdout === null || !difference.known) return null;
	const floor = Math.min(0, treated, holdout);
	const at = (end: number) => Math.max(floor, holdout + end);
	return [at(difference.figure.low), at(difference.figure.high)];
}

function toTable(series: LiftSeries, unit: FigureUnit, confidence: number): ChartTable {
	return {
		columns: ["Day", "Treated", "Held out", "Difference", `${confidence}% interval`],
		rows: series.points.map(({ day, treated, holdout, difference }) => [
			String(day),
			formatLevel(treated.mean, unit),
			formatLevel(holdout.mean, unit),
			difference.known ? formatDifference(difference.figure.value, unit) : "unknown",
			difference.known
				? formatInterval(difference.figure, (value) => formatDifference(value, unit))
				: "unknown",
		]),
		exported: {
			columns: [
				"days_since_assignment",
				"treated_people",
				"treated_mean",
				"treated_low",
				"treated_high",
				"holdout_people",
				"holdout_mean",
				"holdout_low",
				"holdout_high",
				"difference",
				"difference_low",
				"difference_high",
			],
			rows: series.points.map(({ day, treated, holdout, difference }) => [
				day,
				treated.people,
				treated.mean,
				treated.low,
				treated.high,
				holdout.people,
				holdout.mean,
				holdout.low,
				holdout.high,
				difference.known ? difference.figure.value : null,
				difference.known ? difference.figure.low : null,
				difference.known ? difference.figure.high : null,
			]),
		},
	};
}
