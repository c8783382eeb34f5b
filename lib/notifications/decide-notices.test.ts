import { describe, expect, it } from "vitest";
import {
	causeOf,
	decideNotices,
	isFailedDelivery,
	type KeptNotice,
	type NoticeText,
} from "@/lib/notifications/decide-notices";

const now = new Date("2026-11-30T09:00:00Z");
const ago = (minutes: number) => new Date(now.getTime() - minutes * 60_000);
const item = (cause: string): NoticeText => ({ cause, title: cause, detail: "", path: "" });
const kept = (cause: string, differs: Partial<KeptNotice> = {}): KeptNotice => ({
	cause,
	sentAt: ago(60),
	goneAt: null,
	...differs,
});
const none = { write: [], gone: [], back: [], resolved: [], forget: [] };

describe("what a member is notified of", () => {
	it("is a new cause, once", () => {
		expect(decideNotices([item("a")], [], now)).toEqual({ ...none, write: [item("a")] });
		expect(decideNotices([item("a")], [kept("a")], now)).toEqual(none);
	});

	it("is what waits to be sent in its newest words", () => {
		const waiting = kept("a", { sentAt: null });
		expect(decideNotices([item("a")], [waiting], now)).toEqual({ ...none, write: [item("a")] });
	});

	it("is not what was over before it could be sent", () => {
		expect(decideNotices([], [kept("a", { sentAt: null })], now)).toEqual({ ...none, forget: ["a"] });
	});

	it("is a cause that was gone and came back, but not one that was away for a moment", () => {
		expect(decideNotices([], [kept("a")], now)).toEqual({ ...none, gone: ["a"] });
		expect(decideNotices([item("a")], [kept("a", { goneAt: ago(5) })], now)).toEqual({
			...none,
			back: ["a"],
		});
		expect(decideNotices([item("a")], [kept("a", { goneAt: ago(30) })], now)).toEqual({
			...none,
			write: [item("a")],
		});
	});

	it("is that it is resolved, once it has been gone for long", () => {
		const goneFor = (ms: number) => kept("a", { goneAt: new Date(now.getTime() - ms) });
		expect(decideNotices([], [goneFor(30 * 60_000 - 1)], now)).toEqual(none);
		expect(decideNotices([], [goneFor(30 * 60_000)], now)).toEqual({
			...none,
			resolved: ["a"],
			forget: ["a"],
		});
	});

	it.each([
		["syn_1 bad", "syncs/syn_1", true],
		["dst_1 bad", "destinations/dst_1", true],
		["jobs bad", "settings/jobs", true],
		["syn_1 warning", "syncs/syn_1", false],
		["imp_1 bad", "data/imports/imp_1", false],
		["seg_1 bad", "segments/seg_1", false],
	])("is a failed delivery or not: %s", (cause, path, isOne) => {
		expect(isFailedDelivery({ cause, path })).toBe(isOne);
	});

	it("is another thing when it gets worse", () => {
		expect(causeOf({ key: "imp_1", tone: "warning" })).not.toBe(causeOf({ key: "imp_1", tone: "bad" }));
	});
});
