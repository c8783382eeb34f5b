import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { setConsent } from "@/lib/consent/testing/set-consent";

vi.hoisted(() => {
	process.env.ALLOW_PRIVATE_DESTINATIONS = "true";
});

import { type Sandbox, startSandbox } from "@/lib/destinations/server/sandbox/start-sandbox";
import { hashForMeta } from "@/lib/identity/normalize-meta";
import type { AppError } from "@/lib/kernel/app-error";
import { closeDatabase } from "@/lib/platform/postgres/database";
import { closeWarehouse } from "@/lib/platform/warehouse/warehouse";
import { downloadRejected } from "@/lib/syncs/server/download-rejected";
import { explainPerson } from "@/lib/syncs/server/explain-person";
import { getSync, listSyncs } from "@/lib/syncs/server/get-sync";
import { listMatches } from "@/lib/syncs/server/list-matches";
import { listOutcomes } from "@/lib/syncs/server/list-outcomes";
import { listRequests } from "@/lib/syncs/server/list-runs";
import { readDueReceipts } from "@/lib/syncs/server/read-due-receipts";
import { createPeople, createTestSegment, setMembers } from "@/lib/syncs/testing/make-people";
import { connectTestMeta, openTestSync, type TestSync } from "@/lib/syncs/testing/open-test-sync";
import type { Context } from "@/lib/workspaces/server/context";
import { createTestWorkspace } from "@/lib/workspaces/testing/create-test-workspace";

let sandbox: Sandbox;
beforeAll(async () => {
	sandbox = await startSandbox({ port: 0 });
});
afterAll(async () => {
	await sandbox.close();
	await closeDatabase();
	await closeWarehouse();
});

const email = (uid: number) => `person${uid}@example.com`;
const asRole = (ctx: Context, role: Context["actor"]["role"]): Context => ({
	...ctx,
	actor: { ...ctx.actor, role },
});
const day = 86_400_000;

async function open(): Promise<{ ctx: Context; segmentId: string; sync: TestSync }> {
	const ctx = await createTestWorkspace();
	await createPeople(ctx, [
		{ uid: 1, email: email(1), phone: "+14155550101" },
		{ uid: 2, email: email(2) },
		{ uid: 3, email: email(3), consents: false },
		{ uid: 4 },
		{ uid: 5, email: email(5) },
	]);
	const segmentId = await createTestSegment(ctx, [1, 2, 3, 4]);
	const destinationId = await connectTestMeta(ctx, sandbox);
	const sync = await openTestSync(ctx, sandbox, {
		segmentId,
		destinationId,
		identifierKinds: ["email", "phone"],
	});
	return { ctx, segmentId, sync };
}

describe("totals of a sync", () => {
	it("are people as of one instant, from the end of the run, and hidden from who may not see people", async () => {
		const { ctx, sync } = await open();
		expect(await getSync(ctx, sync.id)).toMatchObject({ totals: null, delivered: null, waiting: null });
		const run = await sync.run();
		// Three identifiers of two people.
		expect(run.counts).toMatchObject({ added: 3, delivered: 2 });
		const shown = await getSync(ctx, sync.id);
		expect(shown).toMatchObject({
			delivered: 2,
			waiting: 0,
			trend: [2],
			totals: { desired: 3, delivered: 2, noIdentifier: 1, waiting: 0, unanswered: 0, leaving: 0 },
		});
		const { dataAsOf, plannedAt, deliveredAt, at } = shown.totals ?? {};
		const order = [dataAsOf, plannedAt, deliveredAt, at].map((instant) => Date.parse(instant ?? ""));
		expect(order).toEqual([...order].sort((one, other) => one - other));
		expect(await getSync(asRole(ctx, "viewer"), sync.id)).toMatchObject({
			totals: null,
			trend: [],
			delivered: "fewer than 10",
		});
		expect((await listSyncs(ctx, {})).items).toMatchObject([{ id: sync.id, delivered: 2, trend: [2] }]);
	});

	it("are as of the data that was planned, also when the segment is refreshed while the run goes on", async () => {
		const { ctx, segmentId, sync } = await open();
		const planned = new Date(Date.now() - 60_000);
		await ctx.db.segment.update({ where: { id: segmentId }, data: { asOf: planned } });
		let refreshed: Promise<unknown> | null = null;
		await sync.run({
			checkpoint: (name) => {
				if (name !== "plan.stored") return;
				const asOf = new Date(Date.now() + 60_000);
				refreshed ??= ctx.db.segment.updateMany({ where: { id: segmentId }, data: { asOf } });
				// Prisma begins when it is waited for.
				refreshed.catch(() => {});
			},
		});
		await refreshed;
		expect((await getSync(ctx, sync.id)).totals?.dataAsOf).toBe(planned.toISOString());
	});

	it("of runs before there were totals are counted once", async () => {
		const { ctx, sync } = await open();
		await sync.run();
		await ctx.db.$executeRaw`UPDATE sync SET totals = NULL WHERE id = ${sync.id}`;
		const first = await getSync(ctx, sync.id);
		expect(first.totals).toMatchObject({ desired: 3, delivered: 2, noIdentifier: 1 });
		const later = { ...ctx, now: new Date(ctx.now.getTime() + 60_000) };
		expect((await getSync(later, sync.id)).totals?.at).toBe(first.totals?.at);
	});
});

describe("the exchanges of a run", () => {
	it("are kept without identifiers and secrets, for the last five runs that sent something", async () => {
		const { ctx, segmentId, sync } = await open();
		const runs = [await sync.run()];
		const [request] = (await listRequests(ctx, sync.id, runs[0]?.id ?? "", { limit: 10 })).items;
		expect(request?.exchanges).toMatchObject([
			{ status: 200, line: expect.stringMatching(/^POST http.*\/users/) },
		]);
		expect(request?.exchanges[0]?.answer).toContain('"num_received":3');
		const stored = JSON.stringify(
			await ctx.db.syncExchange.findMany({ where: { runId: runs[0]?.id ?? "" } }),
		);
		for (const secret of [hashForMeta(email(1)), email(1), "token-of-", "secret-of-"]) {
			expect(stored).not.toContain(secret);
		}
		expect(
			(await listRequests(asRole(ctx, "viewer"), sync.id, runs[0]?.id ?? "", { limit: 10 })).items[0]
				?.exchanges,
		).toEqual([]);
		for (let more = 0; more < 5; more++) {
			await setMembers(ctx, segmentId, more % 2 === 0 ? [1] : [1, 2]);
			runs.push(await sync.run());
		}
		const kept = await ctx.db.syncExchange.groupBy({ by: ["runId"], where: { run: { syncId: sync.id } } });
		expect(kept.map(({ runId }) => runId).sort()).toEqual(
			runs
				.slice(1)
				.map(({ id }) => id)
				.sort(),
		);
	});
});

describe("one person in a sync", () => {
	it("is found with where they are, why, and since when", async () => {
		const { ctx, segmentId, sync } = await open();
		await sync.run();
		const told = async (uid: number) =>
			(await explainPerson({ ...ctx, now: new Date() }, sync.id, uid)).sentence;
		expect(await explainPerson(ctx, sync.id, 1)).toMatchObject({
			place: "there",
			label: email(1),
			since: expect.any(String),
		});
		expect(await told(1)).toMatch(/^At Meta act_\d+, by email and phone\.$/);
		expect(await told(3)).toMatch(/^Not at Meta act_\d+\. Has not agreed to/);
		expect(await told(4)).toMatch(/has none of the identifiers this sync sends\.$/);
		expect(await told(5)).toMatch(/Not in the audience\.$/);
		await setMembers(ctx, segmentId, [1, 2, 5]);
		expect(await told(5)).toMatch(/joined the audience after the last run\.$/);
		await setConsent(ctx, [1], "denied");
		expect(await told(1)).toMatch(/^Still at Meta act_\d+, to be removed\. Has not agreed to/);
		await expect(explainPerson(asRole(ctx, "viewer"), sync.id, 1)).rejects.toMatchObject({
			code: "forbidden",
		});
		await expect(explainPerson(ctx, sync.id, 999)).rejects.toMatchObject({ code: "not_found" });
	});
});

describe("rejected identifiers", () => {
	it("are listed and downloaded by reason, safe for spreadsheets, by who may download people", async () => {
		const { ctx, sync } = await open();
		await sync.run();
		await ctx.db.$executeRaw`
			UPDATE delivery_key SET state = 'rejected', reason = CASE identifier_kind WHEN 'email' THEN '=1+1, "bad"' END
			WHERE sync_id = ${sync.id}`;
		const reason = '=1+1, "bad"';
		expect((await listOutcomes(ctx, sync.id, { filter: "rejected", limit: 10 })).items).toHaveLength(3);
		expect(
			(await listOutcomes(ctx, sync.id, { filter: "rejected", reason, limit: 10 })).items.map(
				({ uid }) => uid,
			),
		).toEqual([1, 2]);
		const file = async (why?: string) =>
			(await (await downloadRejected(ctx, { syncId: sync.id, reason: why })).text()).trimEnd().split("\r\n");
		const [header, ...lines] = await file();
		expect(header).toBe("person,user_id,email,phone,identifier,reason,since");
		expect(lines).toHaveLength(3);
		const [first] = await file(reason).then((all) => all.slice(1));
		expect(first).toMatch(/^1,,person1@example\.com,\+14155550101,email,"'=1\+1, ""bad""",\d{4}-/);
		expect(await file("The destination gave no reason.")).toHaveLength(2);
		expect(await file("none of this kind")).toEqual([header]);
		const marketer = asRole(ctx, "marketer");
		await expect(downloadRejected(marketer, { syncId: sync.id })).rejects.toMatchObject({
			code: "forbidden",
		} satisfies Partial<AppError>);
		expect(
			await ctx.db.auditEntry.count({ where: { action: "sync.rejected_downloaded", entityId: sync.id } }),
		).toBe(4);
	});
});

describe("what networks say later", () => {
	it("is read once it is due, whatever becomes of other syncs, and sizes once a day while they may change", async () => {
		const { ctx, sync } = await open();
		await sync.run();
		const broken = await openTestSync(ctx, sandbox, {
			segmentId: await createTestSegment(ctx, [1]),
			destinationId: await connectTestMeta(ctx, sandbox),
		});
		await broken.run();
		const { destinationId } = await ctx.db.sync.findUniqueOrThrow({ where: { id: broken.id } });
		await ctx.db.destination.update({
			where: { id: destinationId },
			data: { credentialsEncrypted: Buffer.from("not sealed by any key of ours") },
		});
		const due = new Date(Date.now() - 1_000);
		const syncIds = { in: [sync.id, broken.id] };
		await ctx.db.syncReceipt.updateMany({ where: { syncId: syncIds }, data: { pollAt: due, readAt: null } });
		const now = new Date(Date.now() + 60_000);
		const look = (at: Date) =>
			readDueReceipts({ now: () => at.getTime(), sleep: async () => {}, workspaceId: ctx.workspace.id });
		expect(await look(now)).toEqual({ read: 2, failed: 2 });
		const receipts = await ctx.db.syncReceipt.findMany({ where: { syncId: syncIds } });
		expect(receipts.filter(({ syncId }) => syncId === sync.id).every(({ readAt }) => readAt !== null)).toBe(
			true,
		);
		for (const { syncId, pollAt } of receipts) {
			if (syncId === broken.id) expect(pollAt).toEqual(new Date(now.getTime() + 15 * 60_000));
		}
		const readings = () => ctx.db.audienceReading.count({ where: { syncId: sync.id } });
		const before = await readings();
		await look(new Date(now.getTime() + day - 1));
		expect(await readings()).toBe(before);
		await look(new Date(now.getTime() + day));
		expect(await readings()).toBe(before + 1);
		// A week after the last run nothing changes any more.
		const idle = await readings();
		await look(new Date(now.getTime() + 8 * day));
		expect(await readings()).toBe(idle);
		const { items } = await listMatches({ ...ctx, now: new Date(now.getTime() + 2 * day) }, sync.id);
		expect(items.length).toBeGreaterThanOrEqual(1);
		expect(items.at(-1)?.size).toMatchObject({ upper: 1000 });
	});
});
