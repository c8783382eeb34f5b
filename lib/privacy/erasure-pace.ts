const minute = 60_000;

/** The instant (milliseconds) of the next attempt after `attempts` of them: soon at first, then hourly, then daily. */
export function nextErasureTry(attempts: number, now: number): number {
	const delays = [15_000, minute, 5 * minute, 15 * minute];
	if (attempts <= delays.length) return now + (delays[Math.max(0, attempts - 1)] ?? minute);
	return now + (attempts <= 28 ? 60 : 24 * 60) * minute;
}
