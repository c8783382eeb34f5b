import type { IdentifierKind } from "@/lib/destinations/contract";
import { normalizeMetaEmail } from "@/lib/identity/normalize-meta";

/** What a person can be named by in a file or a table: as it is, under a column of its own. */
export const plainIdentifierKinds: readonly IdentifierKind[] = [
	{
		kind: "email",
		column: "email",
		label: "Email",
		origin: { from: "vault", field: "email" },
		sentAs: "as is, in lower case",
		toRemoteKey: (raw) => normalizeMetaEmail(raw) || null,
	},
	{
		kind: "user_id",
		column: "user_id",
		label: "Your customer ID",
		origin: { from: "identifier", kind: "user_id" },
		sentAs: "as is",
		toRemoteKey: (raw) => raw.trim() || null,
	},
	{
		kind: "phone",
		column: "phone",
		label: "Phone",
		origin: { from: "vault", field: "phone" },
		sentAs: "as is",
		toRemoteKey: (raw) => raw.trim() || null,
	},
];
