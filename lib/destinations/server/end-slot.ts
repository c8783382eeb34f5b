import type { Account, Slot } from "@/lib/destinations/server/take-slot";
import { database } from "@/lib/platform/postgres/database";

export type SlotEnd = {
	/**
	 * answered: the network answered clearly, whatever it said; failed: in passing (no answer, or a temporary problem);
	 * abandoned: never left, or cut off by ourselves, which says nothing about the network.
	 */
	kind: "answered" | "failed" | "abandoned";
	/** Why it failed. */
	reason: string | null;
	/** How long the network asks every request of the account to wait, and its reason; null when it does not. */
	hold: { ms: number; reason: string } | null;
};

/** So many failures in a row, none older than this, and the account is left alone. */
export const failuresToClose = 5;
export const failuresWithinMs = 10 * 60_000;
/** For how long at first; doubled with each probe that fails. */
export const firstClosedMs = 60_000;
export const longestClosedMs = 30 * 60_000;

/**
 * Records how a request ended, for every process that sends to the account. A clear answer, whatever it says, ends a
 * row of failures and opens a closed account. `at` as in `takeSlot`.
 */
export async function endSlot(
	{ destinationId }: Account,
	slot: Slot,
	{ kind, reason, hold }: SlotEnd,
	at?: Date,
): Promise<void> {
	await database().$executeRaw`
		WITH held AS MATERIALIZED (
			SELECT * FROM destination_rate WHERE destination_id = ${destinationId} FOR UPDATE
		), timed AS MATERIALIZED (
			SELECT held.*, coalesce(${at ?? null}::timestamptz, clock_timestamp()) AS now,
				-- Requests that left before the account was closed say nothing new.
				${kind}::text = 'failed' AND probe_at IS NOT NULL AND NOT ${slot.isProbe}::boolean AS is_late
			FROM held
		), counted AS MATERIALIZED (
			SELECT timed.*,
				probe_at IS NULL AND coalesce(failing_since <= now - make_interval(secs => ${failuresWithinMs / 1_000}::double precision), true) AS is_first,
				CASE WHEN ${hold?.ms ?? null}::double precision IS NOT NULL
					THEN now + make_interval(secs => ${hold?.ms ?? 0}::double precision / 1000) END AS hold_until
			FROM timed
		), decided AS MATERIALIZED (
			SELECT counted.*, CASE WHEN is_first THEN 1 ELSE failures + 1 END AS failed FROM counted
		)
		UPDATE destination_rate r SET
			in_progress = d.in_progress - ${slot.id}::text,
			failures = CASE WHEN ${kind}::text = 'answered' THEN 0
				WHEN ${kind}::text = 'abandoned' OR d.is_late THEN d.failures ELSE d.failed END,
			failing_since = CASE WHEN ${kind}::text = 'answered' THEN NULL
				WHEN ${kind}::text = 'failed' AND d.is_first THEN d.now ELSE d.failing_since END,
			failure_reason = CASE WHEN ${kind}::text = 'answered' THEN NULL
				WHEN ${kind}::text = 'abandoned' OR d.is_late THEN d.failure_reason ELSE ${reason}::text END,
			probe_at = CASE WHEN ${kind}::text = 'answered' THEN NULL
				-- The next one probes instead.
				WHEN ${kind}::text = 'abandoned' AND ${slot.isProbe}::boolean THEN d.now
				WHEN ${kind}::text = 'abandoned' OR d.is_late OR d.failed < ${failuresToClose}::int THEN d.probe_at
				ELSE d.now + make_interval(secs => least(${longestClosedMs / 1_000}::double precision,
					${firstClosedMs / 1_000}::double precision * 2 ^ least(20, d.failed - ${failuresToClose}::int))) END,
			held_reason = CASE WHEN d.hold_until > coalesce(d.held_until, '-infinity') THEN ${hold?.reason ?? null}::text ELSE d.held_reason END,
			held_until = greatest(d.held_until, d.hold_until),
			next_at = greatest(d.next_at, d.hold_until)
		FROM decided d WHERE r.destination_id = d.destination_id
			-- Most requests of a healthy account change nothing here.
			AND (${kind}::text <> 'answered' OR d.hold_until IS NOT NULL OR d.failures > 0 OR d.probe_at IS NOT NULL OR d.in_progress ? ${slot.id}::text)`;
}
