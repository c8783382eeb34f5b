/**
 * Limits of one rule. Within them it is answered; past them it is refused at its condition. Those of the
 * whole rule are counted by `findOversize`, and a test queries the warehouse on both sides of each.
 */
export const ruleLimits = {
	depth: 8,
	leaves: 100,
	values: 1000,
	text: 1000,
	name: 200,
	durationDays: 36_500,
	/** What the warehouse has to look at: ten for a condition, one for each step, event and filter. See `addSize`. */
	tests: 5000,
	/** All names and values together, in UTF-8. They travel in the address of a request, of which servers take 1 MB. */
	bytes: 100_000,
	/** Character ranges in a pattern, with repetitions expanded. RE2 accepts some three times as many. */
	pattern: 50_000,
} as const;
