import { converse } from "@/lib/destinations/server/converse";
import { realSleep } from "@/lib/destinations/server/send-requests";
import { log } from "@/lib/platform/log";
import { database } from "@/lib/platform/postgres/database";
import { isRemovalAwaited } from "@/lib/syncs/server/ledger-rows";
import { findSync, openSync, syncInclude } from "@/lib/syncs/server/open-sync";
import { forgetRemoved, readReceipts } from "@/lib/syncs/server/read-receipts";
import { type RunWorld, realWorld } from "@/lib/syncs/server/run-world";
import type { Context } from "@/lib/workspaces/server/context";
import { systemContext } from "@/lib/workspaces/server/context";

/** Syncs looked at in one round; what is left is looked at a minute later. */
const batch = 40;
/** A destination that does not answer keeps one of these waiting, not all. */
const atOnce = 4;
/** What cannot be read at all is tried again after this, so that it never holds up the others. */
const againMs = 15 * 60_000;
const dayMs = 86_400_000;
/** A network may go on matching for so long after the last run that sent something. */
const settlesWithinMs = 7 * dayMs;

type Due = { syncId: string; workspaceId: string; what: "receipts" | "size" };
type Options = {
	/** A clock, not an instant: requests wait for their turn by it. */
	now?: RunWorld["now"];
	signal?: AbortSignal;
	sleep?: RunWorld["sleep"];
	/** All workspaces if missing. */
	workspaceId?: string;
};

/**
 * Asks the networks what became of uploads, and once a day how large the audiences are while that can still
 * change; for every sync, whatever becomes of the others.
 */
export async function readDueReceipts({
	now: clock = realWorld.now,
	signal,
	sleep = realSleep,
	workspaceId,
}: Options = {}): Promise<{ read: number; failed: number }> {
	const result = { read: 0, failed: 0 };
	const now = new Date(clock());
	const waiting = await findDue(now, workspaceId);
	const work = async (): Promise<void> => {
		for (let due = waiting.shift(); due && !signal?.aborted; due = waiting.shift()) {
			try {
				await (due.what === "receipts" ? readOne(due, clock, sleep) : readSize(due, now, sleep));
				result.read++;
			} catch (error) {
				result.failed++;
				log.error("syncs.receipts_not_read", { ...due, error });
				if (due.what === "receipts") await postpone(due, now);
			}
		}
	};
	await Promise.all(Array.from({ length: atOnce }, work));
	return result;
}

async function findDue(now: Date, workspaceId: string | undefined): Promise<Due[]> {
	const db = database();
	const within = workspaceId ?? null;
	const receipts = await db.$queryRaw<Due[]>`
		SELECT r.sync_id AS "syncId", s.workspace_id AS "workspaceId", 'receipts' AS what
		FROM sync_receipt r JOIN sync s ON s.id = r.sync_id
		WHERE r.poll_at <= ${now} AND (${within}::text IS NULL OR s.workspace_id = ${within})
		GROUP BY 1, 2 ORDER BY min(r.poll_at) LIMIT ${batch}`;
	const sizes = await db.$queryRaw<Due[]>`
		SELECT s.id AS "syncId", s.workspace_id AS "workspaceId", 'size' AS what FROM sync s
		WHERE s.archived_at IS NULL AND s.remote_audience_id IS NOT NULL
			AND (${within}::text IS NULL OR s.workspace_id = ${within})
			AND (s.size_asked_at IS NULL OR s.size_asked_at <= ${new Date(now.getTime() - dayMs)})
			AND EXISTS (SELECT 1 FROM sync_run q WHERE q.sync_id = s.id
				AND q.created_at >= ${new Date(now.getTime() - settlesWithinMs)})
		ORDER BY s.size_asked_at NULLS FIRST LIMIT ${batch}`;
	return [...receipts, ...sizes];
}

async function readOne(
	{ syncId, workspaceId }: Due,
	now: RunWorld["now"],
	sleep: RunWorld["sleep"],
): Promise<void> {
	const ctx = await systemContext(workspaceId, undefined, new Date(now()));
	const stored = await ctx.db.sync.findUniqueOrThrow({ where: { id: syncId }, include: syncInclude });
	if (
		stored.remoteAudienceId === null ||
		(stored.archivedAt !== null && !(await awaitsRemovals(ctx, syncId)))
	) {
		// No one waits for the answer any more.
		await ctx.db.$transaction(async (tx) => {
			await tx.syncReceipt.updateMany({ where: { syncId }, data: { pollAt: null } });
			await forgetRemoved(tx, syncId);
		});
		return;
	}
	await readReceipts(ctx, openSync(stored), stored.remoteAudienceId, {
		world: { ...realWorld, now, sleep },
	});
}

/** Whether the network has yet to say that it could take out people who must not be there. */
async function awaitsRemovals(ctx: Context, syncId: string): Promise<boolean> {
	const [row] = await ctx.db.$queryRaw<{ awaits: boolean }[]>`
		SELECT EXISTS (SELECT 1 FROM delivery_key k
			WHERE k.sync_id = ${syncId} AND ${isRemovalAwaited}) AS awaits`;
	return row?.awaits ?? true;
}

async function postpone({ syncId }: Due, now: Date): Promise<void> {
	await database().syncReceipt.updateMany({
		where: { syncId, pollAt: { lte: now } },
		data: { pollAt: new Date(now.getTime() + againMs) },
	});
}

async function readSize({ syncId, workspaceId }: Due, now: Date, sleep: RunWorld["sleep"]): Promise<void> {
	const db = database();
	// Whoever notes it first asks; an answer that does not come is asked for tomorrow.
	const { count } = await db.sync.updateMany({
		where: {
			id: syncId,
			OR: [{ sizeAskedAt: null }, { sizeAskedAt: { lte: new Date(now.getTime() - dayMs) } }],
		},
		data: { sizeAskedAt: now },
	});
	if (count === 0) return;
	const ctx = await systemContext(workspaceId, undefined, now);
	const { network, connection, sync } = openSync(await findSync(ctx, syncId));
	const audienceId = sync.remoteAudienceId;
	if (!network.readSize || audienceId === null) return;
	const outcome = await converse(network.readSize, {
		connection,
		input: () => ({ audienceId }),
		timeoutMs: 15_000,
		patienceMs: 5_000,
		sleep,
	});
	if (outcome.kind !== "answered") return;
	await db.audienceReading.createMany({
		data: [{ syncId, at: now, size: outcome.value }],
		skipDuplicates: true,
	});
	await tidyReadings(syncId, now);
}

/** Of days that are over, the newest reading of each is enough. */
async function tidyReadings(syncId: string, now: Date): Promise<void> {
	await database().$executeRaw`
		DELETE FROM audience_reading a WHERE a.sync_id = ${syncId} AND a.at < ${new Date(now.getTime() - settlesWithinMs)}
			AND EXISTS (SELECT 1 FROM audience_reading b WHERE b.sync_id = a.sync_id
				AND b.at > a.at AND date_trunc('day', b.at, 'UTC') = date_trunc('day', a.at, 'UTC'))`;
}
