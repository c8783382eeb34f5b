import { networkOf } from "@/lib/destinations/registry";
import { rowsPerRequest } from "@/lib/destinations/rows-per-request";
import { AppError } from "@/lib/kernel/app-error";
import { newId } from "@/lib/kernel/ids";
import { log } from "@/lib/platform/log";
import { anyOf } from "@/lib/platform/postgres/any-of";
import type { Transaction } from "@/lib/platform/postgres/database";
import { Prisma } from "@/lib/platform/postgres/generated/client";
import { runCounts } from "@/lib/syncs/contracts";
import { type DeliveryEnd, type DeliveryPorts, deliver } from "@/lib/syncs/deliver";
import { isPossiblyPresent, type KeyState, possiblyPresentStates } from "@/lib/syncs/ledger";
import { type DeliveryNotes, deliveryPorts } from "@/lib/syncs/server/delivery-ports";
import { acquireLease, assertLeaseHeld, type Lease, startLeaseRenewal } from "@/lib/syncs/server/hold-lease";
import { countDue, dueWhere, forgetGone, readDue } from "@/lib/syncs/server/ledger-rows";
import { type OpenSync, openSync, scopeOf, syncInclude } from "@/lib/syncs/server/open-sync";
import { setDesiredVersions } from "@/lib/syncs/server/plan-versions";
import { recomputeDesired } from "@/lib/syncs/server/recompute-desired";
import { type RunWorld, realWorld } from "@/lib/syncs/server/run-world";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";

/** What one remote audience still holds of erased people, by keys (hex of their keyed hashes). */
export type RemovalState = {
	/** Was or may have been there, and is removed, as the destination confirmed. */
	removed: string[];
	/** Another delivered person has them too. */
	shared: string[];
	/** Not confirmed yet. */
	pending: string[];
	/** Why some are pending, in a sentence; null when none is. */
	reason: string | null;
	/** Whether a request was made. */
	isRequested: boolean;
	/** The destination was disconnected: what is pending stays there, and Muster keeps nothing of it. */
	isGivenUp: boolean;
	/** Whether something is pending and none of it may be retried yet. */
	isWaiting: boolean;
	/**
	 * The earliest instant (milliseconds) at which a waiting key may be retried; null when none is waiting.
	 */
	retryAt: number | null;
};

/**
 * Each sync of the workspace whose ledger knows erased people, archived and paused ones too, with the keys of theirs
 * that are there or may be. No keys: they were planned, but nothing of theirs was ever sent.
 */
export async function listErasedKeys(
	ctx: Pick<Context, "workspace"> & { db: Transaction },
	uids: readonly number[],
): Promise<{ syncId: string; syncName: string; destinationName: string; keys: string[] }[]> {
	return await ctx.db.$queryRaw`
		SELECT s.id AS "syncId", s.name AS "syncName", d.name AS "destinationName",
			coalesce(array_agg(DISTINCT encode(o.key_hash, 'hex')) FILTER (WHERE k.state = ANY(${[...possiblyPresentStates]}::text[])), '{}') AS keys
		FROM delivery_owner o JOIN sync s ON s.id = o.sync_id JOIN destination d ON d.id = s.destination_id
			LEFT JOIN delivery_key k ON k.sync_id = o.sync_id AND k.key_hash = o.key_hash
		WHERE s.workspace_id = ${ctx.workspace.id} AND o.uid = ANY(${[...uids]}::int[])
		GROUP BY s.id, s.name, d.name ORDER BY s.id`;
}

/**
 * Removes erased people from one remote audience by the values the ledger kept of what was sent, whatever
 * state the sync is in: a paused, failing or archived sync must remove them too. Sends removals of these keys
 * and nothing else. While all of them must wait after an earlier answer, nothing is sent and no run is
 * created. Throws a retryable conflict while a run of the sync is in progress.
 */
export async function removeErased(
	ctx: Context,
	{ syncId, uids, keys }: { syncId: string; uids: readonly number[]; keys: readonly string[] },
	given: Partial<RunWorld> = {},
): Promise<RemovalState> {
	allow(ctx, "erasures.write");
	const world: RunWorld = { ...realWorld, ...given };
	const read = async (): Promise<OpenSync> => {
		const sync = await ctx.db.sync.findFirst({
			where: { id: syncId, workspaceId: ctx.workspace.id },
			include: syncInclude,
		});
		if (!sync) throw new AppError("not_found", "This sync does not exist.");
		return openSync(sync);
	};
	let open = await read();
	if (open.sync.destination.archivedAt) return await abandon(ctx, open, uids, keys, world.now());
	if (!(await hasWork(ctx, syncId, uids, keys, world.now()))) {
		return await readState(ctx, open, new Set(keys), {
			end: { kind: "finished" },
			isRequested: false,
			now: world.now(),
		});
	}
	const runId = newId("run", world.now());
	await ctx.db.syncRun.create({
		data: { id: runId, syncId, trigger: "erasure", status: "queued", counts: runCounts.parse({}) },
	});
	let lease: Lease | null = null;
	let stopKeeping = () => {};
	try {
		lease = await acquireLease(ctx, { runId, syncId, policy: open.policy }, world);
		if (!lease) throw new AppError("conflict", "This run was canceled.", { retryable: true });
		stopKeeping = startLeaseRenewal(ctx, lease, world);
		// The destination may have been moved, or disconnected, before the lease was ours.
		open = await read();
		if (open.sync.destination.archivedAt) {
			await endRun(ctx, runId, "The destination was disconnected.", world);
			return await abandon(ctx, open, uids, keys, world.now());
		}
		const { all, held } = await disown(ctx, open, lease, world, uids, keys);
		const sent = await sendRemovals(ctx, open, lease, world, all);
		await ctx.db.$transaction((tx) => forgetGone(tx, syncId, all));
		const state = await readState(ctx, open, held, { ...sent, now: world.now() });
		await endRun(ctx, runId, state.pending.length === 0 ? null : state.reason, world);
		return state;
	} catch (error) {
		await endRun(ctx, runId, error instanceof Error ? error.message : String(error), world);
		throw error;
	} finally {
		stopKeeping();
	}
}

/**
 * At a disconnected destination no one can be removed: nothing is kept of erased people but the number of their keys
 * that may still be there.
 */
async function abandon(
	ctx: Context,
	open: OpenSync,
	uids: readonly number[],
	known: readonly string[],
	now: number,
): Promise<RemovalState> {
	const { sync, policy } = open;
	const { held } = await ctx.db.$transaction(
		async (tx) => {
			await tx.$queryRaw`SELECT id FROM sync WHERE id = ${sync.id} FOR UPDATE`;
			return await disownKeys(tx, { syncId: sync.id, policy }, uids, known);
		},
		{ timeout: 120_000 },
	);
	const state = await readState(ctx, open, held, { end: { kind: "finished" }, isRequested: false, now });
	await ctx.db.$executeRaw`
		DELETE FROM delivery_key k WHERE k.sync_id = ${sync.id} AND k.key_hash = ${anyOf(state.pending)}
			AND NOT EXISTS (SELECT 1 FROM delivery_owner o WHERE o.sync_id = k.sync_id AND o.key_hash = k.key_hash)`;
	return { ...state, isGivenUp: true, isWaiting: false, retryAt: null };
}

/**
 * Whether a run can do anything about the keys now: drop them, send requests, or settle what a dead run left
 * in flight.
 */
async function hasWork(
	ctx: Context,
	syncId: string,
	uids: readonly number[],
	keys: readonly string[],
	now: number,
): Promise<boolean> {
	const [row] = await ctx.db.$queryRaw<{ hasWork: boolean }[]>`
		SELECT EXISTS (SELECT 1 FROM delivery_owner WHERE sync_id = ${syncId} AND uid = ANY(${[...uids]}::int[]))
			OR EXISTS (SELECT 1 FROM delivery_key
				WHERE sync_id = ${syncId} AND key_hash = ${anyOf([...keys])}
					AND NOT is_desired AND state = ANY(${[...possiblyPresentStates]}::text[])
					AND (state IN ('adding', 'removing') OR retry_at IS NULL OR retry_at <= ${new Date(now)})) AS "hasWork"`;
	return row?.hasWork ?? false;
}

/**
 * From here on no erased person has a key. Returns every key to handle, and which of them were or may be
 * there.
 */
async function disown(
	ctx: Context,
	{ policy }: OpenSync,
	lease: Lease,
	world: RunWorld,
	uids: readonly number[],
	known: readonly string[],
): Promise<{ all: string[]; held: ReadonlySet<string> }> {
	return await ctx.db.$transaction(
		async (tx) => {
			await assertLeaseHeld(tx, lease, world);
			return await disownKeys(tx, { syncId: lease.syncId, policy }, uids, known);
		},
		{ timeout: 120_000 },
	);
}

async function disownKeys(
	tx: Transaction,
	of: { syncId: string; policy: OpenSync["policy"] },
	uids: readonly number[],
	known: readonly string[],
): Promise<{ all: string[]; held: ReadonlySet<string> }> {
	const rows = await tx.$queryRaw<{ id: string; isHeld: boolean }[]>`
		WITH own AS (DELETE FROM delivery_owner WHERE sync_id = ${of.syncId} AND uid = ANY(${[...uids]}::int[])
			RETURNING sync_id, key_hash)
		SELECT encode(own.key_hash, 'hex') AS id, coalesce(k.state = ANY(${[...possiblyPresentStates]}::text[]), false) AS "isHeld"
		FROM own LEFT JOIN delivery_key k USING (sync_id, key_hash)`;
	// What may still be there of theirs under a former key goes with the rest.
	const former = await tx.$queryRaw<{ id: string; isHeld: true }[]>`
		SELECT encode(key_hash, 'hex') AS id, true AS "isHeld" FROM delivery_key
		WHERE sync_id = ${of.syncId} AND moves_to = ${anyOf([...known, ...rows.map(({ id }) => id)])} AND NOT is_desired
			AND state = ANY(${[...possiblyPresentStates]}::text[])`;
	rows.push(...former);
	const all = [...new Set([...known, ...rows.map(({ id }) => id)])];
	await recomputeDesired(tx, of, all);
	await setDesiredVersions(tx, of, all);
	const fresh = rows.filter(({ isHeld }) => isHeld).map(({ id }) => id);
	return { all, held: new Set([...known, ...fresh]) };
}

async function sendRemovals(
	ctx: Context,
	open: OpenSync,
	lease: Lease,
	world: RunWorld,
	keys: readonly string[],
): Promise<{ end: DeliveryEnd; isRequested: boolean }> {
	const { sync, network, connection, policy } = open;
	// Nothing was ever sent to an audience that was never created.
	if (!sync.remoteAudienceId || keys.length === 0) return { end: { kind: "finished" }, isRequested: false };
	let isRequested = false;
	const notes: DeliveryNotes = {
		counts: runCounts.parse({}),
		progress: { phase: "removing", done: 0, total: keys.length },
		hasUnassignedMembers: false,
		planned: 0,
	};
	const scope = await scopeOf(ctx, sync, new Date(world.now()));
	const all = deliveryPorts({
		ctx,
		open,
		scope,
		lease,
		world,
		audienceId: sync.remoteAudienceId,
		notes,
	});
	const where = () => Prisma.sql`${dueWhere(sync.id, "remove", world.now())}
		AND key_hash = ${anyOf([...keys])}`;
	const ports: DeliveryPorts = {
		...all,
		countDue: async (operation) => (operation === "add" ? 0 : await countDue(ctx.db, where())),
		readDue: async (operation, after, limit) =>
			operation === "add" ? [] : await readDue(where(), after, limit),
		send: (request) => {
			isRequested = true;
			return all.send(request);
		},
		readStopRequest: async () => (world.signal?.aborted ? "shutdown" : null),
	};
	const end = await deliver(ports, policy, rowsPerRequest(network, connection), 1);
	return { end, isRequested };
}

async function readState(
	ctx: Context,
	open: OpenSync,
	keys: ReadonlySet<string>,
	{ end, isRequested, now }: { end: DeliveryEnd; isRequested: boolean; now: number },
): Promise<RemovalState> {
	const rows = await ctx.db.$queryRaw<
		{
			id: string;
			state: KeyState;
			isDesired: boolean;
			reason: string | null;
			retryAt: Date | null;
			/** When the network is asked next whether it could process the last request; null where nothing is awaited. */
			heardAt: Date | null;
		}[]
	>`SELECT encode(k.key_hash, 'hex') AS id, k.state, k.is_desired AS "isDesired", k.reason, k.retry_at AS "retryAt",
			r.poll_at AS "heardAt"
		FROM delivery_key k LEFT JOIN sync_receipt r ON r.sync_id = k.sync_id AND r.run_id = k.run_id
			AND r.request_seq = k.request_seq AND r.poll_at IS NOT NULL
		WHERE k.sync_id = ${open.sync.id} AND k.key_hash = ${anyOf([...keys])}`;
	const byId = new Map(rows.map((row) => [row.id, row]));
	const removed: string[] = [];
	const shared: string[] = [];
	const pending: typeof rows = [];
	for (const id of keys) {
		const row = byId.get(id);
		if (row?.isDesired) shared.push(id);
		else if (row && isPossiblyPresent(row.state)) pending.push(row);
		// Taken out, unless the network finds that it could not.
		else if (row?.state === "absent" && row.heardAt) pending.push({ ...row, retryAt: row.heardAt });
		// The addition in flight was rejected: there is nothing to remove.
		else if (row?.state !== "rejected") removed.push(id);
	}
	const waits = pending.flatMap(({ retryAt }) =>
		retryAt && retryAt.getTime() > now ? [retryAt.getTime()] : [],
	);
	const isWaiting = pending.length > 0 && waits.length === pending.length;
	const name = networkOf(open.sync.destination.network).name;
	const [first] = pending;
	let reason: string | null = null;
	if (first) {
		if (end.kind === "stopped" && !isWaiting) reason = end.reason;
		else if (isWaiting && first.state === "unknown") reason = "No answer was clear yet.";
		else reason = pending.find((row) => row.reason)?.reason ?? `${name} has not confirmed the removal yet.`;
	}
	return {
		removed,
		shared,
		pending: pending.map(({ id }) => id),
		reason,
		isRequested,
		isGivenUp: false,
		isWaiting,
		retryAt: waits.length > 0 ? Math.min(...waits) : null,
	};
}

async function endRun(ctx: Context, runId: string, reason: string | null, world: RunWorld): Promise<void> {
	try {
		await ctx.db.syncRun.updateMany({
			where: { id: runId, status: { in: ["queued", "running", "cancelling"] } },
			data: {
				status: reason === null ? "finished" : "failed",
				...(reason === null ? {} : { error: { message: reason, detail: null } }),
				finishedAt: new Date(world.now()),
				leaseOwner: null,
				leaseUntil: null,
			},
		});
	} catch (error) {
		// The store is unreachable: the lease expires on its own.
		log.error("sync.run_not_marked", { runId, error });
	}
}
