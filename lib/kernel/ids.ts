import { z } from "zod";

const alphabet = "0123456789abcdefghjkmnpqrstvwxyz";

export type IdPrefix =
	| "usr"
	| "wsp"
	| "key"
	| "aud"
	| "src"
	| "wky"
	| "imp"
	| "seg"
	| "rfr"
	| "dst"
	| "syn"
	| "run"
	| "cmp"
	| "stm"
	| "mrg"
	| "box"
	| "job"
	| "ctr"
	| "trn"
	| "req"
	| "lst"
	| "ses"
	| "ers"
	| "sup"
	| "lnk"
	| "rpt"
	| "glo";

/** A prefixed id that sorts by time: 10 characters of milliseconds, 16 random ones. */
export function newId(prefix: IdPrefix, nowMs: number = Date.now()): string {
	let time = "";
	let rest = nowMs;
	for (let i = 0; i < 10; i++) {
		time = alphabet.charAt(rest % 32) + time;
		rest = Math.floor(rest / 32);
	}
	let chance = "";
	for (const byte of crypto.getRandomValues(new Uint8Array(16))) chance += alphabet.charAt(byte % 32);
	return `${prefix}_${time}${chance}`;
}

/** Schema of an id of one kind, as used in addresses and bodies. */
export function idSchema(prefix: IdPrefix) {
	return z
		.string()
		.regex(new RegExp(`^${prefix}_[0-9a-z]{26}$`), `must be an id that begins with ${prefix}_`);
}
