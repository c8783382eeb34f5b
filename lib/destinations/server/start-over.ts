import { type OwedRemovals, owedSubject } from "@/lib/destinations/owed-removals";
import { endRuns } from "@/lib/destinations/server/end-runs";
import { lockSyncs } from "@/lib/destinations/server/lock-syncs";
import { readOwedRemovals } from "@/lib/destinations/server/read-owed-removals";
import { settleOwedRemovals } from "@/lib/destinations/server/settle-owed-removals";
import type { Transaction } from "@/lib/platform/postgres/database";
import { Prisma } from "@/lib/platform/postgres/generated/client";
import type { Context } from "@/lib/workspaces/server/context";

/** Who relies on the place a destination leads to. */
export type PlaceUse = {
	/** Syncs that deliver there, and archived ones whose people are still there. */
	syncNames: string[];
	/** People who are there, or may be. */
	people: number;
	/** Of them, those who are still to be removed. */
	owed: OwedRemovals;
};

/** What would be left behind at the place a destination leads to now; null when nothing would. */
export async function readPlaceUse(tx: Transaction, destinationId: string): Promise<PlaceUse | null> {
	const rows = await tx.$queryRaw<{ name: string }[]>`
		SELECT s.name FROM sync s WHERE s.destination_id = ${destinationId} AND (s.archived_at IS NULL
			OR EXISTS (SELECT 1 FROM delivery_key k WHERE k.sync_id = s.id AND k.state NOT IN ('absent', 'rejected')))
		ORDER BY s.name, s.id`;
	if (rows.length === 0) return null;
	const [there] = await tx.$queryRaw<{ people: number }[]>`
		SELECT count(DISTINCT o.uid)::int AS people FROM sync s JOIN delivery_owner o ON o.sync_id = s.id
		JOIN delivery_key k ON k.sync_id = o.sync_id AND k.key_hash = o.key_hash AND k.state NOT IN ('absent', 'rejected')
		WHERE s.destination_id = ${destinationId}`;
	return {
		syncNames: rows.map(({ name }) => name),
		people: there?.people ?? 0,
		owed: await readOwedRemovals(tx, destinationId),
	};
}

/** Asks whether delivery shall start over; `what` changes, e.g. `"Address"` or `the account`. */
export function startOverQuestion(what: string, { syncNames, people, owed }: PlaceUse): string {
	const shown = syncNames.slice(0, 3).map((name) => `“${name}”`);
	const more = syncNames.length > 3 ? ` and ${syncNames.length - 3} more` : "";
	const left =
		people === 0
			? ""
			: ` ${people === 1 ? "The one person" : `The ${people.toLocaleString("en-US")} people`} delivered so far stay at the old place: Muster no longer removes anyone there, not even after an erasure.`;
	return `Changing ${what} moves ${shown.join(", ")}${more} to another place. Delivery starts over there, with everyone.${left}${owed.people > 0 ? ` ${owedAtOldPlace(owed)}` : ""}`;
}

function owedAtOldPlace(owed: OwedRemovals): string {
	return `${owedSubject(owed)} not been removed from the old place yet. If it can still be reached, wait until they are. If not, give these removals up: what the old place holds of these people then stays there for good, and their receipts say so.`;
}

/**
 * Sets aside what is known of the old place, in the transaction that stores the new one: nothing is assumed at the
 * new place, and nothing is sent to the old one any more. Runs that are under way lose their lease. Refused while
 * someone is still to be removed from the old place, unless exactly so many people's removals are given up.
 */
export async function startOver(
	tx: Transaction,
	ctx: Context,
	destination: { id: string; name: string },
	{ givesUpRemovals }: { givesUpRemovals: number | undefined },
): Promise<void> {
	const destinationId = destination.id;
	// As a run does when it takes its lease: either it is seen here, or it sees the new place.
	await lockSyncs(tx, destinationId);
	// After waiting: a run that ended meanwhile was one of the old place.
	const now = new Date();
	const stopped = "Stopped because the destination was moved to another place.";
	await settleOwedRemovals(tx, ctx, destination, {
		givesUpRemovals,
		refusal: owedAtOldPlace,
		stopped,
		movedAway: true,
		now,
	});
	await endRuns(tx, destinationId, { message: stopped, now });
	// Whoever is there stays there; that they were reached is not to be forgotten with the rest.
	await tx.$executeRaw`
		INSERT INTO delivery_stay AS t (sync_id, uid, began_at, ended_at)
		SELECT o.sync_id, o.uid, min(coalesce(k.there_since, k.since)), ${now}
		FROM sync s JOIN delivery_owner o ON o.sync_id = s.id
			JOIN delivery_key k ON k.sync_id = o.sync_id AND k.key_hash = o.key_hash AND k.state NOT IN ('absent', 'rejected')
		WHERE s.destination_id = ${destinationId} GROUP BY o.sync_id, o.uid
		ON CONFLICT (sync_id, uid) DO UPDATE SET began_at = least(t.began_at, excluded.began_at), ended_at = excluded.ended_at`;
	await tx.$executeRaw`
		UPDATE delivery_key k SET state = 'absent', state_before = NULL, there_since = NULL, since = ${now}, reason = NULL,
			run_id = NULL, request_seq = NULL, retry_at = NULL, expires_at = NULL, sent_version = NULL, remote_id = NULL,
			due_at = CASE WHEN k.is_desired THEN to_timestamp(0) END
		FROM sync s WHERE s.destination_id = ${destinationId} AND k.sync_id = s.id`;
	// Never planned, as far as the next run is concerned: it is a full one.
	await tx.sync.updateMany({
		where: { destinationId },
		data: { remoteAudienceId: null, vaultSeenAt: null, startedOverAt: now, totals: Prisma.DbNull },
	});
	await tx.$executeRaw`
		UPDATE sync SET next_run_at = ${now} WHERE destination_id = ${destinationId} AND archived_at IS NULL
			AND schedule ->> 'kind' <> 'manual' AND EXISTS (SELECT 1 FROM sync_run r WHERE r.sync_id = sync.id)`;
	// What the old place said, or will say, of its audience is not about the new one.
	await tx.syncReceipt.deleteMany({ where: { sync: { destinationId } } });
	// The new place may know of other people, from long ago.
	await tx.optOutFeed.updateMany({
		where: { destinationId },
		data: { since: null, nextAt: null, attempts: 0, problem: null },
	});
	await tx.audienceReading.deleteMany({ where: { sync: { destinationId } } });
}
