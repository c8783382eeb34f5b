import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";

vi.hoisted(() => {
	process.env.ALLOW_PRIVATE_DESTINATIONS = "true";
});

import { type Fault, fault } from "@/lib/destinations/server/sandbox/faults";
import { type Sandbox, startSandbox } from "@/lib/destinations/server/sandbox/start-sandbox";
import { assignArm } from "@/lib/holdouts/assign-arm";
import { newId } from "@/lib/kernel/ids";
import { closeDatabase } from "@/lib/platform/postgres/database";
import { closeWarehouse } from "@/lib/platform/warehouse/warehouse";
import { createTestCampaign } from "@/lib/syncs/testing/make-campaign";
import { createPeople, createTestSegment, setMembers } from "@/lib/syncs/testing/make-people";
import { connectTestMeta, openTestSync, type TestSync } from "@/lib/syncs/testing/open-test-sync";
import type { Context } from "@/lib/workspaces/server/context";
import { createTestWorkspace } from "@/lib/workspaces/testing/create-test-workspace";

const minute = 60_000;
let sandbox: Sandbox;
beforeAll(async () => {
	sandbox = await startSandbox({ port: 0 });
});
afterAll(async () => {
	await sandbox.close();
	await closeDatabase();
	await closeWarehouse();
});

const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index);
const userId = (uid: number) => `customer-${uid}`;

type Place = { ctx: Context; segmentId: string; campaignId: string; sync: TestSync };

/** Sixty people, forty of them members, half held out. */
async function place(): Promise<Place> {
	const ctx = await createTestWorkspace();
	await createPeople(
		ctx,
		range(1, 60).map((uid) => ({ uid, userId: userId(uid) })),
	);
	const segmentId = await createTestSegment(ctx, range(1, 40));
	const campaignId = await createTestCampaign(ctx, segmentId, 5_000);
	const destinationId = await connectTestMeta(ctx, sandbox);
	const sync = await openTestSync(ctx, sandbox, {
		segmentId,
		destinationId,
		campaignId,
		identifierKinds: ["user_id"],
	});
	return { ctx, segmentId, campaignId, sync };
}

const isHeldOut = (campaignId: string, uid: number) => assignArm(campaignId, uid, 5_000) === "holdout";

/** What the network must hold: members of the treated arm, by their customer id. */
function wanted({ campaignId }: Place, members: readonly number[]): string[] {
	return members
		.filter((uid) => !isHeldOut(campaignId, uid))
		.map((uid) => `EXTERN_ID:${userId(uid)}`)
		.sort();
}

async function expectNoneHeldOut({ campaignId, sync }: Place): Promise<void> {
	const held = new Set(await sync.held());
	const leaked = range(1, 60).filter(
		(uid) => isHeldOut(campaignId, uid) && held.has(`EXTERN_ID:${userId(uid)}`),
	);
	expect(leaked).toEqual([]);
}

class Plug extends Error {}

describe("a sync that is interrupted", () => {
	it("ends with exactly the wanted people at the network, wherever the process died", async () => {
		const here = await place();
		const { ctx, segmentId, sync } = here;
		let offset = 0;
		const now = () => Date.now() + offset;
		let crashes = 0;
		// Every round changes who is wanted, dies one step later than the one before, and comes back.
		for (let step = 0; ; step++) {
			const shift = (step * 7) % 20;
			const members = range(1 + shift, 40 + shift);
			await setMembers(ctx, segmentId, members);
			let passed = 0;
			const places: string[] = [];
			const attempt = sync.run({
				now,
				checkpoint: (name) => {
					places.push(name);
					if (passed++ === step) throw new Plug(name);
				},
			});
			const died = await attempt.then(
				() => false,
				(error: unknown) => {
					if (!(error instanceof Plug)) throw error;
					return true;
				},
			);
			await expectNoneHeldOut(here);
			// A dead process cleans nothing up: its run looks as if it were alive.
			await ctx.db.syncRun.updateMany({
				where: { syncId: sync.id, status: "queued" },
				data: { status: "running", leaseOwner: "dead", leaseUntil: new Date(now() + minute) },
			});
			// The lease runs out, and what was on its way settles.
			offset += 30 * minute;
			await sync.run({ now });
			offset += 30 * minute;
			await sync.run({ now });
			expect(await sync.held(), `after dying at ${places.at(-1)}`).toEqual(wanted(here, members));
			if (!died) break;
			crashes++;
		}
		expect(crashes).toBeGreaterThan(12);
	}, 240_000);

	const faults: Partial<Fault>[] = [
		{ kind: "cut" },
		{ kind: "cut_after" },
		{ kind: "timeout_after" },
		{ kind: "late", delayMs: 400 },
		{ kind: "error_500_after" },
		{ kind: "error_500", times: 9 },
		{ kind: "throttle", times: 9 },
		{ kind: "too_small", operation: "remove" },
	];
	it.each(faults)(
		"comes to the same end after %j",
		async (given) => {
			const here = await place();
			const { ctx, segmentId, sync } = here;
			let offset = 0;
			const now = () => Date.now() + offset;
			const world = { now, timeoutMs: 300 };
			await sync.run(world);
			await setMembers(ctx, segmentId, range(11, 50));
			for (const operation of ["remove", "add"] as const) {
				sandbox.faults.add(fault.parse({ operation, ...given }));
				if (given.operation) break;
			}
			await sync.run(world);
			await expectNoneHeldOut(here);
			// The other way round while the answer is still out.
			await setMembers(ctx, segmentId, range(1, 40));
			await sync.run(world);
			await new Promise((resolve) => setTimeout(resolve, 500));
			sandbox.faults.clear();
			for (let round = 0; round < 2; round++) {
				offset += 25 * 60 * minute;
				await sync.run(world);
				await expectNoneHeldOut(here);
			}
			expect(await sync.held()).toEqual(wanted(here, range(1, 40)));
		},
		60_000,
	);

	it("is resumed after its process was killed in the middle of a request", async () => {
		const here = await place();
		const { ctx, sync } = here;
		const runId = newId("run");
		await ctx.db.syncRun.create({
			data: { id: runId, syncId: sync.id, trigger: "manual", status: "queued", counts: {} },
		});
		// Applied, and never answered: the process waits for an answer when it is killed.
		sandbox.faults.add(fault.parse({ kind: "timeout_after", operation: "add" }));
		const child = spawn(
			process.execPath,
			["--import", "tsx", "lib/syncs/testing/run-sync-child.ts", ctx.workspace.id, runId],
			{ env: process.env, stdio: "ignore" },
		);
		const ended = new Promise((resolve) => child.once("exit", resolve));
		await vi.waitFor(async () => expect((await sync.held()).length).toBeGreaterThan(0), {
			timeout: 40_000,
			interval: 200,
		});
		child.kill("SIGKILL");
		await ended;
		const open = await ctx.db.deliveryKey.count({ where: { syncId: sync.id, state: "adding" } });
		expect(open).toBeGreaterThan(0);
		await expect(sync.run()).rejects.toThrow("Another run of this sync is in progress.");
		let offset = 5 * minute;
		const now = () => Date.now() + offset;
		await sync.run({ now });
		expect(await ctx.db.syncRun.findUniqueOrThrow({ where: { id: runId } })).toMatchObject({
			status: "failed",
		});
		offset += 30 * minute;
		expect((await sync.run({ now })).counts.renewed).toBeGreaterThan(0);
		expect(await sync.held()).toEqual(wanted(here, range(1, 40)));
	}, 90_000);
});

const purchases = path.join(
	process.env.MUSTER_DATA_DIR ?? path.resolve("../shared/data"),
	"cdnow_master.txt",
);

describe.skipIf(!existsSync(purchases))("the CDNOW audience", () => {
	it("reaches the network by customer id, minus the tenth held out, person by person", async () => {
		const asOf = Date.parse("1998-06-30T23:59:59.999Z");
		const day = 86_400_000;
		const customers = new Map<string, { recent: number; last: number }>();
		for (const line of readFileSync(purchases, "utf8").split(/\r?\n/).slice(1)) {
			const [id, date] = line.trim().split(/\s+/);
			if (!id || !date) continue;
			const time = Date.parse(`${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6, 8)}T00:00:00Z`);
			const one = customers.get(id) ?? { recent: 0, last: 0 };
			customers.set(id, one);
			if (time > asOf - 180 * day && time <= asOf) one.recent++;
			one.last = Math.max(one.last, time);
		}
		const all = [...customers.keys()].sort();
		const uidOf = new Map(all.map((id, index) => [id, index + 1]));
		const members = all.filter((id) => {
			const one = customers.get(id);
			return one !== undefined && one.recent >= 3 && one.last <= asOf - 30 * day;
		});
		expect(members).toHaveLength(709);
		const ctx = await createTestWorkspace();
		// Every member, and a tenth of the others for comparison.
		const present = all.filter((id, index) => index % 10 === 0 || members.includes(id));
		await createPeople(
			ctx,
			present.map((id) => ({ uid: uidOf.get(id) ?? 0, userId: id })),
		);
		const segmentId = await createTestSegment(
			ctx,
			members.map((id) => uidOf.get(id) ?? 0),
		);
		const campaignId = await createTestCampaign(ctx, segmentId, 1_000);
		const destinationId = await connectTestMeta(ctx, sandbox);
		const sync = await openTestSync(ctx, sandbox, {
			segmentId,
			destinationId,
			campaignId,
			identifierKinds: ["user_id"],
		});
		const run = await sync.run();
		const treated = members.filter((id) => assignArm(campaignId, uidOf.get(id) ?? 0, 1_000) !== "holdout");
		expect(run.counts).toMatchObject({
			members: 709,
			delivered: treated.length,
			heldOut: 709 - treated.length,
		});
		expect(await sync.held()).toEqual(treated.map((id) => `EXTERN_ID:${id}`).sort());
	}, 90_000);
});
