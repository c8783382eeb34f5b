import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test, vi } from "vitest";

let port = 0;
let close: () => void;
let header = "";
let seal: (address: string) => string;

beforeAll(async () => {
	vi.stubEnv("MUSTER_ENCRYPTION_KEYS", `a:${Buffer.alloc(32, 1).toString("base64")}`);
	vi.stubEnv("MUSTER_HASH_KEY", Buffer.alloc(32, 2).toString("base64"));
	const address = await import("@/lib/platform/http/client-address");
	const { noteClientAddresses } = await import("@/lib/platform/http/note-client-addresses");
	header = address.clientAddressHeader;
	seal = address.sealClientAddress;
	noteClientAddresses();
	noteClientAddresses();
	const server = createServer((incoming, response) => {
		response.end(address.notedClientAddress(String(incoming.headers[header])));
	});
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	// Safe because a TCP server's address is never text.
	port = (server.address() as AddressInfo).port;
	close = () => server.close();
});
afterAll(() => {
	close();
	vi.unstubAllEnvs();
});

const ask = (headers: Record<string, string>) =>
	new Promise<string>((resolve, reject) => {
		request({ port, host: "127.0.0.1", headers }, (response) => {
			response.on("data", (part) => resolve(String(part)));
		})
			.on("error", reject)
			.end();
	});

test("a server of this process records the socket's address, whatever the request contains", async () => {
	expect(await ask({})).toBe("127.0.0.1");
	expect(await ask({ "x-forwarded-for": "6.6.6.6", "x-real-ip": "6.6.6.6" })).toBe("127.0.0.1");
	// Even a value that once was right is written over.
	expect(await ask({ [header]: seal("6.6.6.6") })).toBe("127.0.0.1");
});
