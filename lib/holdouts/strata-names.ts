import type { StrataKeys } from "@/lib/holdouts/strata";
import type { LabelSource } from "@/lib/holdouts/strata-sql";
import { numberText } from "@/lib/kernel/number-text";

/** What the strata of a cohort are called, by their number. */
export function strataNames(source: LabelSource, { labels }: StrataKeys): string[] {
	const named = labels.map((label) =>
		source.kind === "text" ? label : bandName(source.edges, Number(label)),
	);
	return ["Everyone else", ...named, unknownName(source)];
}

function unknownName(source: LabelSource): string {
	if (source.kind !== "before") return `Without ${source.trait}`;
	return `No ${source.goalEvent} in the ${source.days} days before`;
}

/** "Up to 3", "more than 3, up to 10", "more than 10". */
function bandName(edges: readonly number[], band: number): string {
	const [above, upTo] = [edges[band - 1], edges[band]];
	if (above === undefined) return upTo === undefined ? "Any number" : `Up to ${numberText(upTo)}`;
	return upTo === undefined
		? `More than ${numberText(above)}`
		: `More than ${numberText(above)}, up to ${numberText(upTo)}`;
}
