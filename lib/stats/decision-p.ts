const LEAST = 1e-12;

/**
 * The p value of an interval that comes without one: the smallest α at which it leaves out zero. `excludesZeroAt` must hold
 * from some α on. At most 1, at least 1e-12; found to 4 digits, from above, so that the interval at this α does leave it out.
 */
export function decisionP(excludesZeroAt: (alpha: number) => boolean): number {
	// An interval at α = 1 is a point, or of always-valid ones the narrowest.
	if (!excludesZeroAt(1 - 1e-9)) return 1;
	if (excludesZeroAt(LEAST)) return LEAST;
	let [inside, outside] = [Math.log(LEAST), 0];
	while (outside - inside > 1e-4) {
		const middle = (inside + outside) / 2;
		if (excludesZeroAt(Math.exp(middle))) outside = middle;
		else inside = middle;
	}
	return Math.exp(outside);
}
