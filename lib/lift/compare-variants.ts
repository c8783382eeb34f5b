import { bestOf, compareGroups } from "@/lib/lift/compare-groups";
import type { VariantsReadOut } from "@/lib/lift/contracts";
import type { IntervalChoice, MetricInput } from "@/lib/lift/estimate-metric";
import type { ArmRow } from "@/lib/lift/strata";

/** The primary metric of a campaign's variants: of each its treated people, and of all the people held out. */
export interface VariantsInput extends Pick<MetricInput, "key" | "label" | "kind"> {
	/** `share`: of the treated people, as designed. */
	variants: readonly { key: string; name: string; share: number; rows: readonly ArmRow[] }[];
	holdout: readonly ArmRow[];
}

/**
 * Each variant against the people held out, and all against each other; Holm's correction over each of the two families. A
 * winner beats every other variant and the holdout: where all variants do the same, one is named in at most α of campaigns,
 * because naming one needs a false difference between two of them.
 */
export function compareVariants(
	{ variants, holdout, ...metric }: VariantsInput,
	interval: IntervalChoice,
	/** Why nothing may be concluded yet; null where it may. */
	obstacle: string | null,
): VariantsReadOut {
	const against = (own: readonly ArmRow[], others: readonly ArmRow[]) => ({
		...metric,
		rows: [...own, ...others.map((row): ArmRow => ({ ...row, arm: "holdout" }))],
	});
	const rows = compareGroups(
		variants.map(({ rows: own }) => against(own, holdout)),
		interval,
		"holm",
	).map((compared, index) => ({ ...named(variants[index]), ...compared }));
	const couples = variants.flatMap((one, index) =>
		variants.slice(index + 1).map((other) => ({ one, other })),
	);
	const pairs = compareGroups(
		couples.map(({ one, other }) => against(one.rows, other.rows)),
		interval,
		"holm",
	).map(({ metric: { difference }, p, adjusted, shown }, index) => ({
		one: named(couples[index]?.one),
		other: named(couples[index]?.other),
		difference,
		p,
		adjusted,
		shown,
	}));
	const beats = (key: string, other: string) =>
		pairs.some(
			({ one, other: second, shown }) =>
				(one.key === key && second.key === other && shown === "up") ||
				(one.key === other && second.key === key && shown === "down"),
		);
	const winner =
		obstacle !== null
			? null
			: (rows.find(
					({ key, shown }) =>
						shown === "up" && rows.every((other) => other.key === key || beats(key, other.key)),
				) ?? null);
	const best = bestOf(rows);
	const found = { rows, pairs };
	return {
		...found,
		label: metric.label,
		winner: winner?.key ?? null,
		best: best?.key ?? null,
		sentence: obstacle ?? sentenceOf(found, winner?.name ?? null),
	};
}

function named(variant: { key: string; name: string } | undefined): { key: string; name: string } {
	return { key: variant?.key ?? "", name: variant?.name ?? "" };
}

function sentenceOf({ rows, pairs }: Pick<VariantsReadOut, "rows" | "pairs">, winner: string | null): string {
	if (winner !== null) return `“${winner}” does better than every other variant, and than the holdout.`;
	const unknown = rows.find(({ metric }) => !metric.difference.known);
	if (rows.every(({ metric }) => !metric.difference.known) && unknown && !unknown.metric.difference.known)
		return `No variant can be judged. ${unknown.metric.difference.reason}`;
	const shown = pairs.flatMap(({ one, other, shown: side }) =>
		side === null ? [] : [side === "up" ? [one.name, other.name] : [other.name, one.name]],
	);
	const among =
		shown.length === 0
			? "No variant can be called better than another: differences like these are what chance makes."
			: `No variant does better than all others. Shown so far: ${shown.map(([better, worse]) => `“${better}” does better than “${worse}”`).join(", ")}.`;
	const of = (side: "up" | "down") => rows.filter((row) => row.shown === side).map(({ name }) => `“${name}”`);
	const holdout = [["better", of("up")] as const, ["worse", of("down")] as const].flatMap(([word, names]) =>
		names.length === 0
			? []
			: [`${listText(names)} ${names.length === 1 ? "does" : "do"} ${word} than the holdout.`],
	);
	return [
		among,
		...(holdout.length > 0 ? holdout : ["None is shown to differ from the holdout by itself."]),
	].join(" ");
}

function listText(names: readonly string[]): string {
	return names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}
