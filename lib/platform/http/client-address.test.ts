import fc from "fast-check";
import { beforeAll, describe, expect, test, vi } from "vitest";

let address: typeof import("@/lib/platform/http/client-address");
beforeAll(async () => {
	vi.stubEnv("MUSTER_ENCRYPTION_KEYS", `a:${Buffer.alloc(32, 1).toString("base64")}`);
	vi.stubEnv("MUSTER_HASH_KEY", Buffer.alloc(32, 2).toString("base64"));
	address = await import("@/lib/platform/http/client-address");
});

describe("the client's address", () => {
	test("is the socket's, whatever a header says, while no proxy is trusted", () => {
		expect(address.clientAddress("203.0.113.9", "198.51.100.1", 0)).toBe("203.0.113.9");
		expect(address.clientAddress("::ffff:203.0.113.9", undefined, 0)).toBe("203.0.113.9");
		expect(address.clientAddress(undefined, "198.51.100.1", 0)).toBe("unknown");
	});

	test("is what the outermost trusted proxy wrote, never anything left of it", () => {
		expect(address.clientAddress("10.0.0.1", "198.51.100.1", 1)).toBe("198.51.100.1");
		expect(address.clientAddress("10.0.0.1", "6.6.6.6, 198.51.100.1", 1)).toBe("198.51.100.1");
		expect(address.clientAddress("10.0.0.1", "6.6.6.6, 198.51.100.1, 10.0.0.2", 2)).toBe("198.51.100.1");
		expect(address.clientAddress("10.0.0.1", "6.6.6.6, [2001:db8::7]:443", 1)).toBe("2001:db8::7");
		expect(address.clientAddress("10.0.0.1", "198.51.100.1:5123", 1)).toBe("198.51.100.1");
	});

	test("is the socket's when the proxy wrote nothing of use", () => {
		for (const header of [undefined, "", "unknown", "not an address", ","])
			expect(address.clientAddress("10.0.0.1", header, 1)).toBe("10.0.0.1");
	});

	test("with n proxies does not depend on what comes before the last n entries", () => {
		const ip = fc.ipV4();
		fc.assert(
			fc.property(
				fc.array(ip),
				fc.array(ip, { minLength: 1, maxLength: 3 }),
				(claimed, written) =>
					address.clientAddress("10.0.0.1", [...claimed, ...written].join(", "), written.length) ===
					written[0],
			),
		);
	});
});

describe("the recorded address", () => {
	test("reads back only what a process with the hash key wrote", () => {
		expect(address.notedClientAddress(address.sealClientAddress("203.0.113.9"))).toBe("203.0.113.9");
		const [proof] = address.sealClientAddress("203.0.113.9").split(" ");
		for (const forged of [
			null,
			"",
			"203.0.113.9",
			" 203.0.113.9",
			`${proof}x 203.0.113.9`,
			`x${proof?.slice(1)} 1.1.1.1`,
		])
			expect(address.notedClientAddress(forged)).toBe("unknown");
	});
});

test("an IPv6 customer is counted as a whole, an IPv4 address individually", () => {
	expect(address.addressGroup("203.0.113.9")).toBe("203.0.113.9");
	expect(address.addressGroup("2001:db8:1:2:3:4:5:6")).toBe("2001:db8:1:2::/64");
	expect(address.addressGroup("2001:0DB8:1:2::1")).toBe("2001:db8:1:2::/64");
	expect(address.addressGroup("2001:db8:1:3::1")).not.toBe(address.addressGroup("2001:db8:1:2::1"));
	expect(address.addressGroup("2001:db8::1")).toBe("2001:db8:0:0::/64");
	expect(address.addressGroup("::1")).toBe("0:0:0:0::/64");
	expect(address.addressGroup("fe80::1%eth0")).toBe("fe80:0:0:0::/64");
	expect(address.addressGroup("unknown")).toBe("unknown");
});
