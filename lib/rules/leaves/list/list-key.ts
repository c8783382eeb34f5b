/** The key of the people on a stored list among a moment's sets. */
export function listKey(listId: string): string {
	return `list:${listId}`;
}
