import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from "node:crypto";
import { AppError } from "@/lib/kernel/app-error";

// 64 MiB of memory per hash: one of the parameter sets of the OWASP Password Storage Cheat Sheet (N = 2^16, r = 8, p = 2).
const cost: ScryptOptions & { N: number; r: number; p: number } = {
	N: 2 ** 16,
	r: 8,
	p: 2,
	maxmem: 128 * 2 ** 20,
};

/** Hashes of one process at a time, and how many more may wait: about three seconds' worth on a small machine. */
export const maxHashesAtOnce = 2;
export const maxHashesWaiting = 14;

// On globalThis, because the web app may load this module once per bundle.
const holder = globalThis as { musterHashes?: { running: number; waiting: Array<() => void> } };

/** Runs when a slot is free. Without a bound, a burst of sign-ins would use all memory and processors. */
async function inTurn<T>(work: () => Promise<T>): Promise<T> {
	holder.musterHashes ??= { running: 0, waiting: [] };
	const line = holder.musterHashes;
	if (line.running < maxHashesAtOnce) line.running += 1;
	else {
		if (line.waiting.length >= maxHashesWaiting) {
			throw new AppError(
				"limit",
				"Too many passwords are being checked at once. Try again in some seconds.",
				{
					retryAfterSeconds: 3,
				},
			);
		}
		// The finishing call hands over its slot.
		await new Promise<void>((resolve) => line.waiting.push(resolve));
	}
	try {
		return await work();
	} finally {
		const next = line.waiting.shift();
		if (next) next();
		else line.running -= 1;
	}
}

function derive(password: string, salt: Buffer, options: ScryptOptions): Promise<Buffer> {
	return inTurn(
		() =>
			new Promise((resolve, reject) => {
				scrypt(password.normalize("NFKC"), salt, 32, options, (error, key) =>
					error ? reject(error) : resolve(key),
				);
			}),
	);
}

/** Memory-hard hash of a password, with its parameters, as text. Refuses with `limit` when too many wait. */
export async function hashPassword(password: string): Promise<string> {
	const salt = randomBytes(16);
	const key = await derive(password, salt, cost);
	return `scrypt$${cost.N}$${cost.r}$${cost.p}$${salt.toString("base64")}$${key.toString("base64")}`;
}

/** True when the password matches; constant-time on the result. Refuses with `limit` when too many wait. */
export async function isPassword(password: string, stored: string): Promise<boolean> {
	const [scheme, n, r, p, salt, key] = stored.split("$");
	if (scheme !== "scrypt" || !salt || !key) return false;
	const options = { N: Number(n), r: Number(r), p: Number(p), maxmem: 256 * 2 ** 20 };
	const expected = Buffer.from(key, "base64");
	const actual = await derive(password, Buffer.from(salt, "base64"), options);
	return expected.length === actual.length && timingSafeEqual(expected, actual);
}
