import type { Database } from "@/lib/platform/postgres/database";
import { keyedHash } from "@/lib/platform/secrets/keyring";

const windowMs = 15 * 60_000;
const keepMs = 24 * 3600_000;

/** Limits for guesses: `kind` separates uses of one value, `max` is how many per window are checked. */
export type AttemptSubject = { kind: string; value: string; max: number };

const keyOf = ({ kind, value }: AttemptSubject) => keyedHash(value, kind);

/**
 * Counts one guess for every subject, before it is checked, so that concurrent guesses all count: the
 * database assigns the numbers. Returns null, or the seconds to wait when a subject has used up its window of
 * 15 minutes, which begins with its first guess.
 */
export async function noteAttempt(
	db: Database,
	subjects: AttemptSubject[],
	now: Date,
): Promise<{ retryAfterSeconds: number } | null> {
	const resetsAt = new Date(now.getTime() + windowMs);
	// In key order, to avoid deadlocks.
	const rows = await db.$queryRaw<{ subject_key: Uint8Array; count: number; resets_at: Date }[]>`
		INSERT INTO attempt_counter AS counter (subject_key, count, resets_at)
		SELECT key, 1, ${resetsAt} FROM unnest(${subjects.map(keyOf)}::bytea[]) AS key ORDER BY key
		ON CONFLICT (subject_key) DO UPDATE SET
			count = CASE WHEN counter.resets_at <= ${now} THEN 1 ELSE counter.count + 1 END,
			resets_at = CASE WHEN counter.resets_at <= ${now} THEN excluded.resets_at ELSE counter.resets_at END
		RETURNING subject_key, count, resets_at`;
	const waits = subjects.map((subject) => {
		const key = Buffer.from(keyOf(subject));
		const row = rows.find((one) => key.equals(one.subject_key));
		return row && row.count > subject.max ? row.resets_at.getTime() - now.getTime() : 0;
	});
	const waitMs = Math.max(...waits);
	return waitMs > 0 ? { retryAfterSeconds: Math.ceil(waitMs / 1000) } : null;
}

/** Uncounts a guess that was never checked, or was correct. */
export async function undoAttempt(db: Database, subjects: AttemptSubject[]): Promise<void> {
	await db.$executeRaw`
		UPDATE attempt_counter SET count = count - 1
		WHERE count > 0 AND subject_key IN (
			SELECT subject_key FROM attempt_counter WHERE subject_key = ANY(${subjects.map(keyOf)}::bytea[])
			ORDER BY subject_key FOR UPDATE)`;
}

/** The correct answer was given: earlier guesses are forgotten. */
export async function forgetAttempts(db: Database, subject: AttemptSubject): Promise<void> {
	await db.attemptCounter.deleteMany({ where: { subjectKey: keyOf(subject) } });
}

/** Removes counters that expired a day ago. */
export async function cleanAttempts(db: Database, now: Date): Promise<void> {
	await db.attemptCounter.deleteMany({ where: { resetsAt: { lt: new Date(now.getTime() - keepMs) } } });
}
