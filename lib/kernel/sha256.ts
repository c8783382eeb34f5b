// The one node built-in that pure code may use: deterministic, no I/O, never needed on a screen.
import { createHash, createHmac, sign } from "node:crypto";

/** SHA-256 of a text (UTF-8) or of bytes, in lower-case hex. */
export function sha256Hex(content: string | Uint8Array): string {
	return createHash("sha256").update(content).digest("hex");
}

/** MD5, lower-case hex: no protection of anything, but some vendors name records by it. */
export function md5Hex(text: string): string {
	return createHash("md5").update(text, "utf8").digest("hex");
}

/** SHA-256 of a text (UTF-8), as bytes. */
export function sha256(text: string): Uint8Array {
	return new Uint8Array(createHash("sha256").update(text, "utf8").digest());
}

/** First 8 bytes, big endian, as a decimal string: fits ClickHouse's UInt64 without losing digits in JSON. */
export function sha256Uint64(text: string): string {
	return createHash("sha256").update(text, "utf8").digest().readBigUInt64BE(0).toString();
}

/** HMAC-SHA256 of a text (UTF-8), as bytes. */
export function hmacSha256(key: string | Uint8Array, text: string): Uint8Array {
	return new Uint8Array(createHmac("sha256", key).update(text, "utf8").digest());
}

/** RSASSA-PKCS1-v1_5 with SHA-256 of a text (UTF-8): the same text has the same signature. Throws when the key is unusable. */
export function rsaSha256(privateKeyPem: string, text: string): Uint8Array {
	return new Uint8Array(sign("sha256", Buffer.from(text, "utf8"), privateKeyPem));
}
