import { randomBytes } from "node:crypto";
import { keyedHash } from "@/lib/platform/secrets/keyring";

const alphabet = "23456789abcdefghjkmnpqrstuvwxyz";

function randomText(length: number): string {
	let text = "";
	while (text.length < length) {
		for (const byte of randomBytes(length)) {
			// 248 is the largest multiple of 31 below 256: bytes above it would favor some letters.
			if (byte < 248 && text.length < length) text += alphabet.charAt(byte % 31);
		}
	}
	return text;
}

/** A new secret token: shown once; only its hash and first characters are stored. */
export function newToken(kind: "mk" | "wk" | "rl"): {
	token: string;
	prefix: string;
	hash: Uint8Array<ArrayBuffer>;
} {
	const token = `${kind}_${randomText(kind === "wk" ? 32 : 40)}`;
	return { token, prefix: token.slice(0, 8), hash: hashToken(token) };
}

export function hashToken(token: string): Uint8Array<ArrayBuffer> {
	return keyedHash(token, "token");
}

/** A password to hand over once. */
export function newPassword(): string {
	return `${randomText(5)}-${randomText(5)}-${randomText(5)}`;
}
