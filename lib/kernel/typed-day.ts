import { existingDay, formatDay, readDay } from "@/lib/kernel/calendar-day";

/**
 * How someone writes days: the order of day, month and year in numbers, and the names of months in their
 * language.
 */
export type DayStyle = { order: "dmy" | "mdy" | "ymd"; months: ReadonlyMap<string, number> };

const english = [
	"january february march april may june july august september october november december",
	"jan feb mar apr may jun jul aug sep oct nov dec",
];
const englishMonths = new Map([
	...english.flatMap((names) => names.split(" ").map((name, at) => [name, at + 1] as const)),
	["sept", 9],
]);
/** For people of any country: numeric dates start with the year. */
export const anyStyle: DayStyle = { order: "ymd", months: new Map() };

type Read = { day: string } | { problem: string };

const example = "2026-11-22 or 22 Nov 2026";

function found(year: number, month: number, day: number, quoted: string): Read {
	const number = existingDay(year, month, day);
	if (number !== null) return { day: formatDay(number) };
	return {
		problem:
			year < 1900 || year > 2299
				? `${quoted} is not in a year from 1900 to 2299`
				: `There is no ${quoted} in the calendar`,
	};
}

function quote(text: string): string {
	return `“${text.length > 40 ? `${text.slice(0, 40)}…` : text}”`;
}

/** Numeric days with the year at the end: by the style's order, unless only one order is a valid day. */
function fromFigures([a, b, year]: [number, number, number], sign: string, style: DayStyle, quoted: string) {
	// With dots the day comes first wherever they are used.
	const order = sign === "." ? "dmy" : style.order;
	const readings = { dmy: existingDay(year, b, a), mdy: existingDay(year, a, b) };
	const only = readings.dmy === null ? readings.mdy : readings.mdy === null ? readings.dmy : null;
	if (only !== null) return { day: formatDay(only) };
	if (order === "ymd" && readings.dmy !== null && readings.mdy !== null && a !== b)
		return {
			problem: `${quoted} can be read in two ways: write ${formatDay(readings.dmy)} or ${formatDay(readings.mdy)}`,
		};
	return order === "mdy" ? found(year, a, b, quoted) : found(year, b, a, quoted);
}

function read(text: string, { months, ...style }: DayStyle): Read {
	const written = text.normalize("NFKC").trim();
	if (written === "") return { problem: `Write a date such as ${example}` };
	const quoted = quote(written);
	const none = { problem: `${quoted} is not a date: write one such as ${example}` };
	const first = /^(\d{4})(?:(\d\d)(\d\d)|\s*([-/.\s])\s*(\d{1,2})\s*\4\s*(\d{1,2})\.?)$/.exec(written);
	if (first)
		return found(Number(first[1]), Number(first[2] ?? first[5]), Number(first[3] ?? first[6]), quoted);
	const last = /^(\d{1,2})\s*([-/.\s])\s*(\d{1,2})(?:\s*\2\s*(\d{1,4}))?\.?$/.exec(written);
	if (last) {
		const [, a, sign = "", b, year] = last;
		if (year === undefined) return { problem: `Add the year to ${quoted}, as in ${example}` };
		if (year.length < 4) return { problem: `Write the year of ${quoted} with four digits` };
		return fromFigures([Number(a), Number(b), Number(year)], sign, { months, ...style }, quoted);
	}
	// "2 Jan 2026", "Friday, January 2nd, 2026", "2. Januar 2026".
	const words = written
		.toLowerCase()
		.replace(/(\d)(?:st|nd|rd|th)\b/g, "$1")
		.split(/[\s,./-]+/)
		.filter(Boolean);
	const monthOf = (word: string) => englishMonths.get(word) ?? months.get(word);
	const month = words.map(monthOf).find((each) => each !== undefined);
	const figures = words.filter((word) => /^\d+$/.test(word));
	const others = words.filter((word) => monthOf(word) === undefined && !/^\d+$/.test(word));
	const isWeekday = others.length === 0 || (others.length === 1 && others[0] === words[0]);
	if (month === undefined || !isWeekday || words.filter(monthOf).length > 1) return none;
	const years = figures.filter((figure) => figure.length === 4);
	const days = figures.filter((figure) => figure.length < 3);
	if (years.length === 1 && days.length === 1 && figures.length === 2)
		return found(Number(years[0]), month, Number(days[0]), quoted);
	if (days.length === 1 && figures.length === 1)
		return { problem: `Add the year to ${quoted}, as in ${example}` };
	return days.length === 2 ? { problem: `Write the year of ${quoted} with four digits` } : none;
}

/** The day someone typed, as `2026-11-22`; null where the text is empty or means none. */
export function readTypedDay(text: string, style: DayStyle): string | null {
	const result = read(text, style);
	return "day" in result ? result.day : null;
}

/** Why a text is not a day, and what to write. */
export function unreadDayText(text: string, style = anyStyle): string {
	const result = read(text, style);
	return "problem" in result ? result.problem : `Write it as ${result.day}`;
}

const clock = /^(.*[^\s,])[\s,T]+(\d{1,2})(?::([0-5]\d)(?::([0-5]\d))?)?\s*(?:([ap])\.?m\.?)?$/i;

function readMoment(text: string, style: DayStyle): { moment: string } | { problem: string } {
	const written = text.normalize("NFKC").trim();
	const [, dayText = "", hourText = "", minute, second, half] = clock.exec(written) ?? [];
	const isClock = minute !== undefined || half !== undefined;
	const result = read(isClock ? dayText : written, style);
	if ("problem" in result) return result;
	if (!isClock) return { problem: `Add the time, as in ${result.day} 09:30` };
	const hour = Number(hourText);
	if (half === undefined ? hour > 23 : hour < 1 || hour > 12)
		return { problem: "There is no such time of day: write one such as 09:30" };
	const isAfternoon = half?.toLowerCase() === "p";
	const hours = half === undefined ? hour : (hour % 12) + (isAfternoon ? 12 : 0);
	return { moment: `${result.day}T${String(hours).padStart(2, "0")}:${minute ?? "00"}:${second ?? "00"}` };
}

/** The day and time of day someone typed, as `2026-11-22T09:41:00`; null where the text means none. */
export function readTypedMoment(text: string, style: DayStyle): string | null {
	const result = readMoment(text, style);
	return "moment" in result ? result.moment : null;
}

/** Why a text is not a day with a time, and what to write. */
export function unreadMomentText(text: string, style = anyStyle): string {
	const result = readMoment(text, style);
	return "problem" in result ? result.problem : `Write it as ${result.moment.replace("T", " ")}`;
}

/** What is wrong with a form's day, `2026-11-22` or typed text; nothing when it is empty. */
export function dayProblem(value: string): string | undefined {
	return value === "" || readDay(value) !== null ? undefined : unreadDayText(value);
}

/** Whether a text is a day with a time in stored form. */
function isMoment(value: string): boolean {
	return storedMoment.exec(value)?.[4] !== undefined && readDay(value.slice(0, 10)) !== null;
}

/** The same for a day with a time, `2026-11-22T09:41:00`. */
export function momentProblem(value: string): string | undefined {
	return value === "" || isMoment(value) ? undefined : unreadMomentText(value);
}

const shortMonths = english[1]?.split(" ") ?? [];

const storedMoment = /^(\d{4})-(\d\d)-(\d\d)(?:T(\d\d:\d\d)(:\d\d)?)?$/;

/** `22 Nov 2026`, or `22 Nov 2026, 09:41` for a day with a time; anything else is returned unchanged. */
export function writeTypedDay(value: string): string {
	const parts = storedMoment.exec(value);
	if (!parts || readDay(value.slice(0, 10)) === null) return value;
	const [, year, month, day, time, second = ""] = parts;
	const name = shortMonths[Number(month) - 1] ?? "";
	const written = `${Number(day)} ${name.charAt(0).toUpperCase()}${name.slice(1)} ${year}`;
	return time === undefined ? written : `${written}, ${time}${second === ":00" ? "" : second}`;
}
