const minute = 60_000;

/** When a removal that was not confirmed is tried again (milliseconds): soon at first, then hourly. */
export function nextRemovalTry(attempts: number, now: number): number {
	return now + Math.min(60 * minute, 15_000 * 2 ** Math.min(attempts, 10));
}
