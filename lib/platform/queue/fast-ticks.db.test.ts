import { afterAll, expect, it, vi } from "vitest";
import { z } from "zod";
import { newId } from "@/lib/kernel/ids";
import { closeDatabase, database } from "@/lib/platform/postgres/database";
import { defineJob } from "@/lib/platform/queue/define-job";
import { driveFastTicks } from "@/lib/platform/queue/fast-ticks";
import { usualRetry } from "@/lib/platform/queue/job";

afterAll(closeDatabase);

it("a tick that is woken starts at once, hears each text once, and not more often than twice a second", async () => {
	const channel = newId("job");
	const starts: { atMs: number; notices: string[] }[] = [];
	const job = defineJob({
		id: `test.${channel}`,
		schema: z.object({ notices: z.array(z.string()) }),
		retry: usualRetry,
		timeoutSec: 10,
		every: "2 seconds",
		wokenBy: channel,
		run: async ({ notices }) => void starts.push({ atMs: performance.now(), notices }),
	});
	const beganMs = performance.now();
	const stop = new AbortController();
	const driving = driveFastTicks([job], stop.signal);
	const heard = () => starts.flatMap(({ notices }) => notices);
	const tell = async (text: string) => await database().$executeRaw`SELECT pg_notify(${channel}, ${text})`;
	// A notification sent before it listens is lost.
	await vi.waitFor(async () => {
		await tell("first");
		expect(heard()).toContain("first");
	}, 10_000);
	for (const text of ["1,2", "3", "3", "4"]) await tell(text);
	const toldMs = performance.now();
	await vi.waitFor(() => expect(heard()).toContain("4"), { timeout: 10_000, interval: 5 });
	expect(performance.now() - toldMs).toBeLessThan(1_900);
	const after = starts.filter(({ notices }) => notices.some((text) => text !== "first"));
	expect(after.flatMap(({ notices }) => notices).filter((text) => text !== "first")).toEqual([
		"1,2",
		"3",
		"4",
	]);
	// Counted over a while: a start may be late.
	expect(starts.length).toBeLessThan((performance.now() - beganMs) / 500 + 2);
	stop.abort();
	await driving;
});

it("a tick that asks for it starts again when it said, without a notice", async () => {
	const starts: number[] = [];
	const job = defineJob({
		id: `test.${newId("job")}`,
		schema: z.object({}),
		retry: usualRetry,
		timeoutSec: 10,
		every: "2 seconds",
		run: async () => {
			starts.push(performance.now());
			return starts.length === 1 ? { againInMs: 300 } : {};
		},
	});
	const stop = new AbortController();
	const driving = driveFastTicks([job], stop.signal);
	await vi.waitFor(() => expect(starts.length).toBe(2), { timeout: 10_000, interval: 5 });
	const [first = 0, second = 0] = starts;
	expect(second - first).toBeGreaterThanOrEqual(299);
	expect(second - first).toBeLessThan(1_900);
	stop.abort();
	await driving;
});
