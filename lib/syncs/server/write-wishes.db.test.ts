import { expect, test } from "vitest";
import { newId } from "@/lib/kernel/ids";
import {
	askAgain,
	dueAt,
	keyStates,
	type LedgerKey,
	type LedgerPolicy,
	newKey,
	setDesired,
} from "@/lib/syncs/ledger";
import { acquireLease } from "@/lib/syncs/server/hold-lease";
import { prepareRun } from "@/lib/syncs/server/prepare-run";
import { recomputeDesired } from "@/lib/syncs/server/recompute-desired";
import { realWorld } from "@/lib/syncs/server/run-world";
import { openBareSync } from "@/lib/syncs/testing/open-bare-sync";

const policy: LedgerPolicy = { settleMs: 900_000, refusedRetryMs: 5_000, renewAheadMs: 1_000 };
const dueOf = (key: LedgerKey): Date | null => {
	const at = dueAt(key, policy);
	return at === null ? null : new Date(at);
};

test("wishes are written as the ledger says, in every state, both ways", async () => {
	const { ctx, syncId } = await openBareSync();
	const since = new Date("2026-11-01T10:00:00Z").getTime();
	const keys = keyStates.flatMap((state) =>
		[true, false].flatMap((isDesired) =>
			[true, false].flatMap((isWanted) =>
				// Before the settling time ends, exactly then, and after it, as after a refusal.
				[1_000, 900_000, 86_400_000].map((wait) => {
					return { state, isDesired, isWanted, reason: "too small", retryAt: since + wait };
				}),
			),
		),
	);
	const idOf = (index: number) => Buffer.alloc(32, index + 1);
	for (const [index, { state, isDesired, isWanted, reason, retryAt }] of keys.entries()) {
		await ctx.db.$executeRaw`
			INSERT INTO delivery_key (sync_id, key_hash, identifier_kind, remote_key_encrypted, is_desired, state, since, reason, retry_at, due_at)
			VALUES (${syncId}, ${idOf(index)}, 'email', ${Buffer.from("x")}, ${isDesired}, ${state}, ${new Date(since)}, ${reason}, ${new Date(retryAt)},
				${dueOf({ ...newKey, since, state, isDesired, reason, retryAt })})`;
		await ctx.db.$executeRaw`
			INSERT INTO delivery_owner (sync_id, uid, key_hash, is_desired, reason)
			VALUES (${syncId}, 1, ${idOf(index)}, ${isWanted}, ${isWanted ? "wanted" : "left"})`;
	}
	await ctx.db.$transaction((tx) =>
		recomputeDesired(
			tx,
			{ syncId, policy },
			keys.map((_, index) => idOf(index).toString("hex")),
		),
	);
	const rows = await ctx.db.$queryRaw<
		{ state: string; isDesired: boolean; reason: string | null; retryAt: Date | null; dueAt: Date | null }[]
	>`
		SELECT state, is_desired AS "isDesired", reason, retry_at AS "retryAt", due_at AS "dueAt" FROM delivery_key WHERE sync_id = ${syncId} ORDER BY key_hash`;
	const stored = rows.map((row) => ({
		...row,
		retryAt: row.retryAt?.getTime() ?? null,
		dueAt: row.dueAt?.getTime() ?? null,
	}));
	expect(stored).toEqual(
		keys.map(({ state, isDesired, isWanted, reason, retryAt }) => {
			const before: LedgerKey = { ...newKey, since, state, isDesired, reason, retryAt };
			const after = setDesired(before, isWanted, policy);
			return {
				state: after.state,
				isDesired: after.isDesired,
				reason: after.reason,
				retryAt: after.retryAt,
				dueAt: dueAt(after, policy),
			};
		}),
	);
});

test("another try is written as the ledger says, for what was answered before the run", async () => {
	const { ctx, syncId } = await openBareSync();
	const startedAt = Date.now();
	const states = keyStates.filter((state) => state !== "adding" && state !== "removing");
	const keys = states.flatMap((state) =>
		[-60_000, 60_000].flatMap((sinceStart) =>
			[null, 1_000, 900_000, 86_400_000].map((wait): LedgerKey => {
				const since = startedAt + sinceStart;
				return { ...newKey, state, since, reason: "no", retryAt: wait === null ? null : since + wait };
			}),
		),
	);
	const idOf = (index: number) => Buffer.alloc(32, index + 1);
	for (const [index, { state, since, reason, retryAt }] of keys.entries()) {
		await ctx.db.$executeRaw`
			INSERT INTO delivery_key (sync_id, key_hash, identifier_kind, remote_key_encrypted, is_desired, state, since, reason, retry_at, due_at)
			VALUES (${syncId}, ${idOf(index)}, 'email', ${Buffer.from("x")}, false, ${state}, ${new Date(since)}, ${reason},
				${retryAt === null ? null : new Date(retryAt)}, ${dueOf({ ...newKey, state, since, reason, retryAt })})`;
	}
	const runId = newId("run");
	await ctx.db.syncRun.create({
		data: { id: runId, syncId, trigger: "manual", status: "queued", counts: {} },
	});
	const world = { ...realWorld, now: () => startedAt };
	const lease = await acquireLease(ctx, { runId, syncId, policy }, world);
	if (!lease) throw new Error("no lease");
	await prepareRun(ctx, { policy }, lease, world, { isResend: false });
	const rows = await ctx.db.$queryRaw<
		{ state: string; reason: string | null; retryAt: Date | null; dueAt: Date | null }[]
	>`
		SELECT state, reason, retry_at AS "retryAt", due_at AS "dueAt" FROM delivery_key WHERE sync_id = ${syncId} ORDER BY key_hash`;
	const stored = rows.map((row) => ({
		...row,
		retryAt: row.retryAt?.getTime() ?? null,
		dueAt: row.dueAt?.getTime() ?? null,
	}));
	expect(stored).toEqual(
		keys.map((key) => {
			const after = key.since < startedAt ? askAgain(key, policy) : key;
			const { state, reason, retryAt } = after;
			return { state, reason, retryAt, dueAt: dueAt(after, policy) };
		}),
	);
});
