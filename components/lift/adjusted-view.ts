import type { LiftReadOut } from "@/lib/lift/contracts";

/** What a read-out is adjusted for on the page: nothing, the same metric before the assignment, or a numeric trait. */
export type Adjustment = { kind: "off" } | { kind: "before" } | { kind: "trait"; trait: string };

/** The read-out with its adjusted figures in place of the others; as it is where there are none. The verdict stays. */
export function adjustedView(read: LiftReadOut, adjustment: Adjustment): LiftReadOut {
	if (adjustment.kind === "off" || !read.adjusted.known) return read;
	const { covariate: _covariate, ...figures } = read.adjusted.figure;
	return { ...read, ...figures };
}

const PARAMETER = "adjusted";
const TRAIT = "trait:";

/** From the page's address, so that a link shows what its author saw. */
export function readAdjustment(search: Pick<URLSearchParams, "get"> | null): Adjustment {
	const given = search?.get(PARAMETER) ?? "";
	if (given === "before") return { kind: "before" };
	if (given.startsWith(TRAIT) && given.length > TRAIT.length)
		return { kind: "trait", trait: given.slice(TRAIT.length) };
	return { kind: "off" };
}

/** The address's search with it, and with whatever else it says. */
export function adjustmentSearch(adjustment: Adjustment, search: string): string {
	const parts = new URLSearchParams(search);
	if (adjustment.kind === "off") parts.delete(PARAMETER);
	else parts.set(PARAMETER, adjustment.kind === "before" ? "before" : `${TRAIT}${adjustment.trait}`);
	const text = parts.toString();
	return text === "" ? "" : `?${text}`;
}
