import { describe, expect, it } from "vitest";
import { requireLargeGroups, tellCount, tellParts, tellSize } from "@/lib/workspaces/people-count";
import { may, roles } from "@/lib/workspaces/policy";

const as = (role: (typeof roles)[number]) => ({ actor: { role } });
const viewer = as("viewer");

describe("a number of people", () => {
	it("is exact for every role that may see people", () => {
		for (const role of roles.filter((one) => may(one, "people.read"))) {
			for (const count of [0, 1, 9, 10, 999]) expect(tellCount(as(role), count, 1000)).toBe(count);
			expect(() => requireLargeGroups(as(role), [0, 1])).not.toThrow();
		}
	});

	it("is told from ten on, and is never 0, to a role that may not", () => {
		expect([0, 1, 9].map((count) => tellCount(viewer, count))).toEqual(Array(3).fill("fewer than 10"));
		expect([10, 11, 1234].map((count) => tellCount(viewer, count))).toEqual([10, 11, 1234]);
		expect(tellSize(viewer, null)).toBeNull();
	});

	it("does not give away a small rest of a known whole", () => {
		expect([991, 999, 1000].map((count) => tellCount(viewer, count, 1000))).toEqual(
			Array(3).fill("all but fewer than 10"),
		);
		expect(tellCount(viewer, 990, 1000)).toBe(990);
	});
});

describe("parts of a whole", () => {
	it("are all told when none is small", () => {
		expect(tellParts(viewer, [10, 500])).toEqual([10, 500]);
	});

	it("keep back so many that no small one can be worked out", () => {
		expect(tellParts(viewer, [900, 100, 50, 3])).toEqual([900, 100, "not shown", "fewer than 10"]);
		expect(tellParts(viewer, [900, 0])).toEqual(["not shown", "fewer than 10"]);
		expect(tellParts(viewer, [900, 6, 7])).toEqual([900, "fewer than 10", "fewer than 10"]);
		expect(tellParts(viewer, [1, 2])).toEqual(["fewer than 10", "fewer than 10"]);
	});

	it("never leave a rest below ten, whatever the parts", () => {
		for (let seed = 1; seed < 400; seed += 1) {
			const counts = Array.from({ length: 1 + (seed % 6) }, (_, index) => (seed * (index + 3) * 7919) % 60);
			const told = tellParts(viewer, counts);
			const untold = counts.filter((_, index) => typeof told[index] === "string");
			if (untold.length === 0) continue;
			const rest = untold.reduce((sum, count) => sum + count, 0);
			expect(rest >= 10 || untold.length === counts.length, `${counts} → ${told}`).toBe(true);
		}
	});
});

it("an answer made of groups is refused when one of them is small", () => {
	expect(() => requireLargeGroups(viewer, [10, 11])).not.toThrow();
	for (const small of [0, 9]) expect(() => requireLargeGroups(viewer, [500, small])).toThrow(/fewer than 10/);
});
