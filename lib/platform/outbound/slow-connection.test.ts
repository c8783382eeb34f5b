import net, { type AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, it } from "vitest";
import { outboundFetch } from "@/lib/platform/outbound/fetch";

// Accepts connections and never says a word, so that no secure connection is ever opened.
const server = net.createServer();
const sockets = new Set<net.Socket>();
beforeAll(async () => {
	server.on("connection", (socket) => {
		sockets.add(socket);
		socket.on("error", () => {});
	});
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});
afterAll(() => {
	for (const socket of sockets) socket.destroy();
	server.close();
});

it("gives up a request that is not connected in time, and knows that nothing was sent", async () => {
	const { port } = server.address() as AddressInfo;
	const startedAt = performance.now();
	await expect(
		outboundFetch(
			`https://127.0.0.1:${port}/`,
			{ method: "POST", headers: {}, body: "{}" },
			{ timeoutMs: 20_000, connectMs: 50, allowPrivate: true },
		),
	).rejects.toMatchObject({ wasSent: false, message: "The connection took too long to open." });
	expect(performance.now() - startedAt).toBeLessThan(10_000);
});

it("waits for an answer beyond that, once connected", async () => {
	const { port } = server.address() as AddressInfo;
	await expect(
		outboundFetch(
			`http://127.0.0.1:${port}/`,
			{ method: "POST", headers: {}, body: "{}" },
			{ timeoutMs: 400, connectMs: 200, allowPrivate: true },
		),
	).rejects.toMatchObject({ wasSent: true });
});
