import { AppError } from "@/lib/kernel/app-error";
import { Prisma } from "@/lib/platform/postgres/generated/client";
import { displayPeople } from "@/lib/profiles/server/display-people";
import { describeKey } from "@/lib/syncs/describe-delivery";
import type { KeyState } from "@/lib/syncs/ledger";
import type { OutcomeRow, outcomeFilters } from "@/lib/syncs/people-contracts";
import { findSync } from "@/lib/syncs/server/open-sync";
import { noReason } from "@/lib/syncs/totals";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";

type Filter = (typeof outcomeFilters)[number];

const shared = Prisma.sql`EXISTS (SELECT 1 FROM delivery_owner x WHERE x.sync_id = o.sync_id AND x.key_hash = o.key_hash AND x.reason = 'held_out')`;
const where: Record<Filter, Prisma.Sql> = {
	delivered: Prisma.sql`k.is_desired AND k.state IN ('present', 'accepted')`,
	waiting: Prisma.sql`k.is_desired AND k.state IN ('absent', 'adding')`,
	unknown: Prisma.sql`k.state = 'unknown'`,
	rejected: Prisma.sql`k.state = 'rejected' OR (k.reason IS NOT NULL AND k.state IN ('present', 'accepted'))`,
	leaving: Prisma.sql`NOT k.is_desired AND k.state IN ('present', 'accepted', 'removing', 'unknown')`,
	unmapped: Prisma.sql`o.reason = 'unmapped'`,
	shared: Prisma.sql`o.is_desired AND NOT k.is_desired AND ${shared}`,
};

/** Everyone with an identifier of theirs, and whoever withdrew and is not known to be gone: the ledger has no owner for them. */
const withLeaving = (syncId: string) => Prisma.sql`(
	SELECT sync_id, key_hash, uid, is_desired, reason, problem FROM delivery_owner WHERE sync_id = ${syncId}
	UNION SELECT r.sync_id, h.key_hash, r.uid, false, 'no_consent', NULL
	FROM withdrawal_removal r CROSS JOIN LATERAL unnest(r.key_hashes) AS h(key_hash)
	WHERE r.sync_id = ${syncId} AND r.confirmed_at IS NULL AND r.given_up_at IS NULL AND NOT EXISTS (
		SELECT 1 FROM delivery_owner x WHERE x.sync_id = r.sync_id AND x.key_hash = h.key_hash AND x.uid = r.uid))`;

/** People of a sync by their state, each with the reason; those with one reason only, if it is given. */
export async function listOutcomes(
	ctx: Context,
	syncId: string,
	{
		filter,
		reason,
		cursor,
		limit,
	}: { filter: Filter; reason?: string | undefined; cursor?: string | undefined; limit: number },
): Promise<{ items: OutcomeRow[]; nextCursor: string | null }> {
	allow(ctx, "people.read");
	const sync = await findSync(ctx, syncId);
	const [uid = "", hash = ""] = (cursor ?? "0").split(".");
	if (!/^\d{1,9}$/.test(uid) || !/^([0-9a-f]{2})*$/.test(hash)) {
		throw new AppError("invalid", "This is not a cursor of this list.");
	}
	const rows = await ctx.db.$queryRaw<
		{
			uid: number;
			id: string;
			kind: string;
			state: KeyState;
			isDesired: boolean;
			isShared: boolean;
			reason: string | null;
			since: Date;
			problem: string | null;
		}[]
	>`SELECT o.uid, encode(o.key_hash, 'hex') AS id, k.identifier_kind AS kind, k.state, k.is_desired AS "isDesired",
			o.is_desired AND NOT k.is_desired AND ${shared} AS "isShared", k.reason, k.since, o.problem
		FROM ${filter === "leaving" || filter === "unknown" ? withLeaving(syncId) : Prisma.sql`delivery_owner`} o
			JOIN delivery_key k ON k.sync_id = o.sync_id AND k.key_hash = o.key_hash
		WHERE o.sync_id = ${syncId} AND (${where[filter]})
			AND (${reason ?? null}::text IS NULL OR coalesce(k.reason, ${noReason}) = ${reason ?? null})
			AND (o.uid, o.key_hash) > (${Number(uid)}, decode(${hash}, 'hex'))
		ORDER BY o.uid, o.key_hash LIMIT ${limit + 1}`;
	const page = rows.slice(0, limit);
	const people = new Map(
		(await displayPeople(ctx, [...new Set(page.map((row) => row.uid))])).map((person) => [
			person.uid,
			person.label,
		]),
	);
	const last = page[page.length - 1];
	return {
		items: page.map((row) => ({
			uid: row.uid,
			label: people.get(row.uid) ?? `Person ${row.uid}`,
			kind: row.kind,
			state: row.state,
			sentence: row.problem ? `Not sent: ${row.problem}` : describeKey(row, sync.destination.name),
			since: row.since.toISOString(),
		})),
		nextCursor: rows.length > limit && last ? `${last.uid}.${last.id}` : null,
	};
}
