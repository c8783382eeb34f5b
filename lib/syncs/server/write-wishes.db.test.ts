import { expect, test } from "vitest";
import { keyStates, type LedgerKey, newKey, setDesired } from "@/lib/syncs/ledger";
import { recomputeDesired } from "@/lib/syncs/server/plan-sync";
import { openBareSync } from "@/lib/syncs/testing/open-bare-sync";

test("wishes are written as the ledger says, in every state, both ways", async () => {
	const { ctx, syncId } = await openBareSync();
	const retryAt = new Date("2026-11-01T10:00:00Z").getTime();
	const keys = keyStates.flatMap((state) =>
		[true, false].flatMap((isDesired) =>
			[true, false].map((isWanted) => ({ state, isDesired, isWanted, reason: "too small" })),
		),
	);
	const idOf = (index: number) => Buffer.alloc(32, index + 1);
	for (const [index, { state, isDesired, isWanted, reason }] of keys.entries()) {
		await ctx.db.$executeRaw`
			INSERT INTO delivery_key (sync_id, key_hash, identifier_kind, remote_key_encrypted, is_desired, state, since, reason, retry_at)
			VALUES (${syncId}, ${idOf(index)}, 'email', ${Buffer.from("x")}, ${isDesired}, ${state}, now(), ${reason}, ${new Date(retryAt)})`;
		await ctx.db.$executeRaw`
			INSERT INTO delivery_owner (sync_id, uid, key_hash, is_desired, reason)
			VALUES (${syncId}, 1, ${idOf(index)}, ${isWanted}, ${isWanted ? "wanted" : "left"})`;
	}
	await ctx.db.$transaction((tx) =>
		recomputeDesired(
			tx,
			syncId,
			keys.map((_, index) => idOf(index).toString("hex")),
		),
	);
	const rows = await ctx.db.$queryRaw<{ isDesired: boolean; reason: string | null; retryAt: Date | null }[]>`
		SELECT is_desired AS "isDesired", reason, retry_at AS "retryAt" FROM delivery_key WHERE sync_id = ${syncId} ORDER BY key_hash`;
	const stored = rows.map((row) => ({ ...row, retryAt: row.retryAt?.getTime() ?? null }));
	expect(stored).toEqual(
		keys.map(({ state, isDesired, isWanted, reason }) => {
			const before: LedgerKey = { ...newKey, since: 0, state, isDesired, reason, retryAt };
			const after = setDesired(before, isWanted);
			return { isDesired: after.isDesired, reason: after.reason, retryAt: after.retryAt };
		}),
	);
});
