/** Meta's names of the columns that can be used alone, by Muster's names of the identifier kinds. */
export const valueColumn = "LOOKALIKE_VALUE";

export const metaColumns = { email: "EMAIL", phone: "PHONE", user_id: "EXTERN_ID" } as const;

export function metaColumnOf(kind: string): string {
	// Safe because only the keys of the table are looked up.
	return Object.hasOwn(metaColumns, kind) ? metaColumns[kind as keyof typeof metaColumns] : kind;
}
