import type { StratifyBy } from "@/lib/holdouts/stratify-by";

/** What the form holds for "how much of the goal they had before"; "" is nothing. */
export const BEFORE = "before";
const TRAIT = "trait:";

/** What the form holds for a trait. */
export const traitValue = (trait: string) => `${TRAIT}${trait}`;

/** What the people of a launch are balanced by, as the API takes it. */
export function readBalance(value: string): StratifyBy | null {
	if (value === BEFORE) return { by: "before" };
	return value.startsWith(TRAIT) ? { by: "trait", trait: value.slice(TRAIT.length) } : null;
}

/** The same as the form holds it. */
export function writeBalance(by: StratifyBy | null): string {
	if (by === null) return "";
	return by.by === "before" ? BEFORE : traitValue(by.trait);
}

/** In words, after "Balanced by". */
export function balanceText(by: StratifyBy): string {
	return by.by === "before" ? "How much of the goal they had in the 28 days before launch" : by.trait;
}
