import type { ChartTable } from "@/components/chart/chart-table";
import {
	formatDifference,
	formatInterval,
	formatLevel,
	formatRelative,
} from "@/components/lift/format-figures";
import { axisOf, type ForestModel, pText, toRow } from "@/components/lift/prepare-forest";
import { formatCount } from "@/components/ui/format-number";
import { alphaOf } from "@/lib/campaigns/confidence";
import type { ComparedGroup, LiftReadOut, VariantsReadOut } from "@/lib/lift/contracts";

/** What several groups are, and by what their p values are corrected. */
export interface GroupsLook {
	/** "Variant". */
	column: string;
	/** "Holm". */
	correction: string;
	/** Of the picture, for screen readers. */
	title: string;
}

const results = { up: "Better", down: "Worse" };

/** "Better", "Worse" or "Not shown": what may be said of a comparison among several. */
export function resultText({ shown, p }: Pick<ComparedGroup, "shown" | "p">): string {
	if (shown !== null) return results[shown];
	return p === null ? "Unknown" : "Not shown";
}

/** Groups below each other on one axis, each against the people held out. */
export function prepareGroups(
	groups: readonly ComparedGroup[],
	{ campaign: { currency }, interval: { confidence } }: Pick<LiftReadOut, "campaign" | "interval">,
	{ column, correction, title }: GroupsLook,
): ForestModel {
	const rows = groups.map(({ key, name, metric }) => ({
		...toRow({ ...metric, label: name }, currency, alphaOf(confidence)),
		key,
	}));
	return {
		rows,
		...axisOf(rows),
		title,
		summary: rows.map(({ label, levels, difference }) => `${label}: ${levels}, ${difference}.`).join(" "),
		table: toTable(groups, currency, column, correction),
	};
}

function toTable(
	groups: readonly ComparedGroup[],
	currency: string,
	column: string,
	correction: string,
): ChartTable {
	return {
		columns: [
			column,
			"People treated",
			"People held out",
			"Treated",
			"Held out",
			"Difference",
			"Interval",
			"Lift",
			"p",
			`p (${correction})`,
			"Result",
		],
		rows: groups.map(({ name, metric, p, adjusted, shown }) => {
			const unit = { unit: metric.unit, currency };
			const { treated, holdout, difference, relative } = metric;
			return [
				name,
				formatCount(treated.people),
				formatCount(holdout.people),
				formatLevel(treated.mean, unit),
				formatLevel(holdout.mean, unit),
				difference.known ? formatDifference(difference.figure.value, unit) : "unknown",
				difference.known
					? formatInterval(difference.figure, (value) => formatDifference(value, unit))
					: "unknown",
				relative.known ? formatRelative(relative.figure.value) : "unknown",
				p === null ? "unknown" : pText(p),
				adjusted === null ? "unknown" : pText(adjusted),
				resultText({ shown, p }),
			];
		}),
		exported: {
			columns: [
				column.toLowerCase(),
				"treated_people",
				"treated_mean",
				"holdout_people",
				"holdout_mean",
				"difference",
				"difference_se",
				"difference_low",
				"difference_high",
				"relative",
				"relative_low",
				"relative_high",
				"p",
				"p_corrected",
			],
			rows: groups.map(({ name, metric, p, adjusted }) => {
				const { treated, holdout, difference, relative } = metric;
				const d = difference.known ? difference.figure : null;
				const r = relative.known ? relative.figure : null;
				return [
					name,
					treated.people,
					treated.mean,
					holdout.people,
					holdout.mean,
					d?.value ?? null,
					d?.se ?? null,
					d?.low ?? null,
					d?.high ?? null,
					r?.value ?? null,
					r?.low ?? null,
					r?.high ?? null,
					p,
					adjusted,
				];
			}),
		},
	};
}

/** Each two variants: who, by how much, and whether that is shown. */
export function toPairTable({ pairs, rows }: VariantsReadOut, currency: string): string[][] {
	const unit = { unit: rows[0]?.metric.unit ?? ("share" as const), currency };
	return pairs.map(({ one, other, difference, p, adjusted, shown }) => [
		`${one.name} against ${other.name}`,
		difference.known
			? `${formatDifference(difference.figure.value, unit)} (${formatInterval(difference.figure, (value) => formatDifference(value, unit))})`
			: difference.reason,
		adjusted === null ? "Unknown" : pText(adjusted),
		shown === null ? resultText({ shown, p }) : `${(shown === "up" ? one : other).name} is better`,
	]);
}
