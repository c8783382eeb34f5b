import fc from "fast-check";
import { calendarDay, dayNumber } from "@/lib/kernel/calendar-day";
import { birthdayFact, birthYearFact, factsOfDay } from "@/lib/profiles/birth-facts";
import type { TraitRow } from "@/lib/rules/evaluate/person-history";
import { moments, nearDay, nearInstant } from "@/lib/rules/testing/world-instants";

/**
 * What happens to a date of birth near one of the instants, some years before; occasionally it is removed
 * again.
 */
export const birthRows: fc.Arbitrary<TraitRow[]> = fc
	.record({
		born: fc.oneof(
			fc
				.tuple(nearDay, fc.constantFrom(0, 1, 17, 18, 30))
				.map(([near, years]) => dayNumber({ ...calendarDay(near), year: calendarDay(near).year - years })),
			fc.constantFrom(
				dayNumber({ year: 2008, month: 2, day: 29 }),
				dayNumber({ year: 1990, month: 11, day: 25 }),
			),
		),
		isUnset: fc.constantFrom(false, false, false, false, true),
		validFrom: nearInstant,
		recordedAt: fc.constantFrom(...moments),
		seq: fc.constantFrom(0, 1),
	})
	.map(({ born, isUnset, ...row }): TraitRow[] => {
		const { birthday, year } = factsOfDay(born);
		const unset = { type: "unset" } as const;
		return [
			{ ...row, trait: birthdayFact, priority: 1, value: isUnset ? unset : { type: "day", value: birthday } },
			{ ...row, trait: birthYearFact, priority: 1, value: isUnset ? unset : { type: "number", value: year } },
		];
	});
