import { AppError } from "@/lib/kernel/app-error";
import { formatInstant } from "@/lib/kernel/sql-binder";
import { runSql } from "@/lib/platform/warehouse/define-query";
import { flushOutbox, queueRows, settleOutbox } from "@/lib/platform/warehouse/outbox";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";
import { recordAudit } from "@/lib/workspaces/server/record-audit";

// assignment and outcome stay: they hold a number without a person, and an experiment must keep its denominators.
const erasedTables = [
	"events",
	"events_by_person",
	"events_by_time",
	"trait_history",
	"trait_snapshot",
	"consent_history",
	"membership_change",
	"person_change",
];

/**
 * Erases a person and every id merged into them: identifiers and contact data at once, then their rows in the
 * warehouse. Returns the uids, so that syncs can take them out of audiences at destinations. Cannot be undone.
 */
export async function erasePerson(ctx: Context, { uid }: { uid: number }): Promise<{ uids: number[] }> {
	allow(ctx, "data.write");
	const ws = ctx.workspace.number;
	const person = await ctx.db.profile.findUnique({
		where: { workspaceNumber_uid: { workspaceNumber: ws, uid } },
	});
	if (!person) throw new AppError("not_found", "There is no such person.");
	const uids = await ctx.db.$transaction(async (tx) => {
		// The lock of identity changes: nobody is merged into this person meanwhile.
		await tx.$queryRaw`SELECT number FROM workspace WHERE number = ${ws} FOR NO KEY UPDATE`;
		const cluster = await tx.profile.findMany({
			where: { workspaceNumber: ws, rootUid: person.rootUid },
			select: { uid: true },
			orderBy: { uid: "asc" },
		});
		const all = cluster.map((member) => member.uid);
		await tx.identifier.deleteMany({ where: { workspaceNumber: ws, uid: { in: all } } });
		await tx.vaultValue.deleteMany({ where: { workspaceNumber: ws, uid: { in: all } } });
		await tx.profile.updateMany({
			where: { workspaceNumber: ws, uid: { in: all }, erasedAt: null },
			data: { erasedAt: ctx.now },
		});
		const at = formatInstant(ctx.now);
		await queueRows(tx, ws, {
			profile_change: all.map((member) => ({
				ws,
				change: "erased",
				uid: member,
				root: person.rootUid,
				effective_at: at,
				recorded_at: at,
			})),
		});
		await recordAudit(tx, ctx, "person.erased", String(person.rootUid), { ids: all.length });
		return all;
	});
	await flushOutbox(ctx.db, ctx.warehouse);
	// Rows of theirs still on the way must arrive before they are deleted.
	await settleOutbox(ctx.db, ctx.warehouse);
	for (const table of erasedTables) {
		await runSql(ctx.warehouse, `profiles.erase.${table}`, {
			sql: `DELETE FROM ${table} WHERE ws = {ws:UInt32} AND uid IN {uids:Array(UInt32)}`,
			params: { ws, uids },
		});
	}
	return { uids };
}
