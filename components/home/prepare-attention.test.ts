import { describe, expect, it } from "vitest";
import { prepareAttention } from "@/components/home/prepare-attention";

const nothing = { jobs: null, syncs: [], segments: [], destinations: [], campaigns: [] };

describe("what needs attention on Home", () => {
	it("is nothing while all goes well", () => {
		expect(
			prepareAttention({
				...nothing,
				syncs: [{ id: "syn_1", name: "Buyers to Meta", status: "active", statusReason: null }],
				segments: [{ id: "seg_1", name: "Buyers", state: "live", staleReason: null, asOf: null }],
			}),
		).toEqual([]);
	});

	it("puts what stops deliveries before what is old, with its cause and where to mend it", () => {
		const found = prepareAttention({
			...nothing,
			syncs: [
				{ id: "syn_1", name: "Buyers to Meta", status: "failing", statusReason: "The token has expired." },
			],
			segments: [
				{ id: "seg_1", name: "Buyers", state: "stale", staleReason: "A trait is gone.", asOf: null },
			],
		});
		expect(found.map(({ title, detail, path }) => [title, detail, path])).toEqual([
			["Buyers to Meta does not deliver", "The token has expired.", "syncs/syn_1"],
			["Buyers is not fresh", "A trait is gone.", "segments/seg_1"],
		]);
	});

	it("says of a sync that delivers people who are out of date that not all is well", () => {
		const found = prepareAttention({
			...nothing,
			syncs: [{ id: "syn_1", name: "Buyers to Meta", status: "stale", statusReason: "“Base” is archived." }],
		});
		expect(found.map(({ title, detail }) => [title, detail])).toEqual([
			["Buyers to Meta delivers people who are out of date", "“Base” is archived."],
		]);
	});

	it("puts jobs that do not run before everything that follows from it; jobs that only fail are a warning", () => {
		const stopped = { problem: "No worker is running.", isRunning: false };
		const [first] = prepareAttention({
			...nothing,
			jobs: stopped,
			syncs: [{ id: "syn_1", name: "Buyers", status: "failing", statusReason: null }],
		});
		expect(first).toMatchObject({ tone: "bad", detail: "No worker is running.", path: "settings/jobs" });
		const failing = { problem: "Background jobs keep failing.", isRunning: true };
		expect(prepareAttention({ ...nothing, jobs: failing })).toMatchObject([{ tone: "warning" }]);
		expect(prepareAttention({ ...nothing, jobs: { problem: null, isRunning: true } })).toEqual([]);
	});

	it("names campaigns whose numbers cannot be read", () => {
		const verdict = { kind: "invalid", sentence: "The split is off." };
		const [found] = prepareAttention({
			...nothing,
			campaigns: [{ campaignId: "cmp_1", name: "Spring", status: "running", verdict }],
		});
		expect(found?.detail).toBe("The split is off.");
	});
});
