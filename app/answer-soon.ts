import { setTimeout as sleep } from "node:timers/promises";

/** How long the server waits for data that the browser could also fetch. */
const patienceMs = 400;

/**
 * Data to send along with a page if it arrives soon; if slow or failing, it is left to the browser to fetch.
 */
export async function answerSoon<T>(work: Promise<T>): Promise<T | undefined> {
	return await Promise.race([work, sleep(patienceMs, undefined, { ref: false })]).catch(() => undefined);
}
