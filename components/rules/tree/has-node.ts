/** Whether a rule, or an object containing one, has a node with this id. */
export function hasNode(held: unknown, id: string): boolean {
	if (typeof held !== "object" || held === null) return false;
	if ("id" in held && held.id === id) return true;
	return Object.values(held).some((part) => hasNode(part, id));
}
