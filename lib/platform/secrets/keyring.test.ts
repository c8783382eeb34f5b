import { afterEach, describe, expect, test, vi } from "vitest";

const key = (fill: number) => Buffer.alloc(32, fill).toString("base64");

async function keyringWith(keys: string) {
	vi.resetModules();
	vi.stubEnv("MUSTER_ENCRYPTION_KEYS", keys);
	vi.stubEnv("MUSTER_HASH_KEY", key(9));
	return await import("@/lib/platform/secrets/keyring");
}

afterEach(() => {
	vi.unstubAllEnvs();
});

describe("sealing", () => {
	test("what is sealed reads back, and never looks the same twice", async () => {
		const { seal, unseal } = await keyringWith(`a:${key(1)}`);
		expect(unseal(seal("Größe 42"))).toBe("Größe 42");
		expect(Buffer.from(seal("x")).equals(Buffer.from(seal("x")))).toBe(false);
	});

	test("a changed byte is refused", async () => {
		const { seal, unseal } = await keyringWith(`a:${key(1)}`);
		const sealed = seal("secret");
		sealed[sealed.length - 1] = (sealed[sealed.length - 1] ?? 0) ^ 1;
		expect(() => unseal(sealed)).toThrow();
	});

	test("after rotation old values still read and new ones use the new key", async () => {
		const before = await keyringWith(`a:${key(1)}`);
		const old = before.seal("old");
		const after = await keyringWith(`b:${key(2)},a:${key(1)}`);
		expect(after.unseal(old)).toBe("old");
		const prefix = Buffer.from(after.currentKeyPrefix());
		expect(prefix.equals(Buffer.from(old.subarray(0, prefix.length)))).toBe(false);
		expect(prefix.equals(Buffer.from(after.seal("new").subarray(0, prefix.length)))).toBe(true);
	});

	test("a key removed from the keyring is named in the error", async () => {
		const before = await keyringWith(`a:${key(1)}`);
		const old = before.seal("old");
		const after = await keyringWith(`b:${key(2)}`);
		expect(() => after.unseal(old)).toThrow(/key "a" is not in MUSTER_ENCRYPTION_KEYS/);
	});

	test("look-up hashes do not change under rotation and differ by purpose", async () => {
		const before = await keyringWith(`a:${key(1)}`);
		const hash = Buffer.from(before.keyedHash("jane@example.com", "email"));
		const after = await keyringWith(`b:${key(2)},a:${key(1)}`);
		expect(Buffer.from(after.keyedHash("jane@example.com", "email")).equals(hash)).toBe(true);
		expect(Buffer.from(after.keyedHash("jane@example.com", "token")).equals(hash)).toBe(false);
	});

	test("a malformed keyring is one plain sentence", async () => {
		const { seal } = await keyringWith("nonsense");
		expect(() => seal("x")).toThrow(/MUSTER_ENCRYPTION_KEYS must be/);
	});
});
