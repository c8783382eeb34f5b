import { ruleLimits } from "@/lib/rules/rule-limits";

/**
 * What someone typed where a rule needs a number, while it is not one yet. A draft keeps it as typed, so that
 * it is shown, undone and saved like any other value; `checkRule` rejects it, and a sentence shows "…".
 */
export function unread(text: string): number {
	// Safe because nothing computes with a rule that was not checked.
	return text as unknown as number;
}

const longest = 100;

/**
 * The shape of a draft without what is typed into it, which may be too long, too many or no number yet: what is left is
 * a rule of the language, or the draft is of another version of it.
 */
export function draftShape(part: unknown, key = "", kind: unknown = undefined): unknown {
	if (isPlaceOfNumber(key, kind) && (typeof part === "string" || typeof part === "number")) return 1;
	if (key === "value" && part !== true) return null;
	if (typeof part === "string") return part.slice(0, longest) || "…";
	if (Array.isArray(part)) return part.slice(0, ruleLimits.leaves).map((item) => draftShape(item));
	if (typeof part !== "object" || part === null) return part;
	const own = "kind" in part ? part.kind : undefined;
	return Object.fromEntries(
		Object.entries(part).map(([inner, value]) => [inner, draftShape(value, inner, own)]),
	);
}

function isPlaceOfNumber(key: string, kind: unknown): boolean {
	if (key === "from" || key === "to") return kind !== "between";
	if (key === "value") return kind === "rank";
	return key === "amount" || key === "km" || key === "latitude" || key === "longitude";
}
