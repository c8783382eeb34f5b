const minuteMs = 60_000;
const longestMs = 60 * minuteMs;

/** How long to wait after that many emails in a row could not be sent: a minute, doubled each time, an hour at most. */
export function retryAfterMs(attempts: number): number {
	return Math.min(longestMs, minuteMs * 2 ** Math.max(0, attempts - 1));
}
