/** Aggregates; each may end in If, and take a window. */
const aggregates = `count sum avg min max any anyLast uniq uniqExact argMin argMax median quantile quantileExact stddevPop
	stddevSamp varPop varSamp groupUniqArray windowFunnel`;

const windowOnly =
	"row_number rank dense_rank percent_rank ntile lag lead lagInFrame leadInFrame first_value last_value";

const plain = `toString toInt8 toInt16 toInt32 toInt64 toUInt8 toUInt16 toUInt32 toUInt64 toFloat32 toFloat64 toDate
	toDateTime toDateTime64 toInt64OrNull toInt64OrZero toUInt32OrNull toUInt32OrZero toFloat64OrNull toFloat64OrZero
	toDateOrNull toDateTimeOrNull toIntervalDay toIntervalHour toIntervalMonth toHour toMinute toDayOfWeek toDayOfMonth
	toMonth toQuarter toYear toYYYYMM toYYYYMMDD toStartOfHour toStartOfDay toStartOfWeek toStartOfMonth toStartOfQuarter
	toStartOfYear toUnixTimestamp toTimeZone parseDateTimeBestEffort parseDateTimeBestEffortOrNull dateAdd dateSub dateDiff
	date_diff addMinutes addHours addDays addWeeks addMonths addYears subtractMinutes subtractHours subtractDays
	subtractWeeks subtractMonths subtractYears now today yesterday if multiIf coalesce ifNull nullIf isNull isNotNull
	assumeNotNull greatest least abs sign round floor ceil sqrt log exp pow intDiv modulo lower upper lowerUTF8 upperUTF8
	length lengthUTF8 trim concat substring position startsWith endsWith match like ilike extract replaceAll splitByChar
	empty notEmpty has hasAny hasAll indexOf arrayElement arrayDistinct arraySort arraySum arrayMin arrayMax tuple array
	tupleElement xor equals notEquals rowNumberInAllBlocks`;

/** Take a function of each element: x -> x > 3. */
const higherOrder = "arrayExists arrayAll arrayCount arrayMap arrayFilter arrayFirst";

export type FunctionKind = "aggregate" | "window" | "plain" | "higherOrder";

const known = new Map<string, { name: string; kind: FunctionKind }>();
const add = (names: string, kind: FunctionKind, ending = "") => {
	for (const name of names.split(/\s+/))
		known.set((name + ending).toLowerCase(), { name: name + ending, kind });
};
add(aggregates, "aggregate");
add(aggregates, "aggregate", "If");
add(windowOnly, "window");
add(plain, "plain");
add(higherOrder, "higherOrder");

/** Aggregates that take numbers in parentheses of their own. */
export const parametric: ReadonlySet<string> = new Set([
	"quantile",
	"quantileIf",
	"quantileExact",
	"quantileExactIf",
	"windowFunnel",
	"windowFunnelIf",
]);

/** The allowed function with this exact name, ignoring case, in the engine's spelling. */
export function findFunction(name: string): { name: string; kind: FunctionKind } | undefined {
	return known.get(name.toLowerCase());
}

export function functionNames(): string[] {
	return [...known.values()].map(({ name }) => name);
}
