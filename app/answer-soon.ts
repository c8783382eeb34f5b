import { setTimeout as sleep } from "node:timers/promises";

/** So long a page waits for what it could also ask for itself. */
const patienceMs = 400;

/** An answer to send along with a page if it comes soon; a slow or failing one leaves the question to the browser. */
export async function answerSoon<T>(work: Promise<T>): Promise<T | undefined> {
	return await Promise.race([work, sleep(patienceMs, undefined, { ref: false })]).catch(() => undefined);
}
