const minute = 60_000;

/** The instant (milliseconds) of the next attempt after `attempts` of them: soon at first, then hourly, then daily. */
export function nextErasureTry(attempts: number, now: number): number {
	const delays = [15_000, minute, 5 * minute, 15 * minute];
	if (attempts <= delays.length) return now + (delays[Math.max(0, attempts - 1)] ?? minute);
	return now + (attempts <= 28 ? 60 : 24 * 60) * minute;
}

/** How an attempt left one destination that has not confirmed yet. */
export type OpenRemoval = {
	/** Whether it was tried: a request was made, or something kept it from being made. */
	isTried: boolean;
	/** Whether none of it may be retried before `retryAt`. */
	isWaiting: boolean;
	/** The earliest instant at which something that must still wait may be retried. */
	retryAt: number | null;
};

/**
 * When an unfinished erasure is resumed, and how many attempts it has had. Destinations with a known retry
 * instant are called at that instant; waiting for it counts as no attempt and postpones nothing.
 */
export function paceErasure(
	before: number,
	removals: readonly OpenRemoval[],
	{ quietAt, isClear, hasErrors }: { quietAt: number; isClear: boolean; hasErrors: boolean },
	now: number,
): { attempts: number; nextTryAt: number } {
	const isQuiet = now >= quietAt;
	const isStuck = hasErrors || (isQuiet && !isClear);
	const hasOnlyWaited =
		removals.length > 0 && !isStuck && removals.every(({ isTried, isWaiting }) => isWaiting && !isTried);
	const attempts = hasOnlyWaited ? before : before + 1;
	const instants = removals.flatMap(({ retryAt }) => (retryAt === null ? [] : [retryAt]));
	if (!isQuiet) instants.push(quietAt);
	else if (isStuck || instants.length === 0 || removals.some(({ isWaiting }) => !isWaiting)) {
		instants.push(nextErasureTry(attempts, now));
	}
	return { attempts, nextTryAt: Math.min(...instants) };
}
