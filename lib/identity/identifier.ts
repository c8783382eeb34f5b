import { z } from "zod";
import { normalizeEmail } from "@/lib/identity/normalize-email";
import { normalizePhone } from "@/lib/identity/normalize-phone";
import { isPlaceholder } from "@/lib/identity/placeholder";
import { plainText } from "@/lib/identity/plain-text";

/** What a person can be recognised by, strongest first. */
export const identifierKinds = ["user_id", "email", "phone", "anonymous_id"] as const;
export const identifierKind = z.enum(identifierKinds);
/** Kinds that belong to one person. Two people may share a phone: it says who is meant only where nothing else does. */
export const personKind = identifierKind.exclude(["phone"]);
export type IdentifierKind = z.infer<typeof identifierKind>;
export type Identifier = { kind: IdentifierKind; value: string };

const longest = 512;

/** The form in which an identifier is hashed and stored; null when it cannot identify anyone. */
export function normalizeIdentifier(kind: IdentifierKind, value: string): string | null {
	if (kind === "email") return normalizeEmail(value);
	if (value.length > 4 * longest) return null;
	if (kind === "phone") return normalizePhone(plainText(value))?.e164 ?? null;
	const text = plainText(value);
	// Replacement characters or unpaired surrogates: two people may have lost different characters.
	if (!text.isWellFormed() || text.includes("\ufffd")) return null;
	return text === "" || text.length > longest || isPlaceholder(text) ? null : text;
}
