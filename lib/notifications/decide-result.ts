/** The current verdict. */
export type ReadVerdict = { kind: string; hasAnswer: boolean };
/** The verdict members were last notified of, or the first one read: then no one was notified. */
export type NotifiedVerdict = { notifiedKind: string; notifiedAnswer: boolean; notifiedAt: Date | null };

/** A borderline verdict may flip every hour; members are notified once a day at most. */
const restMs = 24 * 3600_000;

/**
 * Whether a campaign's verdict is news: its first result, or another verdict than members were last notified
 * of. One seen for the first time is not: it was there before anyone watched.
 */
export function decideResult(
	read: ReadVerdict,
	before: NotifiedVerdict | null,
	now: Date,
): "first_answer" | "changed" | null {
	if (before === null) return null;
	if (read.hasAnswer && !before.notifiedAnswer) return "first_answer";
	if (read.kind === before.notifiedKind) return null;
	return before.notifiedAt !== null && now.getTime() - before.notifiedAt.getTime() < restMs
		? null
		: "changed";
}
