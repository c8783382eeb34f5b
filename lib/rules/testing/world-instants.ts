import fc from "fast-check";

/**
 * The instants rules are evaluated at; data crowds around them and around their windows' ends, to the
 * millisecond.
 */
export const moments = [
	Date.UTC(2026, 2, 29, 1, 30),
	Date.UTC(2026, 10, 22),
	Date.UTC(2024, 1, 29, 12, 0, 0, 1),
	// Between two switches: clocks went back on Lord Howe Island a quarter of an hour ago, and will in Adelaide.
	Date.UTC(2026, 3, 4, 15, 15),
];

/** When clocks are moved: in St. John's, on Lord Howe Island and in Adelaide. */
const switches = [
	Date.UTC(2026, 2, 8, 5, 30),
	Date.UTC(2026, 10, 1, 4, 30),
	Date.UTC(2026, 3, 4, 15),
	Date.UTC(2026, 3, 4, 16, 30),
	Date.UTC(2026, 9, 3, 15, 30),
];

const day = 86_400_000;

/** An instant at, just before or just after a switch of clocks, or half an hour from it. */
const nearSwitch = fc
	.tuple(fc.constantFrom(...switches), fc.constantFrom(-1_800_000, -1, 0, 1, 1_799_999, 1_800_000))
	.map(([instant, shift]) => instant + shift);

/** An instant at, just before or just after one where a window may end. */
const nearEdge = fc
	.tuple(
		fc.constantFrom(...moments),
		fc.constantFrom(0, 0, 1, 2, 7, 14, 30, 365),
		fc.constantFrom(day, 3_600_000, 60_000),
		fc.constantFrom(-1, 0, 0, 1, 43_200_000),
		fc.constantFrom(-1, -1, 1),
	)
	.map(([moment, amount, unit, shift, sign]) => moment + sign * amount * unit + shift);

/** Where data crowds. */
export const nearInstant = fc.oneof({ weight: 9, arbitrary: nearEdge }, { weight: 1, arbitrary: nearSwitch });

/** The day of such an instant, or a neighbor. */
export const nearDay = fc
	.tuple(nearInstant, fc.constantFrom(-1, 0, 0, 1))
	.map(([instant, shift]) => Math.floor(instant / day) + shift);
