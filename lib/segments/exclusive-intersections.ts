/**
 * How many people are in exactly each combination of sets, from how many are in at least it. `shared[mask]`
 * counts the people in all sets whose bit is set; the result at the same index counts those in no other set.
 */
export function exclusiveIntersections(shared: readonly number[]): number[] {
	const exact = [...shared];
	for (let bit = 1; bit < exact.length; bit *= 2) {
		for (let mask = 1; mask < exact.length; mask++) {
			if ((mask & bit) === 0) exact[mask] = (exact[mask] ?? 0) - (exact[mask | bit] ?? 0);
		}
	}
	return exact;
}
