import { describe, expect, it } from "vitest";
import { assembleReadOut } from "@/lib/lift/assemble-read-out";
import { toClosing } from "@/lib/lift/late-change";
import { buildReadOut, type Group } from "@/lib/lift/testing/build-read-out";

const readAt = new Date("2026-04-01T09:00:10Z");
const closedAt = new Date("2026-04-01T09:00:00Z");
const holdout: Group = { people: 1000, converters: 150, worth: 50 };
const input = (converters: number) =>
	buildReadOut({ epochs: [{ treated: { people: 9000, converters, worth: 50 }, holdout }] });

describe("what arrived after the last window had closed", () => {
	const closing = { closedAt, readAt, figures: toClosing(assembleReadOut(input(1800))) };

	it("is nothing while the figures are the same", () => {
		expect(assembleReadOut({ ...input(1800), closing }).late).toBeNull();
		expect(assembleReadOut(input(1812)).late).toBeNull();
	});

	it("keeps both figures of each metric that moved", () => {
		const { late } = assembleReadOut({ ...input(1812), closing });
		expect(late).toMatchObject({ closedAt: closedAt.toISOString(), readAt: readAt.toISOString() });
		const conversion = late?.moved.find(({ unit }) => unit === "share");
		expect(conversion?.before).toBeCloseTo(0.05, 9);
		expect(conversion?.after).toBeCloseTo(1812 / 9000 - 0.15, 9);
	});
});
