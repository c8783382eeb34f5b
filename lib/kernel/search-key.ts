/** What two spellings have in common for a search: composed letters, no capitals, no blanks around them. */
export function searchKey(text: string): string {
	return text.normalize("NFC").trim().toLowerCase();
}
