import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from "node:crypto";
import { AppError } from "@/lib/kernel/app-error";
import { env } from "@/lib/platform/env";

type Keyring = { current: string; keys: Map<string, Buffer>; hashKey: Buffer };

let loaded: Keyring | undefined;

function readKeyring(encryptionKeys: string, hashKeyText: string): Keyring {
	const keys = new Map<string, Buffer>();
	for (const entry of encryptionKeys.split(",").filter(Boolean)) {
		const split = entry.indexOf(":");
		const id = entry.slice(0, split);
		const key = Buffer.from(entry.slice(split + 1), "base64");
		if (!/^[a-z0-9]{1,16}$/.test(id) || key.length !== 32) {
			throw new AppError(
				"precondition",
				"MUSTER_ENCRYPTION_KEYS must be `id:base64 of 32 bytes`, comma separated.",
			);
		}
		keys.set(id, key);
	}
	const current = keys.keys().next().value;
	const hashKey = Buffer.from(hashKeyText, "base64");
	if (!current || hashKey.length < 32) {
		throw new AppError(
			"precondition",
			"MUSTER_ENCRYPTION_KEYS and MUSTER_HASH_KEY (32 bytes, base64) must be set.",
		);
	}
	return { current, keys, hashKey };
}

function keyring(): Keyring {
	loaded ??= readKeyring(env.MUSTER_ENCRYPTION_KEYS, env.MUSTER_HASH_KEY);
	return loaded;
}

/**
 * Makes this process use other keys than its environment's: for the start-up command, which creates them
 * itself.
 */
export function setKeys(keys: { encryptionKeys: string; hashKey: string }): void {
	loaded = readKeyring(keys.encryptionKeys, keys.hashKey);
	derived.clear();
}

const nonceBytes = 12;
let nonces = Buffer.alloc(0);

/** Random bytes are drawn for many nonces at a time: one draw costs more than sealing. */
function takeNonce(): Buffer {
	if (nonces.length < nonceBytes) nonces = randomBytes(nonceBytes * 1_024);
	const nonce = nonces.subarray(0, nonceBytes);
	nonces = nonces.subarray(nonceBytes);
	return nonce;
}

/** AES-256-GCM. Layout: 1 byte length of the key id, key id, 12 bytes nonce, 16 bytes tag, ciphertext. */
export function seal(plaintext: string): Uint8Array<ArrayBuffer> {
	const { current, keys } = keyring();
	// Safe because `current` came from the map.
	const key = keys.get(current) as Buffer;
	const nonce = takeNonce();
	const cipher = createCipheriv("aes-256-gcm", key, nonce);
	const body = Buffer.concat([cipher.update(plaintext, "utf8"), cipher.final()]);
	const id = Buffer.from(current, "ascii");
	return new Uint8Array(Buffer.concat([Buffer.from([id.length]), id, nonce, cipher.getAuthTag(), body]));
}

/** The sealed text; rejects bytes that were altered or whose key is no longer in the keyring. */
export function unseal(sealed: Uint8Array): string {
	const bytes = Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength);
	const idLength = bytes[0] ?? 0;
	const id = bytes.toString("ascii", 1, 1 + idLength);
	const key = keyring().keys.get(id);
	if (!key) {
		throw new AppError(
			"precondition",
			`Encryption key "${id}" is not in MUSTER_ENCRYPTION_KEYS; add it back to read what it sealed.`,
		);
	}
	const nonceAt = 1 + idLength;
	const nonce = bytes.subarray(nonceAt, nonceAt + 12);
	const tag = bytes.subarray(nonceAt + 12, nonceAt + 28);
	const decipher = createDecipheriv("aes-256-gcm", key, nonce);
	decipher.setAuthTag(tag);
	return Buffer.concat([decipher.update(bytes.subarray(nonceAt + 28)), decipher.final()]).toString("utf8");
}

/** The first bytes of everything sealed with the current key: anything else is due for rotation. */
export function currentKeyPrefix(): Uint8Array<ArrayBuffer> {
	const id = Buffer.from(keyring().current, "ascii");
	return new Uint8Array(Buffer.concat([Buffer.from([id.length]), id]));
}

const derived = new Map<string, Buffer>();

/**
 * HMAC-SHA256 (32 bytes) for looking a secret value up without storing it. `purpose` separates uses, so that the
 * same text hashes differently as an email and as an API key. Not affected by rotation of the encryption keys.
 */
export function keyedHash(value: string, purpose: string): Uint8Array<ArrayBuffer> {
	let key = derived.get(purpose);
	if (!key) {
		key = Buffer.from(hkdfSync("sha256", keyring().hashKey, "", `muster:${purpose}`, 32));
		derived.set(purpose, key);
	}
	return new Uint8Array(createHmac("sha256", key).update(value, "utf8").digest());
}
