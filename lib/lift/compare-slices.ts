import { compareGroups } from "@/lib/lift/compare-groups";
import type { Known, SlicesReadOut } from "@/lib/lift/contracts";
import type { IntervalChoice, MetricInput } from "@/lib/lift/estimate-metric";
import { type ArmRow, armTotal } from "@/lib/lift/strata";

/** Values of a trait that are slices of their own; the rest are one together. */
export const MAX_SLICES = 12;
/** A trait with more values than this is no way to tell groups of people apart. */
export const MAX_VALUES = 200;
/** Fewer people than this in an arm of a slice, and it is not compared. */
export const LEAST_OF_SLICE = 50;

/** The primary metric by the values a trait had when people were assigned. */
export interface SlicesInput extends Pick<MetricInput, "key" | "label" | "kind"> {
	trait: string;
	/** Rows of both arms; null for people without the trait. Null where there are too many values. */
	groups: readonly { value: string | null; rows: readonly ArmRow[] }[] | null;
}

/**
 * Each slice's treated people against its own held-out people, corrected by Benjamini–Hochberg: of the slices shown no
 * more than α are false on average. Whoever looks at enough slices finds one; it is a hint for the next campaign.
 */
export function compareSlices(
	{ trait, groups, ...metric }: SlicesInput,
	interval: IntervalChoice,
	obstacle: string | null,
): Known<SlicesReadOut> {
	if (groups === null)
		return {
			known: false,
			reason: `“${trait}” has more than ${MAX_VALUES} values. Choose a trait that tells larger groups apart.`,
		};
	const slices = foldSlices(groups);
	const compared = compareGroups(
		slices.map(({ rows }) => ({ ...metric, rows, unfit: tooFewText(rows) })),
		interval,
		"benjamini_hochberg",
	);
	const rows = slices.map(({ key, name }, index) => ({ key, name, ...compared[index] }));
	const whole = rows.filter((row): row is SlicesReadOut["rows"][number] => row.metric !== undefined);
	return {
		known: true,
		figure: { trait, label: metric.label, rows: whole, sentence: obstacle ?? sentenceOf(whole) },
	};
}

interface Slice {
	key: string;
	name: string;
	rows: readonly ArmRow[];
}

const peopleOf = (rows: readonly ArmRow[]) => rows.reduce((all, { sample }) => all + sample.n, 0);

/** The largest values first, then all others as one, then the people without the trait. */
function foldSlices(groups: NonNullable<SlicesInput["groups"]>): Slice[] {
	const valued = groups
		.flatMap(({ value, rows }) => (value === null ? [] : [{ key: `=${value}`, name: value, rows }]))
		.sort((a, b) => peopleOf(b.rows) - peopleOf(a.rows) || (a.name < b.name ? -1 : 1));
	// One value alone is not "others".
	const own = valued.length === MAX_SLICES + 1 ? MAX_SLICES + 1 : MAX_SLICES;
	const others = valued.slice(own);
	const unknown = groups.filter(({ value }) => value === null).flatMap(({ rows }) => rows);
	return [
		...valued.slice(0, own),
		...(others.length === 0
			? []
			: [
					{
						key: "others",
						name: `Other (${others.length} values)`,
						rows: others.flatMap(({ rows }) => rows),
					},
				]),
		...(peopleOf(unknown) === 0 ? [] : [{ key: "unknown", name: "Unknown", rows: unknown }]),
	];
}

function tooFewText(rows: readonly ArmRow[]): string | null {
	const [treated, holdout] = [armTotal(rows, "treated").n, armTotal(rows, "holdout").n];
	if (Math.min(treated, holdout) >= LEAST_OF_SLICE) return null;
	const [word, people] = holdout <= treated ? ["held out", holdout] : ["treated", treated];
	return `Too few people: ${people} ${word}, at least ${LEAST_OF_SLICE} are needed.`;
}

function sentenceOf(rows: readonly SlicesReadOut["rows"][number][]): string {
	const tested = rows.filter(({ p }) => p !== null);
	if (rows.length === 0) return "No one's conversion window is complete yet.";
	if (tested.length === 0) return "No slice has enough people to be compared.";
	const names = (side: "up" | "down") =>
		tested.filter(({ shown }) => shown === side).map(({ name }) => `“${name}”`);
	const parts = [
		["Better than its holdout", names("up")] as const,
		["Worse than its holdout", names("down")] as const,
	].flatMap(([what, found]) => (found.length === 0 ? [] : [`${what}: ${found.join(", ")}.`]));
	return parts.length === 0
		? `No slice is shown to differ from its holdout: ${tested.length} of ${rows.length} ${tested.length === 1 ? "has" : "have"} enough people to be compared.`
		: `${parts.join(" ")} That one slice is shown and another is not does not mean that they differ.`;
}
