import { createHmac } from "node:crypto";

const alphabet = "23456789abcdefghjkmnpqrstuvwxyz";

/**
 * The code for creating the first admin: printed where Muster is started. It is derived from the hash key, so
 * that every process and every start has the same one and nothing has to be stored.
 */
export function setupCodeOf(hashKey: string): string {
	if (Buffer.from(hashKey, "base64").length < 32)
		throw new Error("There is no MUSTER_HASH_KEY to make a code of.");
	const digest = createHmac("sha256", Buffer.from(hashKey, "base64"))
		.update("muster:set-up code")
		.digest("hex");
	let rest = BigInt(`0x${digest}`);
	let text = "";
	for (let i = 0; i < 12; i++) {
		text += alphabet.charAt(Number(rest % 31n));
		rest /= 31n;
	}
	return text.replace(/(.{4})(?=.)/g, "$1-");
}
