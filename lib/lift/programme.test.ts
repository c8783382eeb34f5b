import { describe, expect, it } from "vitest";
import type { GlobalHoldoutGroup } from "@/lib/campaigns/global-holdout-contracts";
import { type ProgrammeInput, readProgramme } from "@/lib/lift/programme";
import { shareSample } from "@/lib/stats/sample";

const group: GlobalHoldoutGroup = {
	id: "glo_1",
	shareBp: 500,
	startedAt: "2026-01-01T00:00:00.000Z",
	countsFrom: "2026-01-01T00:00:00.000Z",
	rotateMonths: 6,
	nextRotationAt: "2026-07-01T00:00:00.000Z",
	endedAt: null,
	goalEvent: "Order Completed",
	valueProperty: null,
	currency: "USD",
	createdName: "Ada",
};
const rows = (treated: [number, number], heldOut: [number, number]): ProgrammeInput["conversion"] => [
	{ epoch: 1, arm: "treated", sample: shareSample(...treated) },
	{ epoch: 1, arm: "holdout", sample: shareSample(...heldOut) },
];
const input = (differs: Partial<ProgrammeInput> = {}): ProgrammeInput => ({
	group,
	asOf: new Date("2026-04-01T00:00:00Z"),
	conversion: rows([9500, 950], [500, 40]),
	value: null,
	leftOut: 0,
	...differs,
});

describe("what all campaigns together added", () => {
	it("is the difference over everyone who may be reached", () => {
		const read = readProgramme(input());
		expect(read.people).toEqual({ reached: 9500, heldOut: 500, leftOut: 0 });
		const added = read.incrementalConversions.known ? read.incrementalConversions.figure : null;
		// 10 % against 8 % of 9 500 people.
		expect(added?.value).toBeCloseTo(190, 6);
		expect(read.incrementalValue).toEqual({ known: false, reason: "No value is measured." });
	});

	it("may be read at any time while the group is live, which costs width, and once afterwards", () => {
		const width = (read: ReturnType<typeof readProgramme>) => {
			const { incrementalConversions: added } = read;
			return added.known ? added.figure.high - added.figure.low : Number.NaN;
		};
		const live = readProgramme(input());
		const final = readProgramme(input({ group: { ...group, endedAt: "2026-04-01T00:00:00.000Z" } }));
		expect([live.isFinal, final.isFinal]).toEqual([false, true]);
		expect(width(live)).toBeGreaterThan(1.2 * width(final));
		// Early on it knows less of what it is tuned for, so it reaches further.
		expect(width(readProgramme(input({ asOf: new Date("2026-01-08T00:00:00Z") })))).toBeGreaterThan(
			width(live),
		);
	});

	it("is unknown during the wash-out, with too few of them, and without anyone held out; never 0", () => {
		const washing = readProgramme(input({ group: { ...group, countsFrom: "2026-04-20T00:00:00.000Z" } }));
		expect(washing.isWashingOut).toBe(true);
		expect(washing.metrics[0]?.difference.known).toBe(false);
		expect(washing.incrementalConversions).toMatchObject({ known: false });
		const few = readProgramme(input({ conversion: rows([9500, 950], [500, 3]) }));
		expect(few.incrementalConversions).toMatchObject({ known: false, reason: expect.stringContaining("20") });
		const none = readProgramme(input({ conversion: rows([9500, 950], [0, 0]) }));
		expect(none.incrementalConversions.known).toBe(false);
	});
});
