import type { SqlBinder } from "@/lib/kernel/sql-binder";

/** Sorted below a person and an instant: up to 16 codes. */
const codeBits = 4;
/** Before any event there can be. */
export const beginning = Date.UTC(1900, 0, 1) - 1;

/** Columns over packed events, and how to read a person out of a place in them. */
export type Packed = {
	/** `SELECT bucket, …columns`: a few hundred people in each row. */
	from: (columns: readonly string[]) => string;
	/** The person at a place, as toUInt32. */
	personAt: (place: string) => string;
};

/**
 * Events as sorted 64-bit numbers of person, time and code: the array `t` has person and time, `r` the code. Whole
 * buckets of people share an array, so that a function runs over all of them at once. Times in `t` of one person differ
 * by at most `end - base`, those of two people by more. `rows` have person, time and code, after `base` and up to `end`.
 */
export function packEvents(
	rows: string,
	{ base, end }: { base: number; end: number },
	binder: SqlBinder,
): Packed {
	const timeBits = BigInt(2 * Math.max(end - base, 1) + 2).toString(2).length;
	const bucketBits = Math.max(8, 33 - (64 - timeBits - codeBits));
	const owner = `bitShiftLeft(bitShiftRight(toUInt64(person), ${bucketBits}) + 1, ${timeBits})`;
	const place = `${owner} + toUInt64(toUnixTimestamp64Milli(time) - ${binder.bind(base, "Int64")})`;
	const own = [
		`arraySort(groupArray(bitShiftLeft(${place}, ${codeBits}) + toUInt64(code))) AS packed`,
		`arrayMap(item -> bitShiftRight(item, ${codeBits}), packed) AS t`,
		`arrayMap(item -> bitAnd(item, ${2 ** codeBits - 1}), packed) AS r`,
	];
	return {
		// In two levels from the start: the buckets are then worked on by all threads, and a part at a time.
		from: (columns) => `SELECT bucket, ${[...own, ...columns].join(",\n\t\t\t")} FROM (${rows})
		GROUP BY toUInt32(bitAnd(person, ${2 ** bucketBits - 1})) AS bucket SETTINGS group_by_two_level_threshold = 1`,
		personAt: (at) => `toUInt32(bitShiftLeft(bitShiftRight(${at}, ${timeBits}) - 1, ${bucketBits}) + bucket)`,
	};
}
