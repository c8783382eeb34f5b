import { describe, expect, it } from "vitest";
import { comesBefore } from "@/lib/syncs/comes-before";

const place = (id: string, priority: number | null, at = 0) => ({ id, priority, createdAt: new Date(at) });

describe("the order of a priority group", () => {
	it.each([
		["the lower number", place("b", 1, 9), place("a", 2, 1)],
		["of equal numbers the sync created first", place("b", 1, 1), place("a", 1, 2)],
		["of syncs created at one instant the lower id", place("a", 1, 1), place("b", 1, 1)],
		["a number before none", place("b", 7, 9), place("a", null, 1)],
	])("puts %s first", (_what, first, second) => {
		expect(comesBefore(first, second)).toBe(true);
		expect(comesBefore(second, first)).toBe(false);
	});

	it("puts no sync before itself", () => {
		expect(comesBefore(place("a", 1), place("a", 1))).toBe(false);
	});
});
