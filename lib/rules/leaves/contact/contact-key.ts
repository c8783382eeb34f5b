/** The key of the people with an email address among a moment's sets. */
export function contactKey(hash: string): string {
	return `contact:${hash}`;
}
