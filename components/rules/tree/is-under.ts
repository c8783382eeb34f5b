/** Whether the path to a part of a rule leads through or to the node with this id. */
export function isUnder(rule: unknown, path: readonly (number | string)[], id: string): boolean {
	if (typeof rule !== "object" || rule === null) return false;
	if ("id" in rule && rule.id === id) return true;
	const [step, ...rest] = path;
	if (step === undefined) return false;
	// A group's children count as its own.
	const holder = typeof step === "number" && "rules" in rule ? rule.rules : rule;
	// Safe because a missing part is undefined.
	return isUnder((holder as Record<number | string, unknown>)[step], rest, id);
}
