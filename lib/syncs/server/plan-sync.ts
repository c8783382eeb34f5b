import { assignNewMembers } from "@/lib/holdouts/server/assign-new-members";
import { NumberSet } from "@/lib/kernel/number-set";
import { bulkRead } from "@/lib/platform/postgres/bulk-read";
import { Prisma } from "@/lib/platform/postgres/generated/client";
import { runSql } from "@/lib/platform/warehouse/define-query";
import { type AudienceScope, promotePlanSql, storeNextPlanSql } from "@/lib/syncs/audience-sql";
import { mappingVersion } from "@/lib/syncs/mapping/mapping-version";
import type { Lease } from "@/lib/syncs/server/hold-lease";
import { assertLeaseHeld } from "@/lib/syncs/server/hold-lease";
import { ledgerStatistics } from "@/lib/syncs/server/ledger-statistics";
import type { OpenSync } from "@/lib/syncs/server/open-sync";
import { changedPeople, isPlanWhole, namedPeople, type PlannedPerson } from "@/lib/syncs/server/people-facts";
import { preparePage, writePage } from "@/lib/syncs/server/plan-page";
import { hasMappingChanged, peopleWithNewValues } from "@/lib/syncs/server/plan-versions";
import type { RunWorld } from "@/lib/syncs/server/run-world";
import type { Context } from "@/lib/workspaces/server/context";

const pageSize = 5_000;
// A row written by a transaction that was open when we last looked may carry an earlier time.
const vaultOverlapMs = 10 * 60_000;
const fullEveryMs = 24 * 3_600_000;

/** `promoted` resolves once the plan is the last one: what it wants can be delivered before, but a next plan waits for it. */
export type Planned = { isFull: boolean; people: number; promoted: Promise<void> };

export type PlanProgress = (done: number) => Promise<void>;

/**
 * Updates owners and desired states in the ledger. Checks only people whose state or identifiers changed
 * since the last plan; once a day, or after an interrupted plan, everyone. Sends nothing.
 */
export async function planSync(
	ctx: Context,
	open: OpenSync,
	scope: AudienceScope,
	lease: Lease,
	world: RunWorld,
	{
		isFull: isFullRequested,
		isAgain = false,
		onProgress,
	}: {
		isFull: boolean;
		/** This run has planned before. */
		isAgain?: boolean;
		onProgress: PlanProgress;
	},
): Promise<Planned> {
	const { sync } = open;
	// Newcomers first: whoever is going to be held out is not to be reached before.
	for (const id of sync.campaignId === null ? scope.holdouts : [sync.campaignId]) {
		await assignNewMembers(ctx, id);
	}
	const startedAt = new Date(world.now());
	const [isWhole, isDue, hadOwners] = await Promise.all([
		isPlanWhole(ctx, scope),
		isFullDue(ctx, sync.id, world),
		hasOwners(ctx, sync.id),
	]);
	const isFull =
		isFullRequested ||
		hasMappingChanged(open) ||
		// Of an audience that only grows, those who left before are in neither plan.
		(sync.mode === "add_only" && sync.emptyingSince !== null) ||
		// Never planned, or not since it was moved to another place or follows the segment in another way.
		sync.vaultSeenAt === null ||
		!isWhole ||
		(!isAgain && isDue);
	const plannedAt = new Date();
	world.checkpoint("plan.before_store");
	await runSql(ctx.warehouse, "syncs.store_plan", storeNextPlanSql(scope, plannedAt));
	world.checkpoint("plan.stored");
	let done = 0;
	const noteInserted = ledgerStatistics(ctx);
	// A page is read and hashed while the one before it is written.
	let writing: Promise<void> = Promise.resolve();
	const apply = async (people: readonly PlannedPerson[]): Promise<void> => {
		if (people.length === 0) return;
		const prepared = await preparePage(ctx, open, scope, people, !hadOwners);
		await writing;
		writing = (async () => {
			world.checkpoint("plan.before_page");
			await noteInserted(await writePage(ctx, open, lease, world, { ...prepared, isNewLedger: !hadOwners }));
			world.checkpoint("plan.after_page");
			done += people.length;
			await onProgress(done);
		})();
		// Its failure is thrown where it is waited for.
		writing.catch(() => undefined);
	};
	let page: PlannedPerson[] = [];
	const seen = new NumberSet();
	for await (const people of changedPeople(ctx, scope, { isFull })) {
		for (const { uid } of people) seen.add(uid);
		if (page.length + people.length > pageSize) {
			await apply(page);
			page = [];
		}
		page.push(...people);
	}
	await apply(page);
	const since = sync.vaultSeenAt && new Date(sync.vaultSeenAt.getTime() - vaultOverlapMs);
	for (const found of [
		isFull ? (hadOwners ? everyOwner(sync.id) : []) : peopleToRecheck(ctx, sync.id, sync.vaultSeenAt),
		peopleWithNewValues(ctx, open, scope, since),
	]) {
		for await (const uids of found) {
			const unseen = uids.filter((uid) => !seen.has(uid));
			if (unseen.length > 0) await apply(await namedPeople(ctx, scope, unseen));
		}
	}
	await writing;
	const promoted = promote(ctx, open, scope, lease, world, { plannedAt, startedAt });
	// Its failure is thrown where it is waited for.
	promoted.catch(() => undefined);
	return { isFull, people: done, promoted };
}

/** The ledger matches the plan: from now on the next one is compared with it. */
async function promote(
	ctx: Context,
	{ sync, mapping }: OpenSync,
	scope: AudienceScope,
	lease: Lease,
	world: RunWorld,
	{ plannedAt, startedAt }: { plannedAt: Date; startedAt: Date },
): Promise<void> {
	world.checkpoint("plan.before_promote");
	await runSql(ctx.warehouse, "syncs.promote_plan", promotePlanSql(scope, plannedAt));
	const mappingPlanned = mappingVersion(mapping);
	await ctx.db.$transaction(async (tx) => {
		// In the order in which a run that takes over locks them; what is being delivered may refer to the sync meanwhile.
		await tx.$queryRaw`SELECT id FROM sync WHERE id = ${sync.id} FOR NO KEY UPDATE`;
		// Where the destination was moved meanwhile, no one has been planned yet.
		await assertLeaseHeld(tx, lease, world);
		await tx.sync.update({ where: { id: sync.id }, data: { mappingPlanned } });
		// Unless someone chose another mode meanwhile: then everyone has yet to be looked at.
		const { count } = await tx.sync.updateMany({
			where: { id: sync.id, mode: sync.mode },
			data: { vaultSeenAt: startedAt },
		});
		// Should this run plan again, it looks at what changed since.
		sync.mappingPlanned = mappingPlanned;
		if (count > 0) sync.vaultSeenAt = startedAt;
	});
	world.checkpoint("plan.promoted");
}

async function isFullDue(ctx: Context, syncId: string, world: RunWorld): Promise<boolean> {
	const [row] = await ctx.db.$queryRaw<{ at: Date | null }[]>`
		SELECT max(started_at) AS at FROM sync_run
		WHERE sync_id = ${syncId} AND status = 'finished' AND (counts ->> 'isFull')::boolean`;
	return !row?.at || world.now() - row.at.getTime() > fullEveryMs;
}

async function hasOwners(ctx: Context, syncId: string): Promise<boolean> {
	return (await ctx.db.deliveryOwner.findFirst({ where: { syncId }, select: { uid: true } })) !== null;
}

/** Everyone in the ledger, in order. */
async function* everyOwner(syncId: string): AsyncGenerator<number[]> {
	for (let after = 0; ; ) {
		const [row] = await bulkRead<[uids: number[] | null]>(Prisma.sql`
			SELECT array_agg(uid) FROM (SELECT DISTINCT uid FROM delivery_owner
				WHERE sync_id = ${syncId} AND uid > ${after} ORDER BY uid LIMIT ${pageSize}) page`);
		const uids = row?.[0] ?? [];
		if (uids.length === 0) return;
		yield uids;
		after = uids.at(-1) ?? after;
	}
}

/** People whose identifiers or merges changed, or who were removed on withdrawal, since the last check. */
async function* peopleToRecheck(ctx: Context, syncId: string, seenAt: Date | null): AsyncGenerator<number[]> {
	if (seenAt === null) return;
	const ws = ctx.workspace.number;
	const since = new Date(seenAt.getTime() - vaultOverlapMs);
	for (let after = 0; ; ) {
		const rows = await ctx.db.$queryRaw<{ uid: number }[]>`
			SELECT DISTINCT uid FROM (
				SELECT p.root_uid AS uid FROM vault_value v
					JOIN profile p ON p.workspace_number = v.workspace_number AND p.uid = v.uid
					WHERE v.workspace_number = ${ws} AND v.updated_at > ${since}
				UNION ALL
				SELECT p.root_uid FROM identifier i
					JOIN profile p ON p.workspace_number = i.workspace_number AND p.uid = i.uid
					WHERE i.workspace_number = ${ws} AND i.created_at > ${since}
				UNION ALL
				SELECT unnest(ARRAY[root_uid, absorbed_uid]) FROM profile_merge
					WHERE workspace_number = ${ws} AND (merged_at > ${since} OR undone_at > ${since})
				UNION ALL
				SELECT uid FROM profile WHERE workspace_number = ${ws} AND erased_at > ${since}
				UNION ALL
				SELECT uid FROM withdrawal_removal WHERE sync_id = ${syncId} AND requested_at > ${since}
			) changed WHERE uid > ${after} ORDER BY uid LIMIT ${pageSize}`;
		if (rows.length === 0) return;
		yield rows.map((row) => row.uid);
		after = rows[rows.length - 1]?.uid ?? after;
	}
}
