/** The place of a sync in its priority group. */
export type Place = { id: string; priority: number | null; createdAt: Date };

/** Whether one sync of a group comes before another: by its number; of equal ones the sync created first. */
export function comesBefore(one: Place, other: Place): boolean {
	const [a, b] = [one.priority ?? Number.POSITIVE_INFINITY, other.priority ?? Number.POSITIVE_INFINITY];
	if (a !== b) return a < b;
	const [at, otherAt] = [one.createdAt.getTime(), other.createdAt.getTime()];
	return at === otherAt ? one.id < other.id : at < otherAt;
}
