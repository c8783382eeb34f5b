import { expect, test } from "vitest";
import { dueAt, keyStates, type LedgerKey, type LedgerPolicy, newKey, setDesired } from "@/lib/syncs/ledger";
import { recomputeDesired } from "@/lib/syncs/server/plan-sync";
import { openBareSync } from "@/lib/syncs/testing/open-bare-sync";

const policy: LedgerPolicy = { settleMs: 900, refusedRetryMs: 5_000, renewAheadMs: 1_000 };

test("wishes are written as the ledger says, in every state, both ways", async () => {
	const { ctx, syncId } = await openBareSync();
	const retryAt = new Date("2026-11-01T10:00:00Z").getTime();
	const keys = keyStates.flatMap((state) =>
		[true, false].flatMap((isDesired) =>
			[true, false].map((isWanted) => ({ state, isDesired, isWanted, reason: "too small" })),
		),
	);
	const dueOf = (key: LedgerKey): Date | null => {
		const at = dueAt(key, policy);
		return at === null ? null : new Date(at);
	};
	const idOf = (index: number) => Buffer.alloc(32, index + 1);
	for (const [index, { state, isDesired, isWanted, reason }] of keys.entries()) {
		await ctx.db.$executeRaw`
			INSERT INTO delivery_key (sync_id, key_hash, identifier_kind, remote_key_encrypted, is_desired, state, since, reason, retry_at, due_at)
			VALUES (${syncId}, ${idOf(index)}, 'email', ${Buffer.from("x")}, ${isDesired}, ${state}, now(), ${reason}, ${new Date(retryAt)},
				${dueOf({ ...newKey, since: 0, state, isDesired, reason, retryAt })})`;
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
		{ isDesired: boolean; reason: string | null; retryAt: Date | null; dueAt: Date | null }[]
	>`SELECT is_desired AS "isDesired", reason, retry_at AS "retryAt", due_at AS "dueAt" FROM delivery_key WHERE sync_id = ${syncId} ORDER BY key_hash`;
	const stored = rows.map((row) => ({
		...row,
		retryAt: row.retryAt?.getTime() ?? null,
		dueAt: row.dueAt?.getTime() ?? null,
	}));
	expect(stored).toEqual(
		keys.map(({ state, isDesired, isWanted, reason }) => {
			const before: LedgerKey = { ...newKey, since: 0, state, isDesired, reason, retryAt };
			const after = setDesired(before, isWanted);
			const { reason: why, retryAt: next } = after;
			return { isDesired: after.isDesired, reason: why, retryAt: next, dueAt: dueAt(after, policy) };
		}),
	);
});
