/** The earlier of some instants; null is never. */
export function earliest(...instants: (number | null)[]): number | null {
	let found: number | null = null;
	for (const instant of instants)
		if (instant !== null && (found === null || instant < found)) found = instant;
	return found;
}
