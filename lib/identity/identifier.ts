import { z } from "zod";
import { normalizeEmail } from "@/lib/identity/normalize-email";

/** What a person can be recognised by, strongest first. */
export const identifierKinds = ["user_id", "email", "anonymous_id"] as const;
export const identifierKind = z.enum(identifierKinds);
export type IdentifierKind = z.infer<typeof identifierKind>;
export type Identifier = { kind: IdentifierKind; value: string };

const longest = 512;

/** The form in which an identifier is hashed and stored; null when it cannot identify anybody. */
export function normalizeIdentifier(kind: IdentifierKind, value: string): string | null {
	if (kind === "email") return normalizeEmail(value);
	const text = value.normalize("NFC").trim();
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
