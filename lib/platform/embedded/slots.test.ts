import { describe, expect, it } from "vitest";
import { Slots } from "@/lib/platform/embedded/slots";

const never = new AbortController().signal;

describe("slots of the built-in warehouse", () => {
	it("let a number in, the next in order as they leave, and no one past a full queue", async () => {
		const slots = new Slots(1, 2, 60_000);
		expect(await slots.enter(never)).toBe(true);
		const order: string[] = [];
		const first = slots.enter(never).then(() => order.push("first"));
		const second = slots.enter(never).then(() => order.push("second"));
		expect(await slots.enter(never)).toBe(false);
		slots.leave();
		await first;
		slots.leave();
		await second;
		expect(order).toEqual(["first", "second"]);
		slots.leave();
		expect(slots.running).toBe(0);
	});

	it("forget who gave up waiting, or waited too long", async () => {
		const slots = new Slots(1, 5, 30);
		await slots.enter(never);
		const leaver = new AbortController();
		const gone = slots.enter(leaver.signal);
		leaver.abort();
		expect(await gone).toBe(false);
		expect(await slots.enter(never)).toBe(false);
		slots.leave();
		expect(slots.running).toBe(0);
		expect(await slots.enter(leaver.signal)).toBe(false);
		expect(await slots.enter(never)).toBe(true);
	});
});
