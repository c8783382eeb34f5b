import { spawn } from "node:child_process";
import { afterAll, expect, it, vi } from "vitest";

vi.hoisted(() => {
	process.env.ALLOW_PRIVATE_DESTINATIONS = "true";
});

import { consentPurposes } from "@/lib/consent/purposes";
import { setConsent } from "@/lib/consent/testing/set-consent";
import { startSandbox } from "@/lib/destinations/server/sandbox/start-sandbox";
import { murmurHash3_32 } from "@/lib/kernel/hash";
import { newId } from "@/lib/kernel/ids";
import { closeDatabase } from "@/lib/platform/postgres/database";
import { enqueue } from "@/lib/platform/queue/enqueue";
import { startWorker } from "@/lib/platform/queue/start-worker";
import { reportChaos } from "@/lib/platform/testing/report-chaos";
import { testSeed } from "@/lib/platform/testing/test-seed";
import { closeWarehouse } from "@/lib/platform/warehouse/warehouse";
import { runSync } from "@/lib/syncs/server/run-sync";
import { chaosDestinations } from "@/lib/syncs/testing/chaos/chaos-destinations";
import { mortalContext } from "@/lib/syncs/testing/chaos/mortal-context";
import { type Delivery, openDelivery } from "@/lib/syncs/testing/chaos/open-delivery";
import { defineSyncJob } from "@/lib/syncs/testing/define-sync-job";
import { createPeople, createTestSegment, setMembers } from "@/lib/syncs/testing/make-people";
import type { Context } from "@/lib/workspaces/server/context";
import { createTestWorkspace } from "@/lib/workspaces/testing/create-test-workspace";

// A worker that is truly killed, at a statement of its run that the seed chooses, once for each network; in `npm test`
// for some of them, which the seed chooses too.

const share = (text: string): number => murmurHash3_32(`${testSeed}:${text}`) / 2 ** 32;
const destinations = Object.entries(chaosDestinations({ isReadyAtOnce: true }))
	.sort(([a], [b]) => share(`order ${a}`) - share(`order ${b}`))
	.slice(0, process.env.MUSTER_CHAOS_WORLDS ? undefined : 6);
const killed: string[] = [];
afterAll(async () => {
	reportChaos("kill-chaos", { schedules: killed.length, destinations: killed });
	await closeDatabase();
	await closeWarehouse();
});

const email = (uid: number) => `p${uid}@example.com`;
const hour = 3_600_000;

async function createRun(ctx: Context, syncId: string): Promise<string> {
	const id = newId("run");
	await ctx.db.syncRun.create({ data: { id, syncId, trigger: "manual", status: "queued", counts: {} } });
	return id;
}

it("goes on elsewhere within 15 seconds after kill -9 of its worker, and ends with exactly the wanted people at every network", async () => {
	const sandbox = await startSandbox({ port: 0 });
	const ctx = await createTestWorkspace();
	await createPeople(
		ctx,
		[1, 2, 3, 4, 5, 6].map((uid) => ({ uid, email: email(uid), userId: `customer-${uid}` })),
	);
	for (const purpose of consentPurposes)
		await setConsent(ctx, [1, 2, 3, 4, 5, 6], "granted", new Date("2026-01-01T00:00:00Z"), purpose);
	const segmentId = await createTestSegment(ctx, [1, 2, 3, 4]);
	const all: Delivery[] = [];
	for (const [network, own] of destinations) {
		const delivery = await openDelivery(ctx, { network, own, segmentId, campaignId: null, sandbox });
		const { ctx: counting, life } = mortalContext(ctx, -1);
		await runSync(counting, { runId: await createRun(ctx, delivery.syncId) }, { sleep: async () => {} });
		all.push({ ...delivery, statements: life.statements });
	}
	await setMembers(ctx, segmentId, [3, 4, 5, 6]);

	const kill = async ({ network, syncId, statements }: Delivery): Promise<void> => {
		// The run that is killed removes people too: it is longer than the one that was counted.
		const statement = Math.floor(share(network) * statements * 2) / 2;
		const jobId = newId("job");
		const job = defineSyncJob(jobId);
		const runId = await createRun(ctx, syncId);
		await enqueue<typeof job>(jobId, { workspaceId: ctx.workspace.id, runId }, { key: `sync:${syncId}` });
		const child = spawn(
			process.execPath,
			["--import", "tsx", "lib/syncs/testing/run-mortal-worker.ts", jobId, String(statement)],
			{ env: process.env, stdio: "ignore" },
		);
		const signal = await new Promise((resolve) => child.once("exit", (_code, by) => resolve(by)));
		const killedMs = Date.now();
		expect(signal).toBe("SIGKILL");
		const { leaseOwner: dead } = await ctx.db.syncRun.findUniqueOrThrow({ where: { id: runId } });
		const worker = await startWorker([job], { hasTicks: false });
		try {
			const read = () => ctx.db.syncRun.findUniqueOrThrow({ where: { id: runId } });
			await vi.waitFor(
				async () => {
					const { leaseOwner, status } = await read();
					expect(status === "finished" || (leaseOwner !== null && leaseOwner !== dead)).toBe(true);
				},
				{ timeout: 40_000, interval: 50 },
			);
			expect(Date.now() - killedMs, network).toBeLessThan(15_000);
			await vi.waitFor(
				async () => {
					const { status, error } = await read();
					expect(status, `${network} at ${statement}: ${JSON.stringify(error)}`).toBe("finished");
				},
				{ timeout: 40_000, interval: 50 },
			);
		} finally {
			await worker.stop();
		}
		killed.push(network);
	};
	// Two at a time: as many as a small machine has cores for.
	const waiting = [...all];
	const work = async (): Promise<void> => {
		for (let next = waiting.shift(); next; next = waiting.shift()) await kill(next);
	};
	await Promise.all([work(), work()]);

	// What was in flight is waited for, and then asserted again.
	sandbox.setClock(25 * hour);
	const now = () => Date.now() + 25 * hour;
	for (const { own, network, syncId, sent } of all) {
		await runSync(ctx, { runId: await createRun(ctx, syncId) }, { now, sleep: async () => {} });
		const sync = await ctx.db.sync.findUniqueOrThrow({ where: { id: syncId } });
		const held = own.held(sandbox, sync).map((key) => key.slice(key.indexOf(":") + 1));
		const wanted = [3, 4, 5, 6].flatMap((uid) => [
			sent({ kind: "email", value: email(uid) }) ?? [],
			sent({ kind: "user_id", value: `customer-${uid}` }) ?? [],
		]);
		expect(held.sort(), network).toEqual(wanted.flat().sort());
	}
	await sandbox.close();
}, 240_000);
