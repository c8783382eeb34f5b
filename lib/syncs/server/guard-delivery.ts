import { Prisma } from "@/lib/platform/postgres/generated/client";
import type { AudienceScope } from "@/lib/syncs/audience-sql";
import type { RunQuestion } from "@/lib/syncs/contracts";
import { isBelowMinimum, readGuards } from "@/lib/syncs/decide-guard";
import type { DeliveryEnd, DeliveryPorts } from "@/lib/syncs/deliver";
import type { DeliveryNotes } from "@/lib/syncs/server/delivery-ports";
import { countDue, dueWhere } from "@/lib/syncs/server/ledger-rows";
import type { OpenSync } from "@/lib/syncs/server/open-sync";
import { countPeople } from "@/lib/syncs/server/people-facts";
import { previewSync } from "@/lib/syncs/server/preview-sync";
import { isAskedAbout, readChange } from "@/lib/syncs/server/read-change";
import { readDuePayloads } from "@/lib/syncs/server/read-payloads";
import type { RunWorld } from "@/lib/syncs/server/run-world";
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
	const asked = await readChange(ctx, open, {
		now: world.now(),
		guards,
		addsNoOne,
		unplanned: { entering: 0, leaving: 0 },
	});
	if (asked === null) {
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
			...asked,
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
		// A record is moved once both of its keys may be sent.
		moves: undefined,
		countDue: async (operation) => {
			const total = await countDue(ctx.db, where(operation));
			notes.progress = { phase: operation === "remove" ? "removing" : "adding", done: 0, total };
			return total;
		},
		readDue: (operation, after, limit) =>
			readDuePayloads({ ctx, open, now: world.now() }, operation, where(operation), { after, limit }),
	};
}
