import { formatDay } from "@/lib/kernel/calendar-day";

/** What is kept per day: what a campaign cost, or what an ad platform says it brought. */
export const dailyKinds = ["cost", "platform"] as const;
export type DailyKind = (typeof dailyKinds)[number];

export const measures = ["cost", "conversions", "value"] as const;
export type Measure = (typeof measures)[number];

/** The figures of each kind. */
export const measuresOf: Record<DailyKind, readonly Measure[]> = {
	cost: ["cost"],
	platform: ["conversions", "value"],
};

/**
 * Figures in millionths, as whole numbers: ad platforms bill fractions of a cent, and sums of fractions would not be exact.
 */
export type Figures = Partial<Record<Measure, number>>;
export const MICROS = 1_000_000;
/** No single figure is larger, in whole units: more is a typing error, and every sum stays exact. */
export const LARGEST_FIGURE = 20_000_000;

/** One day's figures, of the whole day (`line` empty) or of one of its rows, such as an ad. */
export interface DailyEntry {
	/** Days since 1970. */
	day: number;
	line: string;
	/** Null takes the whole day away. */
	figures: Figures | null;
}

/** The figures per day that are in force, after all reports. */
export type DailyTotals = Map<number, Figures>;

/**
 * What holds after reports, oldest first. A later report replaces the rows it names and keeps the others. A day is known by
 * its rows or as a whole, never by both: a report of the other kind replaces the day.
 */
export function foldDaily(reports: readonly (readonly DailyEntry[])[]): DailyTotals {
	const days = new Map<number, Map<string, Figures>>();
	for (const entries of reports)
		for (const { day, line, figures } of entries) {
			if (figures === null) {
				days.delete(day);
				continue;
			}
			const before = days.get(day) ?? new Map<string, Figures>();
			const isSameLevel = before.has("") === (line === "");
			const lines = isSameLevel ? before : new Map<string, Figures>();
			lines.set(line, { ...lines.get(line), ...figures });
			days.set(day, lines);
		}
	return new Map(
		[...days]
			.sort(([a], [b]) => a - b)
			.map(([day, lines]) => [
				day,
				[...lines.values()].reduce<Figures>((all, one) => addFigures(all, one), {}),
			]),
	);
}

/** A measure that neither has stays unknown. */
export function addFigures(one: Figures, other: Figures): Figures {
	const sum: Figures = { ...one };
	for (const measure of measures) {
		const more = other[measure];
		if (more !== undefined) sum[measure] = (sum[measure] ?? 0) + more;
	}
	return sum;
}

/** A day whose figures a report gave or changed. */
export interface DailyChange {
	day: string;
	before: Figures | null;
	after: Figures | null;
}

/** What differs, day by day. */
export function compareDaily(before: DailyTotals, after: DailyTotals): DailyChange[] {
	const days = [...new Set([...before.keys(), ...after.keys()])].sort((a, b) => a - b);
	return days.flatMap((day) => {
		const change = { day: formatDay(day), before: before.get(day) ?? null, after: after.get(day) ?? null };
		return isSame(change.before, change.after) ? [] : [change];
	});
}

function isSame(one: Figures | null, other: Figures | null): boolean {
	if (one === null || other === null) return one === other;
	return measures.every((measure) => one[measure] === other[measure]);
}

/** The sum over days; a measure no day has is unknown. */
export function sumDaily(totals: DailyTotals, untilDay = Number.POSITIVE_INFINITY): Figures {
	return [...totals]
		.filter(([day]) => day <= untilDay)
		.reduce<Figures>((all, [, figures]) => addFigures(all, figures), {});
}

/** Figures in whole units, for people and the API. */
export function inUnits(figures: Figures): Figures {
	const units: Figures = {};
	for (const measure of measures) {
		const micros = figures[measure];
		if (micros !== undefined) units[measure] = micros / MICROS;
	}
	return units;
}

/** The same in millionths; null where one of them is no number or larger than can be kept. */
export function inMicros(units: Figures): Figures | null {
	const figures: Figures = {};
	for (const measure of measures) {
		const value = units[measure];
		if (value === undefined) continue;
		if (!Number.isFinite(value) || Math.abs(value) > LARGEST_FIGURE) return null;
		// Without a zero that is below zero.
		figures[measure] = Math.round(value * MICROS) + 0;
	}
	return figures;
}
