import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
	compareDaily,
	type DailyEntry,
	type DailyKind,
	foldDaily,
	inMicros,
	inUnits,
	LARGEST_FIGURE,
	MICROS,
	sumDaily,
} from "@/lib/campaigns/daily/daily-figures";
import { type DraftDailyMapping, missingChoices } from "@/lib/campaigns/daily/daily-mapping";
import { guessDailyMapping } from "@/lib/campaigns/daily/guess-daily-mapping";
import { readDailyFile, readTable } from "@/lib/campaigns/daily/read-daily-file";
import { readDay } from "@/lib/kernel/calendar-day";

const dayOf = (text: string) => readDay(text) ?? 0;
const limits = { first: dayOf("2025-11-01"), today: dayOf("2026-11-20"), currency: "USD" };

function read(text: string, change: Partial<DraftDailyMapping> = {}, kind: DailyKind = "cost") {
	const table = readTable(text);
	const rows = table.rows.map(({ cells }) => cells);
	const mapping = { ...guessDailyMapping(kind, table, table.columns, rows, "Spring"), ...change };
	return { mapping, table, ...readDailyFile(kind, table, mapping, limits) };
}

const total = (...files: DailyEntry[][]) => inUnits(sumDaily(foldDaily(files))).cost;
const fileA = "day,amount\n2026-11-01,100\n2026-11-02,120\n2026-11-03,130\n";
const fileB = "day,amount\n2026-11-03,131\n2026-11-04,140\n2026-11-05,150\n";

describe("costs from files that overlap", () => {
	const a = read(fileA).entries;
	const b = read(fileB).entries;

	it("are counted once: the later file gives the day, and the change is named", () => {
		expect(total(a, b)).toBe(641);
		expect(compareDaily(foldDaily([a]), foldDaily([a, b]))[0]).toEqual({
			day: "2026-11-03",
			before: { cost: 130 * MICROS },
			after: { cost: 131 * MICROS },
		});
	});

	it("change nothing when the same file comes again", () => {
		expect(compareDaily(foldDaily([a, b]), foldDaily([a, b, b]))).toEqual([]);
	});

	it("are as before once a file is taken back, whichever it was", () => {
		expect(foldDaily([a]).get(dayOf("2026-11-03"))).toEqual({ cost: 130 * MICROS });
		expect(total(b)).toBe(421);
	});

	it("keep two equal amounts of one day where the file tells them apart, and ask otherwise", () => {
		const twoAds = "day,ad_id,amount\n2026-11-03,A,50.00\n2026-11-03,B,50.00\n";
		const kept = read(twoAds);
		expect(kept.repeated).toEqual([]);
		expect(total(kept.entries)).toBe(100);
		const asked = read("day,amount\n2026-11-03,50\n2026-11-03,50\n");
		expect(asked.repeated).toEqual(["2026-11-03"]);
		const added = read("day,amount\n2026-11-03,50\n2026-11-03,50\n", { sameDay: "add" });
		expect(total(added.entries)).toBe(100);
		expect(total(added.entries, added.entries)).toBe(100);
	});

	it("never add rows of ads to a total of the same day, in one file or in two", () => {
		const mixed = read("day,ad_id,amount\n2026-11-03,A,50\n2026-11-03,B,60\n2026-11-03,,110\n");
		expect(total(mixed.entries)).toBe(110);
		expect(mixed.refused).toMatchObject([{ line: 4, column: "ad_id" }]);
		expect(total(read(fileA).entries, mixed.entries)).toBe(330);
		expect(total(mixed.entries, read(fileA).entries)).toBe(350);
	});

	it("count only the campaign's own rows where a file has several, and list the others", () => {
		const several = read(
			"day,campaign,amount\n2026-11-03,Spring,10\n2026-11-03,Sprnig,20\n2026-11-03,,30\nTotal,,60\n",
		);
		expect(several.mapping.onlyValue).toBe("Spring");
		expect(total(several.entries)).toBe(10);
		expect(several.refused.map(({ line, column }) => [line, column])).toEqual([
			[3, "campaign"],
			[4, "campaign"],
			[5, "campaign"],
		]);
	});

	it("read numbers by the column's format, and ask where one could be a thousand", () => {
		expect(total(read("day;amount\n2026-11-03;1.234,56\n").entries)).toBe(1234.56);
		const unclear = read("day;amount\n2026-11-03;1.234\n");
		expect(unclear.mapping.number).toBeNull();
		expect(missingChoices("cost", unclear.mapping)).toHaveLength(1);
		const dates = read("day,amount\n03/04/2026,1\n");
		expect(missingChoices("cost", dates.mapping)).toEqual([
			"Choose how days are written: day and month could be swapped.",
		]);
	});

	it("are lowered by a credit; days of the future, of long ago and of no calendar are listed, not counted", () => {
		const rows =
			"day,amount\n2026-11-03,100\n2026-11-04,-20\n2026-11-21,5\n2016-11-03,5\n2026-02-30,5\nTotal,115\n";
		const { entries, refused } = read(rows);
		expect(total(entries)).toBe(80);
		expect(refused.map(({ line, reason }) => [line, reason])).toEqual([
			[4, "2026-11-21 is in the future"],
			[5, "2016-11-03 is more than a year before the campaign"],
			[6, '"2026-02-30" is not a date written as 2026-11-22'],
			[7, '"Total" is not a date written as 2026-11-22'],
		]);
	});

	it("in another currency are listed, not counted", () => {
		const { entries, refused } = read(
			"day,amount,currency\n2026-11-03,5,USD\n2026-11-04,6,EUR\n2026-11-05,€7,\n",
		);
		expect(total(entries)).toBe(5);
		expect(refused.map(({ column }) => column)).toEqual(["currency", "amount"]);
	});
});

describe("amounts at the edges", () => {
	it("of 1e200, no number, or nothing are named and left out; fractions of a cent add up exactly", () => {
		const { entries, refused } = read(
			"day,amount\n2026-11-01,1e200\n2026-11-02,NaN\n2026-11-03,\n2026-11-04,0.001\n2026-11-05,0.002\n2026-11-06,20000000.01\n",
		);
		expect(refused.map(({ line }) => line)).toEqual([2, 3, 4, 7]);
		expect(total(entries)).toBe(0.003);
	});

	it("that no float holds exactly are summed exactly", () => {
		const tenths = Array.from({ length: 10 }, (_, i) => ({
			day: limits.today - i,
			line: "",
			figures: inMicros({ cost: 0.1 }) ?? {},
		}));
		expect(total(tenths)).toBe(1);
	});

	it("of the whole campaign are unknown without a report, and never 0", () => {
		expect(sumDaily(foldDaily([]))).toEqual({});
	});

	it("are summed up to a day", () => {
		const { entries } = read(fileA);
		expect(sumDaily(foldDaily([entries]), dayOf("2026-11-02"))).toEqual({ cost: 220 * MICROS });
	});
});

describe("any reports", () => {
	const entry: fc.Arbitrary<DailyEntry> = fc.record({
		day: fc.integer({ min: 1, max: 5 }),
		line: fc.constantFrom("", "A", "B"),
		figures: fc.option(
			fc.record({ cost: fc.integer({ min: -LARGEST_FIGURE * MICROS, max: LARGEST_FIGURE * MICROS }) }),
			{ freq: 5 },
		),
	});
	const reports = fc.array(fc.array(entry, { maxLength: 4 }), { maxLength: 5 });

	it("hold the same when one comes twice in a row, and what changed explains the new total", () => {
		fc.assert(
			fc.property(reports, fc.array(entry, { maxLength: 4 }), (before, last) => {
				const once = foldDaily([...before, last]);
				const levels = new Map<number, boolean>();
				// A report that names a day as a whole and by its rows is refused before it is kept.
				for (const { day, line } of last) {
					const isWhole = line === "";
					fc.pre((levels.get(day) ?? isWhole) === isWhole);
					levels.set(day, isWhole);
				}
				expect([...foldDaily([...before, last, last])]).toEqual([...once]);
				const then = foldDaily(before);
				const moved = compareDaily(then, once).reduce(
					(sum, { before: was, after }) => sum + (after?.cost ?? 0) - (was?.cost ?? 0),
					0,
				);
				expect((sumDaily(then).cost ?? 0) + moved).toBe(sumDaily(once).cost ?? 0);
			}),
		);
	});
});

describe("what an ad platform reports", () => {
	it("has conversions and their value per day; a file without value leaves it as it was", () => {
		const whole = read("Day,Results,Conversion value\n2026-11-03,12,480.50\n", {}, "platform");
		expect(whole.mapping).toMatchObject({ conversions: 1, value: 2 });
		const counts = read("Day,Results\n2026-11-03,13\n2026-11-04,-1\n", {}, "platform");
		expect(counts.refused).toMatchObject([{ line: 3, reason: '"-1" is below 0' }]);
		expect(inUnits(sumDaily(foldDaily([whole.entries, counts.entries])))).toEqual({
			conversions: 13,
			value: 480.5,
		});
	});
});
