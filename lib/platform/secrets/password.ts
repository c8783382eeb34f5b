import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from "node:crypto";

// 64 MiB of memory per hash: one of the parameter sets of the OWASP Password Storage Cheat Sheet (N = 2^16, r = 8, p = 2).
const cost: ScryptOptions & { N: number; r: number; p: number } = {
	N: 2 ** 16,
	r: 8,
	p: 2,
	maxmem: 128 * 2 ** 20,
};

function derive(password: string, salt: Buffer, options: ScryptOptions): Promise<Buffer> {
	return new Promise((resolve, reject) => {
		scrypt(password.normalize("NFKC"), salt, 32, options, (error, key) =>
			error ? reject(error) : resolve(key),
		);
	});
}

/** Memory-hard hash of a password, with its parameters, as text. */
export async function hashPassword(password: string): Promise<string> {
	const salt = randomBytes(16);
	const key = await derive(password, salt, cost);
	return `scrypt$${cost.N}$${cost.r}$${cost.p}$${salt.toString("base64")}$${key.toString("base64")}`;
}

/** True when the password fits; constant-time on the result. */
export async function isPassword(password: string, stored: string): Promise<boolean> {
	const [scheme, n, r, p, salt, key] = stored.split("$");
	if (scheme !== "scrypt" || !salt || !key) return false;
	const options = { N: Number(n), r: Number(r), p: Number(p), maxmem: 256 * 2 ** 20 };
	const expected = Buffer.from(key, "base64");
	const actual = await derive(password, Buffer.from(salt, "base64"), options);
	return expected.length === actual.length && timingSafeEqual(expected, actual);
}
