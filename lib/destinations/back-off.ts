const firstMs = 1_000;
const longestMs = 30_000;

/**
 * How long to wait after the given attempt (from 0) when the network does not say: 1, 4, 16, 30 seconds, each shortened
 * by up to half at random, so that those who failed together do not come back together. `random` is in [0, 1).
 */
export function backOffMs(attempt: number, random: number): number {
	return Math.min(longestMs, firstMs * 4 ** attempt) * (1 - random / 2);
}
