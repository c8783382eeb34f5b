import { Prisma } from "@/lib/platform/postgres/generated/client";
import type { AudienceScope } from "@/lib/syncs/audience-sql";
import { type RunQuestion, runCounts } from "@/lib/syncs/contracts";
import {
	type Change,
	decideGuard,
	isBelowMinimum,
	neverAskedAbout,
	readGuards,
} from "@/lib/syncs/decide-guard";
import type { DeliveryEnd, DeliveryPorts } from "@/lib/syncs/deliver";
import type { DeliveryNotes } from "@/lib/syncs/server/delivery-ports";
import { countDue, dueWhere } from "@/lib/syncs/server/ledger-rows";
import type { OpenSync } from "@/lib/syncs/server/open-sync";
import { countPeople } from "@/lib/syncs/server/people-facts";
import { previewSync } from "@/lib/syncs/server/preview-sync";
import { readDuePayloads } from "@/lib/syncs/server/read-payloads";
import type { RunWorld } from "@/lib/syncs/server/run-world";
import type { SyncGuards } from "@/lib/syncs/sync-settings";
import type { Context } from "@/lib/workspaces/server/context";

/** How a run ends: as its delivery did, or with a question instead of a delivery. */
export type RunEnd =
	| DeliveryEnd
	| { kind: "needs_confirmation"; question: RunQuestion }
	/** Something of Muster's own kept it from adding anyone. */
	| { kind: "blocked"; reason: string };

type Guarding = {
	ctx: Context;
	open: OpenSync;
	scope: AudienceScope;
	runId: string;
	world: RunWorld;
	notes: DeliveryNotes;
	/** Something of Muster's own keeps it from adding anyone. */
	isBlocked: boolean;
};

/** What the first run would send, for a sync no one has confirmed; null once it is confirmed. Nothing is created at the network. */
export async function askFirstRun({
	ctx,
	open,
	runId,
	world,
}: Omit<Guarding, "notes" | "scope" | "isBlocked">): Promise<Extract<
	RunEnd,
	{ kind: "needs_confirmation" }
> | null> {
	const { sync } = open;
	if (sync.confirmedAt !== null || sync.emptyingSince !== null) return null;
	const preview = await previewSync(ctx, sync.id);
	return {
		kind: "needs_confirmation",
		question: {
			runId,
			kind: "first_run",
			delivered: 0,
			entering: preview.toAdd,
			leaving: preview.toRemove,
			isBeyond: ["entering"],
			askedAt: new Date(world.now()).toISOString(),
		},
	};
}

/**
 * What a planned run may send. While it asks about a change, nothing of that change is sent, apart from what
 * was confirmed before and people who must not be there; while it is blocked, or its audience is below the minimum, no
 * one is added.
 */
export async function guardDelivery(
	guarding: Guarding,
	ports: DeliveryPorts,
): Promise<{ ports: DeliveryPorts; question: RunQuestion | null }> {
	const { ctx, open, scope, runId, world, notes, isBlocked } = guarding;
	const { sync } = open;
	// Someone ended the campaign or the sync: everyone leaves, and that was the question.
	if (!scope.isOpen) return { ports, question: null };
	const guards = readGuards(sync.guards);
	const wanted = guards.minimumAudience > 0 ? (await countPeople(ctx, scope)).wanted : 0;
	const isTooSmall = isBelowMinimum(guards, wanted);
	notes.counts.belowMinimum = isTooSmall ? wanted : 0;
	const addsNoOne = isTooSmall || isBlocked;
	const change = await readChange(guarding, guards);
	if (addsNoOne && change) change.entering = 0;
	const isBeyond = change ? decideGuard(guards, change) : [];
	if (!change || isBeyond.length === 0) {
		return { ports: addsNoOne ? narrow(guarding, ports, nothing) : ports, question: null };
	}
	const allowed = addsNoOne
		? Prisma.sql`false`
		: Prisma.sql`(state <> 'absent' OR confirmed_desired IS TRUE)`;
	return {
		ports: narrow(guarding, ports, {
			add: allowed,
			remove: Prisma.sql`(NOT ${isAskedAbout} OR confirmed_desired IS FALSE)`,
		}),
		question: {
			runId,
			kind: "change",
			...change,
			isBeyond,
			askedAt: new Date(world.now()).toISOString(),
		},
	};
}

type Allowed = { add: Prisma.Sql; remove: Prisma.Sql };
const nothing: Allowed = { add: Prisma.sql`false`, remove: Prisma.sql`true` };

/** The same delivery of fewer keys. */
function narrow(
	{ ctx, open, world, notes }: Guarding,
	ports: DeliveryPorts,
	allowed: Allowed,
): DeliveryPorts {
	const where = (operation: "add" | "remove") =>
		Prisma.sql`${dueWhere(open.sync.id, operation, world.now())} AND ${allowed[operation]}`;
	return {
		...ports,
		countDue: async (operation) => {
			const total = await countDue(ctx.db, where(operation));
			notes.progress = { phase: operation === "remove" ? "removing" : "adding", done: 0, total };
			return total;
		},
		readDue: (operation, after, limit) =>
			readDuePayloads({ ctx, open, now: world.now() }, operation, where(operation), { after, limit }),
	};
}

/** Of a key to be removed: whether its removal may wait for an answer. */
const isAskedAbout = Prisma.sql`EXISTS (
	SELECT 1 FROM delivery_owner o WHERE o.sync_id = delivery_key.sync_id AND o.key_hash = delivery_key.key_hash
	HAVING count(*) > 0 AND NOT bool_or(o.reason = ANY(${[...neverAskedAbout]}::text[])))`;

/** What the plan would change that no one has confirmed; null when there is nothing to compare it with. */
async function readChange(
	{ ctx, open, world }: Guarding,
	{ changePeople }: Pick<SyncGuards, "changePeople">,
): Promise<Change | null> {
	const { sync } = open;
	const last = await ctx.db.syncRun.findFirst({
		where: { syncId: sync.id, status: "finished", trigger: { not: "erasure" } },
		orderBy: { createdAt: "desc" },
		select: { counts: true },
	});
	if (!last && sync.confirmedPeople === null) return null;
	const entering = Prisma.sql`${dueWhere(sync.id, "add", world.now())}
		AND state = 'absent' AND confirmed_desired IS NOT TRUE`;
	const leaving = Prisma.sql`${dueWhere(sync.id, "remove", world.now())}
		AND confirmed_desired IS NOT FALSE AND ${isAskedAbout}`;
	const [keysIn, keysOut] = [await countDue(ctx.db, entering), await countDue(ctx.db, leaving)];
	// A person has a key or more: fewer keys than the floor need no counting of people.
	const peopleIn = keysIn < changePeople ? keysIn : await countEntering(ctx, sync.id, entering);
	const peopleOut = keysOut < changePeople ? keysOut : await countLeaving(ctx, sync.id, leaving);
	if (last) {
		const { delivered } = runCounts.parse(last.counts);
		return { delivered, entering: peopleIn, leaving: peopleOut };
	}
	const confirmed = sync.confirmedPeople ?? 0;
	return { delivered: confirmed, entering: Math.max(0, peopleIn - confirmed), leaving: peopleOut };
}

/** People none of whose identifiers is there yet. In proportion to what is due. */
async function countEntering(ctx: Context, syncId: string, due: Prisma.Sql): Promise<number> {
	const [row] = await ctx.db.$queryRaw<{ people: number }[]>`
		SELECT count(*)::int AS people FROM (
			SELECT o.uid FROM delivery_owner o CROSS JOIN LATERAL (
				SELECT state FROM delivery_key WHERE sync_id = ${syncId} AND key_hash = o.key_hash OFFSET 0) k
			WHERE o.sync_id = ${syncId} AND o.uid = ANY(ARRAY(
				SELECT uid FROM delivery_owner WHERE sync_id = ${syncId} AND is_desired
					AND key_hash = ANY(ARRAY(SELECT key_hash FROM delivery_key WHERE ${due}))))
			GROUP BY o.uid HAVING NOT bool_or(k.state IN ('present', 'accepted', 'unknown'))) entering`;
	return row?.people ?? 0;
}

async function countLeaving(ctx: Context, syncId: string, due: Prisma.Sql): Promise<number> {
	const [row] = await ctx.db.$queryRaw<{ people: number }[]>`
		SELECT count(DISTINCT uid)::int AS people FROM delivery_owner WHERE sync_id = ${syncId}
			AND key_hash = ANY(ARRAY(SELECT key_hash FROM delivery_key WHERE ${due}))`;
	return row?.people ?? 0;
}
