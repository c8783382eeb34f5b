import { anyOf } from "@/lib/platform/postgres/any-of";
import type { Transaction } from "@/lib/platform/postgres/database";
import { Prisma } from "@/lib/platform/postgres/generated/client";
import { possiblyPresentStates } from "@/lib/syncs/ledger";

/** A campaign of the sync's workspace is being measured: only then it matters who was where. */
const isMeasured = Prisma.sql`EXISTS (SELECT 1 FROM campaign c WHERE c.workspace_id = s.workspace_id AND (c.status = 'running'
	OR (c.status = 'ended' AND c.ended_at + c.window_days * interval '1 day' > now())))`;

/**
 * Keeps that the owners of these keys were at the destination, as the keys leave it or change hands. With `uids`, of
 * these owners only. Nothing is kept of erased people.
 */
export async function noteStays(
	tx: Transaction,
	{
		syncId,
		endedAt,
		uids,
		isStillThere,
	}: { syncId: string; endedAt: Date; uids?: readonly number[]; isStillThere: boolean },
	ids: readonly string[],
): Promise<void> {
	if (ids.length === 0) return;
	await tx.$executeRaw`
		INSERT INTO delivery_stay AS t (sync_id, uid, began_at, ended_at)
		SELECT o.sync_id, o.uid, min(coalesce(k.there_since, k.since)), ${endedAt}
		FROM sync s JOIN delivery_key k ON k.sync_id = s.id AND k.key_hash = ${anyOf(ids)}
			JOIN delivery_owner o ON o.sync_id = k.sync_id AND o.key_hash = k.key_hash
		WHERE s.id = ${syncId} AND ${isMeasured}
			${isStillThere ? Prisma.sql`AND k.state = ANY(${[...possiblyPresentStates]}::text[])` : Prisma.empty}
			${uids ? Prisma.sql`AND o.uid = ANY(${[...uids]}::int[])` : Prisma.empty}
			AND NOT EXISTS (SELECT 1 FROM workspace w JOIN profile p ON p.workspace_number = w.number
				WHERE w.id = s.workspace_id AND p.uid = o.uid AND p.erased_at IS NOT NULL)
		GROUP BY o.sync_id, o.uid
		ON CONFLICT (sync_id, uid) DO UPDATE SET began_at = least(t.began_at, excluded.began_at),
			ended_at = greatest(t.ended_at, excluded.ended_at)`;
}

/** Forgets where these people were, because they are erased. */
export async function forgetStays(
	tx: Transaction,
	workspaceId: string,
	uids: readonly number[],
): Promise<void> {
	await tx.$executeRaw`
		DELETE FROM delivery_stay t USING sync s
		WHERE s.id = t.sync_id AND s.workspace_id = ${workspaceId} AND t.uid = ANY(${[...uids]}::int[])`;
}

/**
 * Which of these people were, or may have been, in the audiences of these syncs at any time within their own span,
 * under their own number or one merged into it. One row per person and sync, with the earliest moment within the span.
 */
export async function findPresent(
	db: Pick<Transaction, "$queryRaw">,
	{ ws, syncIds, hasMerges }: { ws: number; syncIds: readonly string[]; hasMerges: boolean },
	people: readonly { uid: number; from: Date; to: Date }[],
): Promise<{ uid: number; syncId: string; since: Date }[]> {
	if (people.length === 0 || syncIds.length === 0) return [];
	const merged = hasMerges
		? Prisma.sql`UNION SELECT n.uid, p.uid, n.began, n.ended FROM named n JOIN profile p
				ON p.workspace_number = ${ws} AND p.root_uid = n.uid AND p.uid <> n.uid`
		: Prisma.empty;
	return await db.$queryRaw`
		WITH named AS MATERIALIZED (SELECT * FROM unnest(${people.map(({ uid }) => uid)}::int[],
				${people.map(({ from }) => from)}::timestamptz[], ${people.map(({ to }) => to)}::timestamptz[]) AS n(uid, began, ended)),
			parts AS MATERIALIZED (SELECT uid AS person, uid AS uid, began, ended FROM named ${merged})
		SELECT person AS uid, sync_id AS "syncId", min(greatest(stay_began, began)) AS since FROM (
			SELECT n.person, n.began, n.ended, o.sync_id, coalesce(k.there_since, k.since) AS stay_began, NULL::timestamptz AS stay_ended
			FROM parts n JOIN delivery_owner o ON o.uid = n.uid AND o.sync_id = ANY(${[...syncIds]}::text[])
				JOIN delivery_key k ON k.sync_id = o.sync_id AND k.key_hash = o.key_hash
			WHERE k.state = ANY(${[...possiblyPresentStates]}::text[])
			UNION ALL
			SELECT n.person, n.began, n.ended, t.sync_id, t.began_at, t.ended_at
			FROM parts n JOIN delivery_stay t ON t.uid = n.uid AND t.sync_id = ANY(${[...syncIds]}::text[])
		) stay
		WHERE stay_began <= ended AND (stay_ended IS NULL OR stay_ended >= began)
		GROUP BY person, sync_id ORDER BY person, sync_id`;
}
