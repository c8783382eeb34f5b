import { z } from "zod";
import { normalizeEmail } from "@/lib/identity/normalize-email";
import { normalizePhone } from "@/lib/identity/normalize-phone";
import { stripInvisible } from "@/lib/identity/strip-invisible";

/** What a person can be recognised by, strongest first. */
export const identifierKinds = ["user_id", "email", "phone", "anonymous_id"] as const;
export const identifierKind = z.enum(identifierKinds);
/** Kinds that belong to one person. Two people may share a phone: it says who is meant only where nothing else does. */
export const personKind = identifierKind.exclude(["phone"]);
export type IdentifierKind = z.infer<typeof identifierKind>;
export type Identifier = { kind: IdentifierKind; value: string };

const longest = 512;

/** The form in which an identifier is hashed and stored; null when it cannot identify anybody. */
export function normalizeIdentifier(kind: IdentifierKind, value: string): string | null {
	if (kind === "email") return normalizeEmail(value);
	if (kind === "phone") return normalizePhone(stripInvisible(value))?.e164 ?? null;
	const text = stripInvisible(value.normalize("NFC"));
	if (text === "" || text.length > longest || placeholders.has(text.toLowerCase())) return null;
	return text;
}

// Values that clients send for "nobody". Taking them for a person would merge strangers.
const placeholders = new Set([
	"null",
	"undefined",
	"none",
	"nan",
	"n/a",
	"anonymous",
	"guest",
	"unknown",
	"[object object]",
	"00000000-0000-0000-0000-000000000000",
]);
