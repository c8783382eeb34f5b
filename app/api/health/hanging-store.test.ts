import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { afterAll, beforeAll, expect, test, vi } from "vitest";

// Stores that accept the connection and then send nothing, as when the disk or process hangs.
const sockets = new Set<Socket>();
let server: Server;
let port = 0;
let isHanging = true;

beforeAll(async () => {
	server = createServer((socket) => {
		sockets.add(socket);
		socket.on("error", () => {});
		if (!isHanging) socket.destroy();
	});
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	port = (server.address() as AddressInfo).port;
	vi.stubEnv("DATABASE_URL", `postgresql://muster@127.0.0.1:${port}/muster`);
	vi.stubEnv("CLICKHOUSE_URL", `http://127.0.0.1:${port}`);
	vi.resetModules();
});
afterAll(async () => {
	vi.unstubAllEnvs();
	for (const socket of sockets) socket.destroy();
	await new Promise((resolve) => server.close(resolve));
});

async function timed<T>(work: () => Promise<T>): Promise<{ value: T; ms: number }> {
	const begun = performance.now();
	return { value: await work(), ms: performance.now() - begun };
}

test("the web app returns 503 within two seconds, on every request", async () => {
	const { GET } = await import("@/app/api/health/route");
	const { value, ms } = await timed(() => Promise.all([GET(), GET(), GET()]));
	for (const response of value) {
		expect(response.status).toBe(503);
		expect(await response.json()).toEqual({ ok: false, postgres: false, warehouse: false, jobs: null });
	}
	expect(ms).toBeLessThan(2_000);
	const { closeWarehouse } = await import("@/lib/platform/warehouse/warehouse");
	await closeWarehouse();
});

test("ingest returns 503 within two seconds, and reports the outbox as unknown rather than empty", async () => {
	const { startIngest } = await import("@/lib/sources/server/ingest/start-ingest");
	const { database } = await import("@/lib/platform/postgres/database");
	const { openWarehouse } = await import("@/lib/platform/warehouse/warehouse");
	const ingest = await startIngest({
		db: database(),
		warehouse: openWarehouse(`http://127.0.0.1:${port}`, "muster"),
		port: 0,
		publicUrl: "https://muster.example.com",
		limits: { perKey: 0, perAddress: 0 },
	});
	// A machine busy with other tests responds late to anything: that delay is subtracted.
	const { ms: overhead } = await timed(() => fetch(`${ingest.url}/nothing`));
	const { value, ms } = await timed(() => fetch(`${ingest.url}/healthz`));
	expect(value.status).toBe(503);
	expect(await value.json()).toMatchObject({ ok: false, postgres: false, outboxBatches: null });
	expect(ms - overhead).toBeLessThan(2_000);
	// It does not wait for a store that hangs.
	isHanging = false;
	for (const socket of sockets) socket.destroy();
	await ingest.stop();
});
