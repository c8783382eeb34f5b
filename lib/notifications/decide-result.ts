/** A verdict as it was just read. */
export type ReadVerdict = { kind: string; hasAnswer: boolean };
/** As members were last told of it; when it was first seen, nobody was. */
export type ToldVerdict = { toldKind: string; toldAnswer: boolean; toldAt: Date | null };

/** A verdict on the edge may turn every hour; it is told once a day at most. */
const restMs = 24 * 3600_000;

/**
 * Whether a campaign's verdict is news: its first answer, or another verdict than the one last told. One that is seen for the
 * first time is none: it was there before anyone watched.
 */
export function decideResult(
	read: ReadVerdict,
	told: ToldVerdict | null,
	now: Date,
): "first_answer" | "changed" | null {
	if (told === null) return null;
	if (read.hasAnswer && !told.toldAnswer) return "first_answer";
	if (read.kind === told.toldKind) return null;
	return told.toldAt !== null && now.getTime() - told.toldAt.getTime() < restMs ? null : "changed";
}
