import type { Reader } from "@/lib/lists/select/reader";

const units = ["second", "minute", "hour", "day", "week", "month", "quarter", "year"];

/** DAY, days and the like, as DAY; null when something else comes next. */
export function findUnit(reader: Reader): string | null {
	const { kind, key } = reader.peek();
	const unit = units.find((name) => key === name || key === `${name}s`);
	return kind === "word" && unit !== undefined ? unit.toUpperCase() : null;
}

export function parseUnit(reader: Reader): string {
	const unit = findUnit(reader);
	if (unit === null)
		throw reader.unexpected("a unit (SECOND, MINUTE, HOUR, DAY, WEEK, MONTH, QUARTER or YEAR)");
	reader.take();
	return unit;
}
