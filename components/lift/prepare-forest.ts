import type { ChartTable } from "@/components/chart/chart-table";
import {
	type FigureUnit,
	formatDifference,
	formatInterval,
	formatLevel,
	formatRelative,
} from "@/components/lift/format-figures";
import { formatCount, formatPeople, formatPercent } from "@/components/ui/format-number";
import { alphaOf } from "@/lib/campaigns/confidence";
import type { LiftReadOut, MetricReadOut } from "@/lib/lift/contracts";

const unknown = "Unknown";

export interface ForestRow {
	key: string;
	label: string;
	isPrimary: boolean;
	levels: string;
	/** With its interval; "Unknown" if it is. */
	difference: string;
	/** Relative lift, for the chart; null if unknown. */
	point: number | null;
	low: number | null;
	high: number | null;
	relative: string;
	/** Why the difference or the relative lift is unknown. */
	reasons: string[];
	/** Chance that the treated do better, with what is lost on average where they do not; null where it is unknown. */
	chance: { text: string; loss: string } | null;
	/** "Guardrail: harm is shown"; null where there is nothing to say about its part. */
	role: string | null;
	isHarmed: boolean;
	/** What must be known to read the figures. */
	notes: string[];
}

export interface ForestModel {
	rows: ForestRow[];
	/** Ends of the axis, in relative lift; zero is always inside. */
	from: number;
	to: number;
	ticks: number[];
	/** Of the picture, for screen readers. */
	title: string;
	table: ChartTable;
	summary: string;
}

/**
 * Metrics below each other on one axis of relative lift, the one scale they share; each with its own figures
 * beside it.
 */
export function prepareForest(read: LiftReadOut): ForestModel & {
	/** What must be known to read the figures, and why some are unknown. */
	notes: string[];
} {
	const { currency } = read.campaign;
	const rows = read.metrics.map((metric) => toRow(metric, currency, alphaOf(read.interval.confidence)));
	return {
		rows,
		notes: [...rows.flatMap(({ notes }) => notes), ...reasonNotes(rows)],
		...axisOf(rows),
		title: `Lift of each metric with its ${read.interval.confidence}% interval`,
		table: toTable(read),
		summary: rows.map(summaryOf).join(" "),
	};
}

function summaryOf({ label, levels, difference, relative, reasons }: ForestRow): string {
	const figures = difference === unknown ? reasons[0] : `difference ${difference}, lift ${relative}`;
	return `${label}: ${levels}, ${figures}`;
}

/** Each reason once, with the metrics it holds for. */
function reasonNotes(rows: readonly ForestRow[]): string[] {
	const reasons = [...new Set(rows.flatMap((row) => row.reasons))];
	return reasons.map((reason) => {
		const of = rows.filter((row) => row.reasons.includes(reason));
		return `${of.map(({ label }) => label).join(", ")}: ${reason}`;
	});
}

/** One axis of relative lift that all rows share; zero is always inside. */
export function axisOf(rows: readonly ForestRow[]): Pick<ForestModel, "from" | "to" | "ticks"> {
	const ends = rows.flatMap(({ low, high }) => (low === null || high === null ? [] : [low, high]));
	// A whisker much longer than the lifts themselves would press them all against zero: it leaves the axis as an arrow.
	const points = rows.flatMap(({ point }) => (point === null ? [] : [Math.abs(point)]));
	const farthest = Math.max(1, 3 * Math.max(0, ...points));
	const lowest = Math.max(-farthest, Math.min(0, ...ends));
	const highest = Math.min(farthest, Math.max(0, ...ends));
	const step = niceStep((highest - lowest || 0.1) / 4);
	const first = Math.floor(lowest / step);
	// Nothing falls by more than all of it.
	const from = lowest >= -1 ? Math.max(-1, first * step) : first * step;
	const to = Math.ceil(highest / step) * step || step;
	const ticks = Array.from({ length: Math.round(to / step) - first + 1 }, (_, i) =>
		Math.max(from, (first + i) * step),
	);
	return { from, to, ticks };
}

/** One metric as a row of the plot. */
export function toRow(metric: MetricReadOut, currency: string, alpha: number): ForestRow {
	const unit = { unit: metric.unit, currency };
	const { treated, holdout, difference, relative } = metric;
	const figure = relative.known ? relative.figure : null;
	return {
		key: metric.key,
		label: metric.label,
		isPrimary: metric.isPrimary,
		levels: `${formatLevel(treated.mean, unit)} treated, ${formatLevel(holdout.mean, unit)} held out`,
		difference: difference.known
			? `${formatDifference(difference.figure.value, unit)} (${formatInterval(difference.figure, (value) => formatDifference(value, unit))})`
			: unknown,
		point: figure?.value ?? null,
		low: figure?.low ?? null,
		high: figure?.high ?? null,
		relative: figure
			? `${formatRelative(figure.value)} (${formatInterval(figure, formatRelative)})`
			: unknown,
		reasons: [...new Set([difference, relative].flatMap((known) => (known.known ? [] : [known.reason])))],
		chance: metric.bayes && {
			text: chanceText(metric.bayes.chance),
			loss: `expected loss ${lossText(metric.bayes.expectedLoss, unit)}`,
		},
		role: roleText(metric),
		isHarmed: metric.guardrail?.harm === "shown",
		notes: notesOf(metric, currency, alpha),
	};
}

const harmWords = { shown: "harm is shown", not_shown: "no harm is shown", unknown: "unknown" };

function roleText({ guardrail, better, isPrimary, isOfGoal }: MetricReadOut): string | null {
	const side = better === "down" ? "lower is better" : "";
	if (guardrail) return [`Guardrail: ${harmWords[guardrail.harm]}`, side].filter(Boolean).join(", ");
	if (isPrimary) return "Primary";
	return isOfGoal || side === "" ? null : `${side.charAt(0).toUpperCase()}${side.slice(1)}`;
}

/** Never certain: the posterior has no end. */
function chanceText(chance: number): string {
	if (chance > 0.999) return "> 99.9%";
	return chance < 0.001 ? "< 0.1%" : formatPercent(chance, 1);
}

/** Per person; a loss of shares is in points. What rounds to nothing is not nothing. */
function lossText(loss: number, unit: FigureUnit): string {
	const text = unit.unit === "share" ? `${(loss * 100).toFixed(3)} pts` : formatLevel(loss, unit);
	return /[1-9]/.test(text) ? `${text} per person` : "next to none";
}

function notesOf(
	{ dominant, leftOut, label, difference, holm, unit, unusable }: MetricReadOut,
	currency: string,
	alpha: number,
): string[] {
	const excludesZero = difference.known && (difference.figure.low > 0 || difference.figure.high < 0);
	const several =
		holm !== null &&
		holm >= alpha &&
		excludesZero &&
		`${label}: its own interval leaves out zero, but among several secondary metrics such a difference is not unusual (p ${pText(holm)} after Holm's correction). Do not act on it alone.`;
	const one =
		dominant &&
		`${label}: one ${dominant.arm === "treated" ? "treated" : "held-out"} person's ${formatLevel(dominant.value, { unit, currency })} is ${formatPercent(dominant.share)} of the group's total.`;
	const others =
		leftOut > 0 &&
		`${label}: ${formatPeople(leftOut)} entered when no one was held out and are not in these figures.`;
	const noNumber =
		unusable > 0 &&
		`${label}: ${formatCount(unusable)} of its events ${unusable === 1 ? "carries no number" : "carry no number"} that can be added up; ${unusable === 1 ? "it counts" : "they count"} as 0.`;
	return [several, one, others, noNumber].filter((note) => typeof note === "string");
}

/** Each epoch of each metric; empty where there was only one. */
export function toEpochTable({ metrics, campaign, interval }: LiftReadOut): ChartTable | null {
	const rows = metrics.flatMap(({ label, unit: own, epochs }) => {
		const unit = { unit: own, currency: campaign.currency };
		return epochs.map(({ epoch, treated, holdout, difference }) => [
			label,
			String(epoch),
			`${formatLevel(treated.mean, unit)} of ${formatCount(treated.people)}`,
			`${formatLevel(holdout.mean, unit)} of ${formatCount(holdout.people)}`,
			difference.known
				? `${formatDifference(difference.figure.value, unit)} (${formatInterval(difference.figure, (value) => formatDifference(value, unit))})`
				: difference.reason,
		]);
	});
	if (rows.length === 0) return null;
	return {
		columns: ["Metric", "Epoch", "Treated", "Held out", `Difference (${interval.confidence}% interval)`],
		rows,
	};
}

function toTable(read: LiftReadOut): ChartTable {
	const { currency } = read.campaign;
	const { confidence } = read.interval;
	return {
		columns: [
			"Metric",
			"Treated",
			"Held out",
			"Difference",
			`${confidence}% interval`,
			"Lift",
			`${confidence}% interval of lift`,
			"p",
			"p (Holm)",
			"Chance to beat the holdout",
		],
		rows: read.metrics.map((metric) => {
			const unit = { unit: metric.unit, currency };
			const { difference, relative } = metric;
			return [
				metric.label,
				formatLevel(metric.treated.mean, unit),
				formatLevel(metric.holdout.mean, unit),
				difference.known ? formatDifference(difference.figure.value, unit) : "unknown",
				difference.known
					? formatInterval(difference.figure, (value) => formatDifference(value, unit))
					: "unknown",
				relative.known ? formatRelative(relative.figure.value) : "unknown",
				relative.known ? formatInterval(relative.figure, formatRelative) : "unknown",
				difference.known && difference.figure.p !== null ? pText(difference.figure.p) : "not given",
				metric.role !== "secondary" ? metric.role : metric.holm === null ? "not given" : pText(metric.holm),
				metric.bayes ? chanceText(metric.bayes.chance) : "not given",
			];
		}),
		exported: {
			columns: [
				"metric",
				"kind",
				"treated_people",
				"treated_sum",
				"treated_mean",
				"holdout_people",
				"holdout_sum",
				"holdout_mean",
				"difference",
				"difference_se",
				"difference_low",
				"difference_high",
				"difference_p",
				"relative",
				"relative_low",
				"relative_high",
				"method",
				"role",
				"guardrail",
				"p_holm",
				"chance_to_beat_holdout",
				"expected_loss",
				"variance_removed",
			],
			rows: read.metrics.map((metric) => {
				const { label, kind, treated, holdout, difference, relative, method } = metric;
				const d = difference.known ? difference.figure : null;
				const r = relative.known ? relative.figure : null;
				return [
					label,
					kind,
					treated.people,
					treated.sum,
					treated.mean,
					holdout.people,
					holdout.sum,
					holdout.mean,
					d?.value ?? null,
					d?.se ?? null,
					d?.low ?? null,
					d?.high ?? null,
					d?.p ?? null,
					r?.value ?? null,
					r?.low ?? null,
					r?.high ?? null,
					method,
					metric.role,
					metric.guardrail?.harm ?? null,
					metric.holm,
					metric.bayes?.chance ?? null,
					metric.bayes?.expectedLoss ?? null,
					metric.removed,
				];
			}),
		},
	};
}

/** A p value as people read it. */
export function pText(p: number): string {
	return p < 0.0001 ? "< 0.0001" : p.toFixed(4);
}

/** The smallest of 1, 2, 2.5, 5 × a power of ten that is at least `least`. */
function niceStep(least: number): number {
	const power = 10 ** Math.floor(Math.log10(least));
	const factor = [1, 2, 2.5, 5, 10].find((each) => each * power >= least) ?? 10;
	return factor * power;
}
