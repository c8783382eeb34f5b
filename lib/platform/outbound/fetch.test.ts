import { lookup } from "node:dns";
import { createServer, type Server } from "node:http";
import { type AddressInfo, isIP } from "node:net";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";

vi.mock("node:dns", async (original) => {
	const dns = await original<typeof import("node:dns")>();
	return { ...dns, lookup: vi.fn(dns.lookup) };
});

import { type OutboundError, outboundFetch } from "@/lib/platform/outbound/fetch";
import { isPrivateAddress } from "@/lib/platform/outbound/private-address";

let server: Server;
let base = "";

beforeAll(async () => {
	server = createServer((request, response) => {
		if (request.url === "/slow") return;
		if (request.url === "/cut") return void request.socket.destroy();
		if (request.url === "/long") return void response.end("x".repeat(5_000));
		if (request.url === "/moved")
			return void response.writeHead(302, { location: "http://127.0.0.1/" }).end();
		response.end("hello");
	});
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

const disguised = [
	"0x7f000001",
	"017700000001",
	"0177.0.0.1",
	"127.1",
	"127.0.0.1.",
	"[::ffff:127.0.0.1]",
	"[::ffff:7f00:1]",
	"[::127.0.0.1]",
	"[64:ff9b::7f00:1]",
	"[::]",
	"169.254.169.254",
	"[fe80::1]",
	"①②⑦.⓪.⓪.①",
];
const whole = { timeoutMs: 1_000, allowPrivate: true };
type Answer = (error: null, addresses: { address: string; family: number }[]) => void;

const get = { method: "GET", headers: {} };

async function errorOf(
	path: string,
	options: { allowPrivate?: boolean; maxAnswerBytes?: number } = {},
): Promise<OutboundError> {
	try {
		await outboundFetch(path.startsWith("http") ? path : base + path, get, {
			timeoutMs: 300,
			allowPrivate: true,
			...options,
		});
	} catch (error) {
		return error as OutboundError;
	}
	throw new Error("it answered");
}

describe("requests to the outside", () => {
	it("returns the response and follows no redirect", async () => {
		expect(await outboundFetch(`${base}/`, get, { timeoutMs: 1_000, allowPrivate: true })).toMatchObject({
			status: 200,
			body: "hello",
		});
		expect(await outboundFetch(`${base}/moved`, get, { timeoutMs: 1_000, allowPrivate: true })).toMatchObject(
			{
				status: 302,
			},
		);
	});

	it("refuses private addresses, by number and through a name that leads to one", async () => {
		const port = new URL(base).port;
		for (const host of ["127.0.0.1", "localhost", "[::1]", "0.0.0.0", "2130706433", "0x7f.1", ...disguised]) {
			const error = await errorOf(`http://${host}:${port}/`, { allowPrivate: false });
			expect(error).toMatchObject({ isBlocked: true, wasSent: false });
		}
	});

	it("tells a request that was never sent from one that may have been carried out", async () => {
		expect(await errorOf("http://127.0.0.1:1/")).toMatchObject({ wasSent: false });
		expect(await errorOf("http://no-such-name.invalid/")).toMatchObject({ wasSent: false });
		expect(await errorOf("/slow")).toMatchObject({ wasSent: true });
		expect(await errorOf("/cut")).toMatchObject({ wasSent: true });
		expect(await errorOf("/long", { maxAnswerBytes: 4_999 })).toMatchObject({ wasSent: true });
		const limit = { ...whole, maxAnswerBytes: 5_000 };
		expect((await outboundFetch(`${base}/long`, get, limit)).body).toHaveLength(5_000);
	});

	it("refuses a name that leads to a private address now, whatever it led to before", async () => {
		const lookups: string[] = [];
		const leadTo = (...addresses: string[]) =>
			vi.mocked(lookup).mockImplementationOnce(((name: string, _options: unknown, done: Answer) => {
				lookups.push(name);
				done(
					null,
					addresses.map((address) => ({ address, family: isIP(address) })),
				);
			}) as unknown as typeof lookup);
		const reach = () => errorOf(`http://hooks.example.com:${new URL(base).port}/`, { allowPrivate: false });
		// A public address: it is tried, and no one listens at this port there.
		leadTo("8.8.8.8");
		expect(await reach()).toMatchObject({ isBlocked: false, wasSent: false });
		leadTo("127.0.0.1");
		expect(await reach()).toMatchObject({ isBlocked: true, wasSent: false });
		leadTo("8.8.8.8", "127.0.0.1");
		expect(await reach()).toMatchObject({ isBlocked: true, wasSent: false });
		leadTo("2001:4860:4860::8888", "::ffff:7f00:1");
		expect(await reach()).toMatchObject({ isBlocked: true, wasSent: false });
		leadTo();
		expect(await reach()).toMatchObject({ isBlocked: true, wasSent: false });
		// One question each: between the check and the connection nobody is asked again.
		expect(lookups).toEqual(Array(5).fill("hooks.example.com"));
	});

	it("is stopped before it begins, in the middle, and not after its end", async () => {
		const stopping = (path: string, signal: AbortSignal) =>
			outboundFetch(base + path, get, { ...whole, timeoutMs: 5_000, signal }).catch(
				(error: OutboundError) => error,
			);
		const stopped = { message: "The request was stopped." };
		expect(await stopping("/", AbortSignal.abort())).toMatchObject({ ...stopped, wasSent: false });
		const controller = new AbortController();
		server.once("request", () => controller.abort());
		const pending = stopping("/slow", controller.signal);
		expect(await pending).toMatchObject({ ...stopped, wasSent: true });
		const late = new AbortController();
		expect(await stopping("/", late.signal)).toMatchObject({ status: 200 });
		late.abort();
	});

	it("says that a value cannot be written into a request, without the value", async () => {
		const headers = { authorization: "Bearer abc-\u2014-xyz" };
		const failure = await outboundFetch(base, { method: "GET", headers }, whole).then(
			() => null,
			(error: OutboundError) => error,
		);
		expect(failure).toMatchObject({ wasSent: false, isBlocked: true });
		expect(String(failure?.message) + String(failure?.cause)).not.toMatch(/abc|xyz/);
	});

	it.each([
		"10.1.2.3",
		"169.254.169.254",
		"172.31.0.1",
		"192.168.1.1",
		"100.64.0.1",
		"::1",
		"fe80::1",
		"fd00::1",
		"::ffff:10.0.0.1",
		"::ffff:a00:1",
		"2002:a00:1::",
		"nonsense",
	])("knows %s as private", (address) => {
		expect(isPrivateAddress(address)).toBe(true);
	});

	it.each(["8.8.8.8", "157.240.1.1", "2a03:2880:f12f::1"])("knows %s as public", (address) => {
		expect(isPrivateAddress(address)).toBe(false);
	});
});
