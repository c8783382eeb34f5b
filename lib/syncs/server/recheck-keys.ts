import { suppressedPeopleSql } from "@/lib/consent/server/suppressed-people-sql";
import { listed } from "@/lib/platform/postgres/listed";
import type { AudienceScope } from "@/lib/syncs/audience-sql";
import { findGone } from "@/lib/syncs/server/find-gone";
import type { Context } from "@/lib/workspaces/server/context";

/** What the gate let pass, and as of when, for the checks before each attempt. */
export type GatePass = {
	/** What Postgres had committed when the gate looked. */
	snapshot: string;
	/** Per key: the people it is sent for. */
	owners: ReadonlyMap<string, readonly number[]>;
};

type Scope = Pick<AudienceScope, "ws" | "purpose">;

/**
 * Who of these root people must not be sent whatever the warehouse says. Read before the warehouse is asked: a
 * no that was accepted is either still on its way there (and found here), or has arrived. With a `snapshot`,
 * also every no accepted since it.
 */
export async function readBarred(
	ctx: Pick<Context, "db">,
	{ ws, purpose }: Scope,
	uids: readonly number[],
	snapshot: string | null,
): Promise<{ snapshot: string; withdrawn: Set<number>; suppressed: Set<number> }> {
	const [row] = await ctx.db.$queryRaw<
		{ snapshot: string; withdrawn: number[] | null; hasSuppressions: boolean }[]
	>`
		SELECT pg_current_snapshot()::text AS snapshot,
			EXISTS (SELECT 1 FROM suppression WHERE workspace_number = ${ws}) AS "hasSuppressions",
			(SELECT array_agg(DISTINCT p.root_uid) FROM withdrawal w
				JOIN profile p ON p.workspace_number = w.workspace_number AND p.uid = w.uid
				WHERE w.workspace_number = ${ws} AND w.purpose = ${purpose} AND p.root_uid = ANY(${listed(uids)}::int[])
					AND (EXISTS (SELECT 1 FROM warehouse_outbox b WHERE b.id = w.outbox_id)
						OR NOT pg_visible_in_snapshot(w.xid::text::xid8, coalesce(${snapshot}::pg_snapshot, pg_current_snapshot())))
			) AS withdrawn`;
	if (!row) throw new Error("Postgres gave no snapshot");
	const suppressed =
		row.hasSuppressions && purpose !== null
			? await ctx.db.$queryRaw<{ uid: number }[]>`${suppressedPeopleSql(ws, purpose, uids)}`
			: [];
	return {
		snapshot: row.snapshot,
		withdrawn: new Set(row.withdrawn),
		suppressed: new Set(suppressed.map(({ uid }) => uid)),
	};
}

/**
 * Which keys that passed the gate must not leave after all. Call it right before every attempt at a request,
 * after the intent to send it was committed: whoever withdraws, is suppressed or erased afterwards finds the
 * request on its way and waits for it (`waitForRequests`).
 */
export async function recheckKeys(
	ctx: Pick<Context, "db">,
	scope: Scope,
	pass: GatePass,
	keyIds: readonly string[],
): Promise<ReadonlySet<string>> {
	const uids = [...new Set(keyIds.flatMap((id) => pass.owners.get(id) ?? []))];
	const { withdrawn, suppressed } = await readBarred(ctx, scope, uids, pass.snapshot);
	const gone = await findGone(ctx, scope.ws, uids);
	return new Set(
		keyIds.filter((id) =>
			(pass.owners.get(id) ?? []).every((uid) => withdrawn.has(uid) || suppressed.has(uid) || gone.has(uid)),
		),
	);
}
