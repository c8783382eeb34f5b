/** The form in which a search compares spellings: composed letters, lowercase, trimmed. */
export function searchKey(text: string): string {
	return text.normalize("NFC").trim().toLowerCase();
}
