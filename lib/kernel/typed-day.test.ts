import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatDay } from "@/lib/kernel/calendar-day";
import {
	anyStyle,
	type DayStyle,
	readTypedDay,
	readTypedMoment,
	unreadDayText,
	unreadMomentText,
	writeTypedDay,
} from "@/lib/kernel/typed-day";

const british: DayStyle = { order: "dmy", months: new Map() };
const american: DayStyle = { order: "mdy", months: new Map() };
const german: DayStyle = { order: "dmy", months: new Map([["märz", 3]]) };

describe("a day as people type it", () => {
	it.each([
		["2026-11-22", british, "2026-11-22"],
		["2026/1/2", american, "2026-01-02"],
		["2026. 1. 2.", anyStyle, "2026-01-02"],
		["20261122", american, "2026-11-22"],
		["3/4/2026", british, "2026-04-03"],
		["3/4/2026", american, "2026-03-04"],
		["3.4.2026", american, "2026-04-03"],
		["13/4/2026", american, "2026-04-13"],
		["4/13/2026", british, "2026-04-13"],
		["4/4/2026", anyStyle, "2026-04-04"],
		[" 22 Nov 2026 ", anyStyle, "2026-11-22"],
		["22 november, 2026", anyStyle, "2026-11-22"],
		["Nov 22nd, 2026", british, "2026-11-22"],
		["Sunday, 22 November 2026", british, "2026-11-22"],
		["22-Nov-2026", british, "2026-11-22"],
		["2. März 2026", german, "2026-03-02"],
		["２０２６-11-22", british, "2026-11-22"],
	])("%s", (text, style, day) => {
		expect(readTypedDay(text, style)).toBe(day);
	});

	it.each([
		["", "Write a date such as 2026-11-22 or 22 Nov 2026"],
		["3/4/2026", "“3/4/2026” can be read in two ways: write 2026-04-03 or 2026-03-04"],
		["3/4/26", "Write the year of “3/4/26” with four digits"],
		["22 Nov 26", "Write the year of “22 Nov 26” with four digits"],
		["3/4", "Add the year to “3/4”, as in 2026-11-22 or 22 Nov 2026"],
		["22 Nov", "Add the year to “22 Nov”, as in 2026-11-22 or 22 Nov 2026"],
		["2026-02-30", "There is no “2026-02-30” in the calendar"],
		["31 Apr 2026", "There is no “31 Apr 2026” in the calendar"],
		["32/13/2026", "There is no “32/13/2026” in the calendar"],
		["1 Jan 1899", "“1 Jan 1899” is not in a year from 1900 to 2299"],
		["soon", "“soon” is not a date: write one such as 2026-11-22 or 22 Nov 2026"],
		["22 Nov Dec 2026", "“22 Nov Dec 2026” is not a date: write one such as 2026-11-22 or 22 Nov 2026"],
		["2026-11", "“2026-11” is not a date: write one such as 2026-11-22 or 22 Nov 2026"],
	])("says what is wrong with %s", (text, problem) => {
		expect(readTypedDay(text, anyStyle)).toBeNull();
		expect(unreadDayText(text)).toBe(problem);
	});

	it("is read again as it is written, in every style", () => {
		fc.assert(
			fc.property(fc.integer({ min: -25_567, max: 120_000 }), (number) => {
				const day = formatDay(number);
				for (const style of [british, american, anyStyle])
					for (const text of [day, writeTypedDay(day)]) expect(readTypedDay(text, style)).toBe(day);
			}),
		);
	});

	it("is one day or none, whatever is typed, and says why it is none", () => {
		fc.assert(
			fc.property(fc.string({ unit: fc.constantFrom(..."0123456789-/. ,NovMayZ") }), (text) => {
				for (const style of [british, american, anyStyle]) {
					const day = readTypedDay(text, style);
					if (day === null) expect(unreadDayText(text, style).length).toBeGreaterThan(10);
					else expect(day).toMatch(/^\d{4}-\d\d-\d\d$/);
				}
			}),
		);
	});
});

describe("a day with a time", () => {
	it.each([
		["22 Nov 2026, 09:41:12", "2026-11-22T09:41:12"],
		["2026-11-22T09:41", "2026-11-22T09:41:00"],
		["2026-11-22 9:41", "2026-11-22T09:41:00"],
		["3/4/2026 12:05 am", "2026-04-03T00:05:00"],
		["3/4/2026, 9 p.m.", "2026-04-03T21:00:00"],
	])("%s", (text, moment) => {
		expect(readTypedMoment(text, british)).toBe(moment);
		expect(readTypedMoment(writeTypedDay(moment), american)).toBe(moment);
	});

	it.each([
		["22 Nov 2026", "Add the time, as in 2026-11-22 09:30"],
		["22 Nov 2026 25:00", "There is no such time of day: write one such as 09:30"],
		["22 Nov 2026 13:00 pm", "There is no such time of day: write one such as 09:30"],
		["31 Feb 2026 09:30", "There is no “31 Feb 2026” in the calendar"],
		["09:30", "“09:30” is not a date: write one such as 2026-11-22 or 22 Nov 2026"],
	])("says what is wrong with %s", (text, problem) => {
		expect(readTypedMoment(text, british)).toBeNull();
		expect(unreadMomentText(text, british)).toBe(problem);
	});
});
