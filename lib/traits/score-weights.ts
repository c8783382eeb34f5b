/** Weights are counted in millionths, whole, so that SQL and TypeScript add the same numbers in any order. */
export const weightUnit = 1_000_000;

/** What a point is still worth after 0, 1, … days less than a half-life, in millionths. */
export function decayTable(halfLifeDays: number | null): number[] {
	const days = halfLifeDays ?? 1;
	return Array.from({ length: days }, (_, age) =>
		halfLifeDays === null ? weightUnit : Math.round(weightUnit * 2 ** (-age / days)),
	);
}

/** Past so many half-lives nothing is left of a million millionths. */
export const maxHalvings = 40;

/** Worth of a point at an age in days, in millionths; every half-life halves it, rounded down. */
export function weightAt(table: readonly number[], halfLifeDays: number | null, age: number): number {
	if (halfLifeDays === null) return weightUnit;
	const halvings = Math.min(Math.floor(age / halfLifeDays), maxHalvings);
	return Math.floor((table[age % halfLifeDays] ?? 0) / 2 ** halvings);
}

/** Millionths as a score with one decimal, half away from zero. */
export function toScore(micros: bigint): number {
	const tenth = 100_000n;
	const half = micros < 0n ? -50_000n : 50_000n;
	return Number((micros + half) / tenth) / 10;
}
