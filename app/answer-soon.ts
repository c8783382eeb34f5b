import { setTimeout as sleep } from "node:timers/promises";

/** How long a page waits for data that the browser could also fetch. */
const patienceMs = 400;
/** How long a part of a page that streams in behind the rest waits. */
export const streamPatienceMs = 10_000;

/**
 * Data to send along with a page if it arrives soon; if slow or failing, it is left to the browser to fetch.
 */
export async function answerSoon<T>(work: Promise<T>, withinMs = patienceMs): Promise<T | undefined> {
	return await Promise.race([work, sleep(withinMs, undefined, { ref: false })]).catch(() => undefined);
}
