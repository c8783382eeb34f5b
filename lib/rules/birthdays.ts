import { calendarDay, dayNumber } from "@/lib/kernel/calendar-day";
import { localDayNumber } from "@/lib/kernel/zoned-time";
import { factsOfDay } from "@/lib/profiles/birth-facts";

const longestSpan = 366;

/**
 * The birthdays (as days of the year 2000) that come to lie `shift` days from today as the days between two instants begin;
 * each shift for itself. Those of 29 February come with the 28th and with 1 March, whichever counts.
 */
export function birthdaysPassed(
	shifts: readonly number[],
	from: number,
	to: number,
	timeZone: string,
): Set<number> {
	const last = localDayNumber(to, timeZone);
	const first = Math.max(localDayNumber(from, timeZone) + 1, last - longestSpan);
	const passed = new Set<number>();
	for (let today = first; today <= last; today++) {
		for (const shift of shifts) {
			const { birthday } = factsOfDay(today + shift);
			passed.add(birthday);
			if (birthday === leapDay - 1 || birthday === leapDay + 1) passed.add(leapDay);
		}
	}
	return passed;
}

const leapDay = dayNumber({ year: 2000, month: 2, day: 29 });

/** Whole years since a birth, as of a day; on a birthday the new one. One of 29 February is complete on 1 March. */
export function ageOn(today: number, born: { birthday: number; year: number }): number {
	const now = factsOfDay(today);
	return now.year - born.year - (born.birthday > now.birthday ? 1 : 0);
}

/** The next day, after today, on which someone's age is one more. */
export function nextBirthday(today: number, birthday: number): number {
	const { year } = calendarDay(today);
	const { month, day } = calendarDay(birthday);
	const days = [year, year + 1, year + 2].map((each) => Date.UTC(each, month - 1, day) / 86_400_000);
	return days.find((candidate) => candidate > today) ?? today + 1;
}
