import { createServer, connect as dial, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { newId } from "@/lib/kernel/ids";
import { database } from "@/lib/platform/postgres/database";
import { createQueuePool } from "@/lib/platform/queue/queue-pool";
import { WorkerLiveness } from "@/lib/platform/queue/worker-liveness";

/** Postgres behind a wire that can be cut; counts who dials meanwhile. */
async function cuttable(url: URL) {
	const sockets = new Set<Socket>();
	const state = { isCut: false, refused: 0 };
	const server = createServer((socket) => {
		socket.on("error", () => {});
		if (state.isCut) {
			state.refused += 1;
			socket.destroy();
			return;
		}
		const upstream = dial(Number(url.port), url.hostname);
		upstream.on("error", () => {});
		for (const one of [socket, upstream]) sockets.add(one.on("close", () => sockets.delete(one)));
		socket.pipe(upstream).pipe(socket);
	});
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	const address = server.address();
	const through = new URL(url);
	through.host = `127.0.0.1:${typeof address === "object" ? address?.port : ""}`;
	return {
		url: through.href,
		state,
		cut: () => {
			state.isCut = true;
			for (const socket of sockets) socket.destroy();
		},
		close: async () => {
			for (const socket of sockets) socket.destroy();
			await new Promise((resolve) => server.close(resolve));
		},
	};
}

async function isVouchedFor(poolId: string): Promise<boolean> {
	const [row] = await database().$queryRaw<{ is_free: boolean }[]>`
		SELECT pg_try_advisory_xact_lock(${0x6d757374}::int, hashtext(${poolId})) AS is_free`;
	return row?.is_free === false;
}

test("while Postgres is down one search continues, however long, and then the liveness lock is back", async () => {
	const wire = await cuttable(new URL(process.env.DATABASE_URL ?? ""));
	const pool = createQueuePool(2);
	const life = new WorkerLiveness(pool, wire.url);
	const poolId = newId("job");
	await life.start();
	await life.vouchFor(poolId);
	expect(await isVouchedFor(poolId)).toBe(true);
	wire.cut();
	await sleep(2_600);
	// Twice a second: five or six times, not twice as often after each failure.
	expect(wire.state.refused).toBeGreaterThan(1);
	expect(wire.state.refused).toBeLessThanOrEqual(7);
	expect(await isVouchedFor(poolId)).toBe(false);
	wire.state.isCut = false;
	await expect.poll(() => isVouchedFor(poolId), { timeout: 15_000 }).toBe(true);
	await life.close();
	await pool.end();
	await wire.close();
});
