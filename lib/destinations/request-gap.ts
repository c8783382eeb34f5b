import type { Rate } from "@/lib/destinations/contract";

const longestSlackMs = 1_000;

/**
 * Milliseconds between two requests of an account. Requests that leave evenly do not arrive evenly, and the network
 * counts arrivals by its own clock: a tenth of the window, at most a second, stays unused, so that unequal ways never
 * bring one too many into any of its windows.
 */
export function requestGapMs({ requests, perMs }: Rate): number {
	return (perMs + Math.min(longestSlackMs, perMs / 10)) / requests;
}
