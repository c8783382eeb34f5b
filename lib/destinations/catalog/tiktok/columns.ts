/** TikTok's names of what a row may hold, by Muster's names of the identifier kinds. */
export const tikTokColumns = { email: "EMAIL_SHA256", phone: "PHONE_SHA256" } as const;

export function tikTokColumnOf(kind: string): string {
	// Safe because only the keys of the table are looked up.
	return Object.hasOwn(tikTokColumns, kind) ? tikTokColumns[kind as keyof typeof tikTokColumns] : kind;
}
