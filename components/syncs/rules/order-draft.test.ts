import { describe, expect, it } from "vitest";
import { groupsOf, moveTo, newGroupName, orderOf, placeText } from "@/components/syncs/rules/order-draft";

const one = (
	id: string,
	priorityGroup: string | null,
	priority: number | null,
	createdAt = "2026-11-01T09:00:00Z",
) => ({
	id,
	name: id.toUpperCase(),
	priorityGroup,
	priority,
	createdAt,
	status: "active" as const,
});

describe("the order of a destination's syncs", () => {
	const syncs = [
		one("c", "Order", 2, "2026-11-03T09:00:00Z"),
		one("a", "Order", 2),
		one("b", "Order", 1),
		one("d", null, null),
		one("e", "Other", 1),
	];

	it("is by place, of equal places the older sync first, as the server decides it", () => {
		expect(orderOf(syncs, "Order").map(({ id }) => id)).toEqual(["b", "a", "c"]);
		expect(groupsOf(syncs)).toEqual(["Order", "Other"]);
	});

	it("says which place a sync has, and does not invent one while the others are unknown", () => {
		expect(placeText(one("a", "Order", 2), syncs)).toBe("Sent to the first; this is 2nd of 3");
		expect(placeText(one("a", "Order", 2), undefined)).toBe("Place 2");
		expect(placeText(one("d", null, null), undefined)).toBe("Sent to each");
	});

	it("gives a new order a name that is free, and not too long", () => {
		expect(newGroupName("Meta", [])).toBe("Order at Meta");
		expect(newGroupName("Meta", ["Order at Meta", "Order at Meta 2"])).toBe("Order at Meta 3");
		expect(newGroupName("M".repeat(100), []).length).toBeLessThanOrEqual(60);
	});

	it("moves one, and keeps all", () => {
		expect(moveTo(["a", "b", "c"], 0, 2)).toEqual(["b", "c", "a"]);
		expect(moveTo(["a", "b", "c"], 2, 0)).toEqual(["c", "a", "b"]);
		expect(moveTo(["a", "b"], 0, 9)).toEqual(["b", "a"]);
	});
});
