/**
 * Lets whatever waits for its turn run. Call it now and then in a loop that computes for long: answers that arrived
 * meanwhile, and the statements they lead to, wait for it.
 */
export function giveWay(): Promise<void> {
	return new Promise((resolve) => setImmediate(resolve));
}
