import { describe, expect, it } from "vitest";
import { decideStart, type StartFacts } from "@/lib/campaigns/decide-start";

const number = (name: string) => ({ name, type: "number" });
const shop = [
	{ name: "Order Completed", recentCount: 90, properties: [number("items"), number("revenue")] },
	{ name: "Order Viewed", recentCount: 900, properties: [{ name: "page", type: "string" }] },
	{ name: "Subscription Renewed", recentCount: 40, properties: [number("amount")] },
	{ name: "Page Viewed", recentCount: 9000, properties: [number("seconds")] },
];
const used = (
	goalEvent: string | null,
	destinationId: string | null = null,
	valueProperty: string | null = null,
) => ({
	goalEvent,
	destinationId,
	valueProperty,
});
const defaults = { goalEvent: null, valueProperty: null, currency: "EUR", holdoutBp: 500, windowDays: 30 };
const start = (facts: Partial<StartFacts>) =>
	decideStart({ defaults, campaigns: [], healthyDestinationIds: [], events: shop, ...facts });

describe("what a new campaign begins with", () => {
	it("is the commonest event that looks like a purchase and has a number, with the number that looks like money", () => {
		expect(start({})).toMatchObject({ goalEvent: "Order Completed", valueProperty: "revenue" });
		expect(start({ events: shop.slice(3) })).toMatchObject({ goalEvent: null, valueProperty: null });
	});

	it("is rather the goal that campaigns of this workspace have most, while it is still there", () => {
		const campaigns = [
			used("Page Viewed"),
			used("Subscription Renewed", null, "amount"),
			used("Subscription Renewed"),
			used("Gone"),
			used("Gone"),
			used("Gone"),
		];
		expect(start({ campaigns })).toMatchObject({
			goalEvent: "Subscription Renewed",
			valueProperty: "amount",
			currency: "EUR",
			holdoutBp: 500,
			windowDays: 30,
		});
	});

	it("is never the opposite of a purchase, however common", () => {
		const failed = { name: "Payment Failed", recentCount: 900, properties: [number("amount")] };
		expect(start({ events: [failed, ...shop] }).goalEvent).toBe("Order Completed");
		expect(start({ events: [failed] }).goalEvent).toBeNull();
	});

	it("is first of all what an admin has set, without a value too", () => {
		const set = { ...defaults, goalEvent: "Page Viewed" };
		expect(start({ defaults: set, campaigns: [used("Subscription Renewed", null, "amount")] })).toMatchObject(
			{
				goalEvent: "Page Viewed",
				valueProperty: null,
			},
		);
	});

	it("leaves a goal that is gone", () => {
		const set = { ...defaults, goalEvent: "Gone" };
		expect(start({ defaults: set }).goalEvent).toBe("Order Completed");
		expect(start({ defaults: set, events: [] }).goalEvent).toBeNull();
	});

	it("does not take over a value that is no number any more", () => {
		expect(start({ campaigns: [used("Order Completed", null, "gone")] })).toMatchObject({
			valueProperty: null,
		});
	});

	it("keeps the goal an admin has set when its value is gone or is no number any more", () => {
		const set = { ...defaults, goalEvent: "Order Completed", valueProperty: "gone" };
		expect(start({ defaults: set })).toMatchObject({ goalEvent: "Order Completed", valueProperty: null });
		const retyped = { ...set, goalEvent: "Order Viewed", valueProperty: "page" };
		expect(start({ defaults: retyped })).toMatchObject({ goalEvent: "Order Viewed", valueProperty: null });
		const there = { ...set, valueProperty: "items" };
		expect(start({ defaults: there })).toMatchObject({ valueProperty: "items" });
	});

	it("goes to the healthy destination used last, or to the only one, and otherwise to none", () => {
		expect(start({ healthyDestinationIds: ["a"] }).destinationId).toBe("a");
		expect(start({ healthyDestinationIds: ["a", "b"] }).destinationId).toBeNull();
		const campaigns = [used(null, "broken"), used(null, "b"), used(null, "a")];
		expect(start({ healthyDestinationIds: ["a", "b"], campaigns }).destinationId).toBe("b");
		expect(start({ campaigns }).destinationId).toBeNull();
	});
});
