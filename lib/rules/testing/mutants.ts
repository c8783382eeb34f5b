/** A fault put into compiled SQL. `of` says of which cases' names its text is found in. */
export type Mutant = {
	name: string;
	of: RegExp;
	mutate: (sql: string) => string;
	/** Queries to run before it counts as surviving; more where few people are on the boundary. */
	rounds: number;
};

const instant = "(\\{p\\d+:DateTime64\\(3, 'UTC'\\)\\})";

const usualRounds = 24;

function swap(name: string, of: RegExp, from: string | RegExp, to: string, rounds = usualRounds): Mutant {
	return {
		name,
		of,
		rounds,
		mutate: (sql) => sql.replaceAll(typeof from === "string" ? from : new RegExp(from, "g"), to),
	};
}

const counts = /^the aggregate (count|distinctDays|sum)/;
const anyTrait = /^a .* trait with/;
const numberTrait = /^a number trait with/;

/** Faults that each change what some rule means; none of them is equivalent to the compiler as it is. */
export const mutants: readonly Mutant[] = [
	swap("a window closed at its old end", counts, new RegExp(`time > ${instant}`), "time >= $1"),
	swap("a window open at asOf", counts, new RegExp(`time <= ${instant}`), "time < $1"),
	swap(
		"a window 1 ms shorter",
		counts,
		new RegExp(`time > ${instant}`),
		"time > $1 + INTERVAL 1 MILLISECOND",
	),
	swap(
		"a window 1 ms longer",
		counts,
		new RegExp(`time <= ${instant}`),
		"time <= $1 + INTERVAL 1 MILLISECOND",
	),
	swap("a date of a trait is left out", counts, ">= since.value", "> since.value", 150),
	swap("other workspaces' events", counts, /FROM events WHERE ws = \{p\d+:UInt32\}/, "FROM events WHERE 1"),
	swap("events of any name", counts, /event = \{p\d+:String\}/, "1"),
	swap("filters that are negated hold", /property with not/, "(NOT ifNull(", "(ifNull("),
	swap("a comparison loses its negation", counts, "HAVING NOT ifNull(", "HAVING ifNull("),
	swap("everyone but is everyone and", counts, "bitmapAndnot(everyone, ", "bitmapAnd(everyone, "),
	swap("erased people are asked", numberTrait, "change = 'erased'", "change = 'known'"),
	swap("people who do not exist yet are asked", numberTrait, /AND effective_at <= \{[^}]*\}/, ""),
	swap("merges are ignored", counts, "HAVING root != absorbed", "HAVING 0"),
	swap("undone merges are kept", counts, "argMax(root, recorded_at)", "argMin(root, recorded_at)"),
	swap("the oldest value of a trait", anyTrait, "max((valid_from", "min((valid_from"),
	swap(
		"the order within a transaction is lost",
		anyTrait,
		"recorded_at, seq, type",
		"recorded_at, 0, type",
		60,
	),
	swap("the lowest priority of a trait", anyTrait, "argMax((newest", "argMin((newest"),
	swap("a trait taken away stays", anyTrait, "HAVING newest.4 != 'unset'", ""),
	swap("a value is not valid at once", anyTrait, "valid_from <= ", "valid_from < "),
	swap("a day is no date", /a date trait with (on|before|between)$/, "type = 'day' AND", "0 AND"),
	swap(
		"a day is an instant",
		/a date trait with (inLast|lessThanAgo|ago)$/,
		"type = 'day' AND",
		"type = 'string' AND",
	),
	swap(
		"a day ends late",
		/a date (trait|property) with (on|onOrBefore|between)$/,
		/(value|NULL\)) < \{/,
		"$1 <= {",
		60,
	),
	swap("a day begins late", /a date trait with (on|onOrAfter|after)$/, "value >= {", "value > {", 60),
	swap("weeks begin on Sunday", /a date (trait|property) with onWeekday/, " + 3, 7)", " + 4, 7)"),
	swap(
		"days of UTC for weekdays",
		/a date trait with onWeekday/,
		/toDate32\(fromUnixTimestamp64Milli\(toInt64\(value\), \{p\d+:String\}\)\)/,
		"toDate32(fromUnixTimestamp64Milli(toInt64(value), 'UTC'))",
		60,
	),
	swap(
		"a value of another type is set",
		/a (date|number) trait with isSet/,
		/type (IN \('date', 'day'\)|= 'number')/,
		"1",
	),
	swap("texts that start with it are in no list", /a list trait with contains/, ") > 0", ") > 1"),
	swap("a day since a date is not counted", counts, "if(type = 'day', ", "if(type = 'string', ", 150),
	swap("a birthday today is still to come", /an age with/, "comes.value > ", "comes.value >= ", 60),
	swap("any of a list for all", /list .* includesAll/, "hasAll(", "hasAny("),
	swap("texts that start with it are not found", /string property with contains/, ") > 0", ") > 1"),
	swap("minimum for maximum", /aggregate max/, "maxOrNull(", "minOrNull("),
	swap("repetitions count", /aggregate distinct/, "uniqExact", "count"),
	swap("fewer different ones are enough", /aggregate distinct/, /uniqUpTo(If)?\(\d+\)/, "uniqUpTo$1(1)", 60),
	swap("days of UTC", /aggregate distinctDays/, /toDate32\(fact, \{p\d+:String\}\)/, "toDate32(fact, 'UTC')"),
	swap("sums cut off", /aggregate sum/, "toInt64(round(", "toInt64(floor("),
	swap("large numbers are left out", /aggregate (min|max)/, "<= 1e12", "< 1e12"),
	swap("averages over what is no number", /aggregate avg/, "countIf(isNotNull(fact))", "count()"),
	swap(
		"days since are rounded",
		/aggregate daysSince/,
		/intDiv\((\{p\d+:Int64\}) -/,
		"intDiv($1 + 43200000 -",
		150,
	),
	swap("a day since is over late", /aggregate daysSince/, /fact > \{/, "fact >= {", 60),
	swap("a day since begins late", /aggregate daysSince/, /fact <= \{/, "fact < {", 60),
	swap(
		"any event for the first or the last",
		/aggregate daysSince/,
		"bitmapAndnot(groupBitmapStateIf",
		"bitmapOr(groupBitmapStateIf",
	),
	swap("a step just in time is late", /sequence \((plain|between)/, /t_ - f1_ <= /, "t_ - f1_ < "),
	swap("a whole just in time is late", /sequence \(total/, /t_ - s(\d)_ <= /, "t_ - s$1_ < "),
	swap("the gap is closed", /sequence \(between/, /f1_ >= n1_/, "f1_ > n1_"),
	swap("what happens last in time is overlooked", /sequence \(trailing/, /z0_ > t_/, "z0_ >= t_"),
	swap("nothing must follow anyone", /sequence \(trailing/, /z0_ = 0 OR /, ""),
	swap("what came before is overlooked", /sequence \(leading/, / AND t_ - broken_ > \{p\d+:Int64\}/, ""),
	swap(
		"steps of the same instant in any order",
		/sequence/,
		"arraySort(groupArray(",
		"arraySort(item -> bitShiftRight(item, 4), groupArray(",
	),
	swap(
		"what must not happen in time may happen later",
		/sequence \(ownTime/,
		/a1_ = 0 OR a1_ > t_/,
		"a1_ = 0 AND a1_ > t_",
	),
	swap("who ties is out", /rank/, "number >= bound", "number > bound"),
	swap("the last for the best", /rank/, "arrayReverseSort(", "arraySort("),
	swap("shares are rounded down", /rank/, " + 99999999", ""),
	swap("erased people have ranks", /rank/, "bitmapContains(everyone, toUInt32(person))", "1"),
	swap("features used twice", /features/, "groupBitOr", "groupBitXor"),
	swap("a gap just long enough ends a session", /sessions/, "at - before > ", "at - before >= "),
	swap("minutes are rounded", /sessions \(longest/, "intDiv(max(value)", "intDiv(max(value) + 30000"),
	swap("a session's first event does not count", /sessions \(most/, "sum - role", "sum"),
	swap("the earlier stretch is all of it", /trend/, "NOT recent", "1"),
	swap("a trend below nothing", /trend of (sum|avg|min) \(ratio/, " * sign(", " * abs(1 + 0 * "),
];
