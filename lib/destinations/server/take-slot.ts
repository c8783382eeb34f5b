import { randomUUID } from "node:crypto";
import type { Rate } from "@/lib/destinations/contract";
import { requestGapMs } from "@/lib/destinations/request-gap";
import { database } from "@/lib/platform/postgres/database";

/** A connected account: everything sent to it, by every process and sync, shares one allowance. */
export type Account = { destinationId: string; rate: Rate | null };

/** Permission to send one request now. `isProbe`: earlier ones failed, and this one decides whether others follow. */
export type Slot = { id: string; isProbe: boolean };

export type SlotAnswer =
	| { kind: "go"; slot: Slot }
	/** Come back after `waitMs`; `reserved` is the instant then held for this request, if any. */
	| { kind: "wait"; waitMs: number; reserved: Date | null }
	/** No request may leave before then. */
	| { kind: "closed"; until: Date; reason: string };

export type SlotOptions = {
	/** The instant reserved by the answer before, which has been waited for. */
	reserved: Date | null;
	/** A wait longer than this is not begun: nothing is reserved, and the answer is "closed". */
	patienceMs: number;
	/** After this a request that was never ended is presumed dead. */
	longestMs: number;
	/** A person asked for this request: it is let through although earlier ones failed. */
	isForced?: boolean;
	/** The time, where the caller has a clock of its own; Postgres's otherwise, which all processes share. */
	at?: Date | undefined;
};

const busyPollMs = 100;

type Row = {
	verdict: "go" | "wait" | "busy" | "late" | "open";
	waitMs: number;
	due: Date;
	isProbe: boolean;
	heldReason: string | null;
	failureReason: string | null;
};

/**
 * Asks for the next slot of an account. One statement per call decides under the row's lock, so that no two processes
 * can take the same slot: it lets the request go, reserves the instant of the next free slot (slots are one
 * gap apart, in the order they were asked for), or refuses while the network is being left alone.
 *
 * A reserved instant is confirmed when it has come: meanwhile the network may have asked for a pause, and whoever was
 * before us may have left late. Requests therefore leave at least one gap apart, and no window of `perMs` ever holds
 * more than `requests` of them.
 *
 * rate-limiter-flexible's Postgres store does not do this: it counts in fixed windows (twice the allowance fits around
 * the edge of two), reserves nothing, so that all who were refused come back at the same moment, and cannot be told
 * that the network asks every process to wait.
 */
export async function takeSlot(account: Account, options: SlotOptions): Promise<SlotAnswer> {
	const id = randomUUID();
	const row = (await trySlot(account, options, id)) ?? (await openAccount(account, options, id));
	switch (row.verdict) {
		case "go":
			return { kind: "go", slot: { id, isProbe: row.isProbe } };
		case "busy":
			// Who is in progress cannot be told to wake us.
			return { kind: "wait", waitMs: busyPollMs, reserved: options.reserved };
		case "wait":
			return { kind: "wait", waitMs: Math.ceil(row.waitMs), reserved: row.due };
		case "late":
			return {
				kind: "closed",
				until: row.due,
				reason: row.heldReason ?? "Other syncs use up what this account may send.",
			};
		case "open":
			return {
				kind: "closed",
				until: row.due,
				reason:
					`The last requests failed, so it is left alone for a while. ${row.failureReason ?? ""}`.trim(),
			};
	}
}

async function openAccount(account: Account, options: SlotOptions, id: string): Promise<Row> {
	await database().$executeRaw`
		INSERT INTO destination_rate (destination_id, next_at, in_progress)
		VALUES (${account.destinationId}, coalesce(${options.at ?? null}::timestamptz, clock_timestamp()), '{}')
		ON CONFLICT DO NOTHING`;
	const row = await trySlot(account, options, id);
	if (!row) throw new Error(`No allowance is kept for ${account.destinationId}`);
	return row;
}

async function trySlot(
	{ destinationId, rate }: Account,
	{ reserved, patienceMs, longestMs, isForced = false, at }: SlotOptions,
	id: string,
): Promise<Row | null> {
	const gapMs = rate ? requestGapMs(rate) : 0;
	const concurrency = rate?.concurrency ?? null;
	const rows = await database().$queryRaw<Row[]>`
		WITH held AS MATERIALIZED (
			SELECT * FROM destination_rate WHERE destination_id = ${destinationId} FOR UPDATE
		-- After the lock, so that the time spent waiting for it counts. Whoever waited for an instant has reached it.
		), timed AS MATERIALIZED (
			SELECT held.*, greatest(coalesce(${at ?? null}::timestamptz, clock_timestamp()), ${reserved}::timestamptz) AS now,
				make_interval(secs => ${gapMs}::double precision / 1000) AS gap
			FROM held
		), alive AS MATERIALIZED (
			SELECT timed.*, (SELECT coalesce(jsonb_object_agg(key, value), '{}') FROM jsonb_each(in_progress)
				WHERE value::double precision > extract(epoch FROM now) * 1000) AS living
			FROM timed
		), placed AS MATERIALIZED (
			SELECT alive.*,
				-- A place in the queue is lost only to a pause that reaches beyond it.
				CASE WHEN ${reserved}::timestamptz IS NOT NULL AND coalesce(held_until <= ${reserved}::timestamptz, true)
					THEN greatest(now, sent_at + gap)
					ELSE greatest(now, sent_at + gap, held_until, next_at) END AS due,
				(SELECT count(*) FROM jsonb_object_keys(living)) < coalesce(${concurrency}::int, 2147483647) AS has_room
			FROM alive
		), decided AS MATERIALIZED (
			SELECT placed.*, CASE
				WHEN probe_at > now AND NOT ${isForced}::boolean THEN 'open'
				WHEN due > now + make_interval(secs => ${patienceMs}::double precision / 1000) THEN 'late'
				WHEN due > now THEN 'wait'
				WHEN NOT has_room THEN 'busy'
				ELSE 'go' END AS verdict
			FROM placed
		)
		UPDATE destination_rate r SET
			next_at = CASE d.verdict
				WHEN 'go' THEN greatest(d.next_at, d.now + d.gap)
				WHEN 'wait' THEN greatest(d.next_at, d.due + d.gap)
				ELSE d.next_at END,
			sent_at = CASE d.verdict WHEN 'go' THEN d.now ELSE d.sent_at END,
			in_progress = CASE
				WHEN d.verdict = 'go' AND ${concurrency}::int IS NOT NULL THEN d.living || jsonb_build_object(${id}::text, extract(epoch FROM d.now) * 1000 + ${longestMs}::double precision)
				ELSE d.living END,
			-- Half open: this one request decides, and all others wait for it as long as it may take.
			probe_at = CASE WHEN d.verdict = 'go' AND d.probe_at IS NOT NULL
				THEN d.now + make_interval(secs => ${longestMs}::double precision / 1000) ELSE d.probe_at END
		FROM decided d WHERE r.destination_id = d.destination_id
		RETURNING d.verdict, extract(epoch FROM d.due - d.now)::double precision * 1000 AS "waitMs",
			-- Up to the next millisecond: our own clock knows nothing finer.
			date_trunc('milliseconds', CASE d.verdict WHEN 'open' THEN greatest(d.probe_at, d.due) ELSE d.due END
				+ interval '999 microseconds') AS due,
			d.verdict = 'go' AND d.probe_at IS NOT NULL AS "isProbe",
			CASE WHEN d.held_until > d.now THEN d.held_reason END AS "heldReason", d.failure_reason AS "failureReason"`;
	return rows[0] ?? null;
}
