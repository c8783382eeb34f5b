import { calendarDay, dayNumber, readDay } from "@/lib/kernel/calendar-day";

/**
 * What the warehouse may know of a date of birth, for rules about birthdays and ages: day and month in one
 * fact, the year in another. Both are stored like traits under names with a control character, which no
 * source can send: they are in no catalogue, so that no screen, list of values or export shows them.
 */
export const birthdayFact = "\u001fbirthday";
export const birthYearFact = "\u001fbirth_year";
export const hiddenFacts: readonly string[] = [birthdayFact, birthYearFact];

/** Every day of the calendar comes in this year. */
const leapYear = 2000;

type BirthFacts = {
	/** Day and month, as the day of the year 2000 (days since 1970-01-01). */
	birthday: number;
	year: number;
};

/** The facts of a date of birth such as `1985-07-31`; null of anything else. */
export function birthFactsOf(date: string): BirthFacts | null {
	const day = readDay(date);
	return day === null ? null : factsOfDay(day);
}

/** Day and month, and year, of a day since 1970-01-01. */
export function factsOfDay(day: number): BirthFacts {
	const { year, month, day: dayOfMonth } = calendarDay(day);
	return { birthday: dayNumber({ year: leapYear, month, day: dayOfMonth }), year };
}
