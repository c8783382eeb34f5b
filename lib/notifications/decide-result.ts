/** A verdict as it was just read. */
export type ReadVerdict = { kind: string; hasAnswer: boolean };
/** As members were last notified of it, or as it was first read: then no one was notified. */
export type NotifiedVerdict = { notifiedKind: string; notifiedAnswer: boolean; notifiedAt: Date | null };

/** A verdict on the edge may turn every hour; members are notified once a day at most. */
const restMs = 24 * 3600_000;

/**
 * Whether a campaign's verdict is news: its first answer, or another verdict than members were last notified of. One that is seen for the
 * first time is none: it was there before anyone watched.
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
