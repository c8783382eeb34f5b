const dayMs = 86_400_000;

/** So many times its usual gap an event may be silent. */
const gapsOfSilence = 3;
/** And never less than this: a weekend or a day of work on the sender is no alarm. */
const minSilenceMs = 2 * dayMs;
/** On fewer days than this an event has no rhythm that could be broken. */
const minDays = 4;

export type EventRhythm = {
	/** On how many days it came. */
	days: number;
	firstAt: number;
	lastAt: number;
};

/**
 * Since when an event that used to come has stopped; null while it may still be on time. Its usual gap is the average from one
 * day with events to the next. It has stopped when it has been silent for longer than three such gaps, and for two days at
 * least.
 */
export function findStopped({ days, firstAt, lastAt }: EventRhythm, now: number): number | null {
	if (days < minDays) return null;
	const usualGap = (lastAt - firstAt) / (days - 1);
	return now - lastAt > Math.max(gapsOfSilence * usualGap, minSilenceMs) ? lastAt : null;
}
