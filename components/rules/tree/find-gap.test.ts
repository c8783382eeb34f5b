import { describe, expect, it } from "vitest";
import { findGap } from "@/components/rules/tree/find-gap";

const box = (top: number, bottom: number, inset = 0) => ({ top, bottom, left: inset, right: 300 - inset });

describe("where a dragged condition would go", () => {
	// A condition, a group of two, a condition.
	const groups = [
		{ path: [], box: box(0, 300), children: [box(40, 80), box(90, 210), box(220, 260)] },
		{ path: [1], box: box(90, 210, 10), children: [box(120, 150), box(160, 190)] },
	];

	it.each([
		[0, [], 0],
		[45, [], 0],
		[78, [], 1],
		[95, [], 1],
		[115, [1], 0],
		[154, [1], 1],
		[195, [1], 2],
		[206, [], 2],
		[290, [], 3],
		[1000, [], 3],
	])("at height %d: group %j, place %d", (y, group, index) => {
		expect(findGap(groups, y)).toMatchObject({ group, index });
	});

	it("goes into an empty group", () => {
		const empty = { path: [0], box: box(50, 100, 10), children: [] };
		const outer = { path: [], box: box(0, 150), children: [box(50, 100)] };
		expect(findGap([outer, empty], 75)).toMatchObject({ group: [0], index: 0 });
	});
});
