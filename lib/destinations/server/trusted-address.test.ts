import { afterEach, describe, expect, it, vi } from "vitest";

async function trusting(values: Record<string, string>) {
	vi.resetModules();
	for (const [name, value] of Object.entries(values)) vi.stubEnv(name, value);
	return await import("@/lib/destinations/server/trusted-address");
}
afterEach(() => vi.unstubAllEnvs());

const disguised = [
	"http://127.0.0.1:3002.evil.example/",
	"http://127.0.0.1:30020/",
	"http://127.0.0.1:3002@evil.example/",
	"https://127.0.0.1:3002/",
	"nonsense",
];

describe("the sandbox", () => {
	it("is recognized by its parsed origin, whatever follows it", async () => {
		const { isSandboxAddress, mayBePrivate } = await trusting({ SANDBOX_URL: "http://127.0.0.1:3002" });
		for (const address of ["http://127.0.0.1:3002", "http://127.0.0.1:3002/webhooks/demo?a=b"]) {
			expect(isSandboxAddress(address), address).toBe(true);
			expect(mayBePrivate(address), address).toBe(true);
		}
		for (const address of disguised) {
			expect(isSandboxAddress(address), address).toBe(false);
			expect(mayBePrivate(address), address).toBe(false);
		}
	});

	it("is stored under a name, and only its own address is", async () => {
		vi.stubEnv("MUSTER_ENCRYPTION_KEYS", `k:${Buffer.alloc(32, 1).toString("base64")}`);
		vi.stubEnv("MUSTER_HASH_KEY", Buffer.alloc(32, 2).toString("base64"));
		await trusting({ SANDBOX_URL: "http://127.0.0.1:3002" });
		const { openConnection, sealCredentials, settingsToStore } = await import(
			"@/lib/destinations/server/open-connection"
		);
		const settings = { url: "http://127.0.0.1:3002/webhooks/demo", bare: "http://127.0.0.1:3002", word: "x" };
		const stored = settingsToStore({ settings, credentials: {} });
		expect(stored.url).toBe("http://sandbox.muster.invalid/webhooks/demo");
		const credentialsEncrypted = sealCredentials({ settings: {}, credentials: {} });
		expect(openConnection({ settings: stored, credentialsEncrypted }).settings).toEqual(settings);
		for (const url of [...disguised, "http://sandbox.muster.invalid.evil.example/"]) {
			const kept = settingsToStore({ settings: { url }, credentials: {} });
			expect(openConnection({ settings: kept, credentialsEncrypted }).settings).toEqual({ url });
		}
	});
});

describe("plain http", () => {
	it("is for the sandbox alone, and for own networks where the operator allows them", async () => {
		const strict = await trusting({ SANDBOX_URL: "http://127.0.0.1:3002" });
		expect(strict.trustsPlainHttp(new URL("http://127.0.0.1:3002/a"))).toBe(true);
		expect(strict.trustsPlainHttp(new URL("http://127.0.0.1:3003/a"))).toBe(false);
		const own = await trusting({ ALLOW_PRIVATE_DESTINATIONS: "true" });
		for (const address of ["http://10.0.0.5/", "http://localhost:9/", "http://[fd00::1]/"])
			expect(own.trustsPlainHttp(new URL(address)), address).toBe(true);
		for (const address of ["http://example.com/", "http://8.8.8.8/", "http://localhost.example.com/"])
			expect(own.trustsPlainHttp(new URL(address)), address).toBe(false);
	});
});
