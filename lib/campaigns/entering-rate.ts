/** The rate at which people enter is that of so many days before the launch. */
export const RATE_DAYS = 28;

/**
 * People who can be reached and enter in a day. As many of those who enter can be reached and are not left out as of those
 * who are in the segments now; null where no one is, because then nothing is known of it.
 */
export function enteringRate({
	entered,
	included,
	assignable,
}: {
	/** One of the segments, in RATE_DAYS days. */
	entered: number;
	/** In one of the segments now, whether left out or not. */
	included: number;
	/** Of them: can be reached, and are not left out. */
	assignable: number;
}): number | null {
	return included === 0 ? null : (entered / RATE_DAYS) * (assignable / included);
}
