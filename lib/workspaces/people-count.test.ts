import { describe, expect, it } from "vitest";
import { maskCount, maskSize, requireLargeGroups } from "@/lib/workspaces/people-count";
import { may, roles } from "@/lib/workspaces/policy";

const as = (role: (typeof roles)[number]) => ({ actor: { role } });
const viewer = as("viewer");

describe("a number of people", () => {
	it("is exact for every role that may see people", () => {
		for (const role of roles.filter((one) => may(one, "people.read"))) {
			for (const count of [0, 1, 9, 10, 999]) expect(maskCount(as(role), count, 1000)).toBe(count);
			expect(() => requireLargeGroups(as(role), [0, 1])).not.toThrow();
		}
	});

	it("is shown from ten on, and is never 0, for a role that may not", () => {
		expect([0, 1, 9].map((count) => maskCount(viewer, count))).toEqual(Array(3).fill("fewer than 10"));
		expect([10, 11, 1234].map((count) => maskCount(viewer, count))).toEqual([10, 11, 1234]);
		expect(maskSize(viewer, null)).toBeNull();
	});

	it("does not give away a small rest of a known whole", () => {
		expect([991, 999, 1000].map((count) => maskCount(viewer, count, 1000))).toEqual(
			Array(3).fill("all but fewer than 10"),
		);
		expect(maskCount(viewer, 990, 1000)).toBe(990);
	});
});

it("an answer made of groups is refused when one of them is small", () => {
	expect(() => requireLargeGroups(viewer, [10, 11])).not.toThrow();
	for (const small of [0, 9]) expect(() => requireLargeGroups(viewer, [500, small])).toThrow(/fewer than 10/);
});
