import { AppError } from "@/lib/kernel/app-error";
import { formatInstant } from "@/lib/kernel/sql-binder";
import type { Transaction } from "@/lib/platform/postgres/database";
import { queueRows } from "@/lib/platform/warehouse/outbox";
import { blockOf } from "@/lib/profiles/block-of";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";
import { recordAudit } from "@/lib/workspaces/server/record-audit";

export type ErasedPerson = { rootUid: number; uids: number[] };

/**
 * Removes a person and every id merged into them from Postgres, in the caller's transaction: when it commits,
 * identifiers and contact data are deleted and no count includes the person. Keyed hashes remain, so that
 * what was sent before the erasure and arrives later is refused. `eraseHistory` deletes their rows in the
 * warehouse. Throws not_found for unknown and erased people. Cannot be undone.
 */
export async function erasePerson(
	tx: Transaction,
	ctx: Context,
	{ uid }: { uid: number },
): Promise<ErasedPerson> {
	allow(ctx, "erasures.write");
	const ws = ctx.workspace.number;
	// No message that knows this person is still being accepted, and no one is merged into them meanwhile.
	// Accepting takes these locks in the same order.
	await tx.$executeRaw`SELECT pg_advisory_xact_lock(${acceptingLock}::int, ${ws}::int)`;
	await tx.$queryRaw`SELECT number FROM workspace WHERE number = ${ws} FOR NO KEY UPDATE`;
	const person = await tx.profile.findUnique({
		where: { workspaceNumber_uid: { workspaceNumber: ws, uid } },
	});
	const cluster = person
		? await tx.profile.findMany({
				where: { workspaceNumber: ws, rootUid: person.rootUid, erasedAt: null },
				select: { uid: true },
				orderBy: { uid: "asc" },
			})
		: [];
	if (!person || cluster.length === 0) {
		throw new AppError(
			"not_found",
			"There is no such person in this workspace; they may have been erased already.",
		);
	}
	const uids = cluster.map((member) => member.uid);
	const erasedAt = new Date(Math.max(ctx.now.getTime(), Date.now()));
	await tx.$executeRaw`
		INSERT INTO erased_identifier (workspace_number, kind, value_hash, erased_at)
		SELECT workspace_number, kind, value_hash, ${erasedAt} FROM identifier
		WHERE workspace_number = ${ws} AND uid = ANY(${uids}::int[])
		ON CONFLICT (workspace_number, kind, value_hash) DO UPDATE SET erased_at = excluded.erased_at`;
	// They stay suppressed; only what would let someone recognize them goes.
	await tx.$executeRaw`
		UPDATE suppression s SET hint = '' WHERE s.workspace_number = ${ws} AND (
			EXISTS (SELECT 1 FROM vault_value v WHERE v.workspace_number = ${ws} AND v.uid = ANY(${uids}::int[])
				AND v.field = s.kind AND v.value_hash = s.value_hash)
			OR EXISTS (SELECT 1 FROM identifier i WHERE i.workspace_number = ${ws} AND i.uid = ANY(${uids}::int[])
				AND i.kind = s.kind AND i.value_hash = s.identifier_hash))`;
	await tx.identifier.deleteMany({ where: { workspaceNumber: ws, uid: { in: uids } } });
	await tx.vaultValue.deleteMany({ where: { workspaceNumber: ws, uid: { in: uids } } });
	await tx.searchBlock.deleteMany({
		where: { workspaceNumber: ws, block: { in: [...new Set(uids.map(blockOf))] } },
	});
	await tx.profile.updateMany({ where: { workspaceNumber: ws, uid: { in: uids } }, data: { erasedAt } });
	const at = formatInstant(erasedAt);
	await queueRows(tx, ws, {
		profile_change: uids.map((member) => ({
			ws,
			change: "erased",
			uid: member,
			root: person.rootUid,
			effective_at: at,
			recorded_at: at,
		})),
	});
	await recordAudit(tx, ctx, "person.erased", String(person.rootUid), { ids: uids.length });
	return { rootUid: person.rootUid, uids };
}

/**
 * First key of the advisory lock that accepting messages holds shared until commit (the second is the
 * workspace's number): an erasure waits for it and vice versa, so that none of their rows are recorded
 * afterwards.
 */
export const acceptingLock = 7_302;
