import { type ChildProcess, spawn } from "node:child_process";
import { cpus } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { withPauses } from "@/lib/platform/testing/paused";
import { chaos, testSeed } from "@/lib/platform/testing/test-seed";
import { queueRows, settleOutbox } from "@/lib/platform/warehouse/outbox";
import type { SegmentRule } from "@/lib/rules/rule";
import type { World } from "@/lib/rules/testing/world";
import { rowsOf } from "@/lib/rules/testing/world-rows";
import { createSegment } from "@/lib/segments/server/create-segment";
import { RankPace } from "@/lib/segments/server/refresh/rank-pace";
import { refreshSegments } from "@/lib/segments/server/refresh/refresh-segments";
import {
	arrivalsOf,
	beginWorld,
	crowded,
	expectRight,
	hardRules,
	inMinutes,
	randomTickWorld,
} from "@/lib/segments/testing/tick-worlds";
import { seededRandom } from "@/lib/stats/testing/seeded-random";
import type { Context } from "@/lib/workspaces/server/context";
import { createTestWorkspace } from "@/lib/workspaces/testing/create-test-workspace";

type Follower = typeof import("@/lib/segments/server/refresh/refresh-changed");

/** What another process may meet while one works; its tick is passed over then, as in life. */
function ignoreConflict(error: unknown): void {
	if (!(error instanceof Error && "code" in error && error.code === "conflict")) throw error;
}

/** The rows of some people are acknowledged in one transaction, as those of a batch of messages are. */
async function acknowledge(ctx: Context, world: World, part: number, parts: number): Promise<void> {
	const people = world.people.filter(({ uid }) => uid % parts === part);
	const { profile_change: _, ...rows } = rowsOf({ ...world, people }, ctx.workspace.number);
	await ctx.db.$transaction(async (tx) => void (await queueRows(tx, ctx.workspace.number, rows)));
}

const parts = 4;

/** Keeps a core busy, for as long as this process lives: it may be killed before it can say so. */
const keepBusy = "const { ppid } = process; while (process.ppid === ppid);";

describe(`ticks under load (seed ${testSeed})`, { timeout: 600_000 }, () => {
	const busy: ChildProcess[] = [];
	/** Two processes, which follow by turns in half of the worlds: each remembers only what it has seen itself. */
	const processes: Follower[] = [];
	let followers: readonly Follower[] = processes;

	beforeAll(async () => {
		for (let one = 0; one < 2; one++) {
			vi.resetModules();
			processes.push(await import("@/lib/segments/server/refresh/refresh-changed"));
		}
		const cores = chaos.isLoaded ? cpus().length : 0;
		for (let core = 0; core < cores; core++) busy.push(spawn(process.execPath, ["-e", keepBusy]));
	});
	afterAll(() => {
		for (const one of busy) one.kill();
	});

	const worlds = Array.from({ length: chaos.worlds }, (_, index) => chaos.first + index);
	it.each(worlds)("world %i: whatever happens beside them, everyone is right in the end", async (number) => {
		followers = number % 4 < 2 ? processes.slice(0, 1) : processes;
		const seed = testSeed + 1_000 * number;
		const random = seededRandom(seed);
		const [sampled] = fc.sample(fc.tuple(randomTickWorld, hardRules), { seed, numRuns: 1 });
		if (!sampled) throw new Error("No world");
		const [sampledStory, more] = sampled;
		const largerStory = { ...sampledStory, rules: [...sampledStory.rules, ...more] };
		const story = number % 2 === 0 ? largerStory : crowded(inMinutes(largerStory), random);
		const base = await createTestWorkspace({ timeZone: story.timeZone });
		const paused = withPauses(base, random);
		const [known, ...arriving] = arrivalsOf(story, random);
		if (!known) throw new Error("No world");
		const { ids } = await beginWorld(base, { ...story, world: known });
		const rules = new Map(story.rules.map((rule, index) => [ids[index] ?? "", rule]));
		await buildOn(base, story.start, rules, [ids[0], ids[sampledStory.rules.length]]);
		const pace = new RankPace({ restShare: random() < 0.5 ? 0 : 1, timeOnlyMs: 0 });
		let asOf = story.start;
		let compared = 0;
		for (const [step, length] of story.steps.entries()) {
			asOf += length;
			const now = arriving[step];
			if (!now) throw new Error("No step");
			let isSending = true;
			const sending = (async () => {
				for (let part = 0; part < parts; part++) {
					await acknowledge(paused, now, part, parts);
					if (random() < 0.7) await settleOutbox(paused.db, paused.warehouse);
				}
			})().finally(() => {
				isSending = false;
			});
			const refreshing =
				random() < 0.3
					? refreshSegments(
							{ ...paused, now: new Date(asOf) },
							[...rules.keys()].filter(() => random() < 0.3),
						).then(() => undefined, ignoreConflict)
					: undefined;
			// A person of life does not do so much at once: each tick is a millisecond later than the last.
			while (isSending) {
				asOf += 1;
				await tick(paused, asOf, pace, random).catch(ignoreConflict);
			}
			await Promise.all([sending, refreshing]);
			await settleOutbox(base.db, base.warehouse);
			compared += await expectAllRight(base, () => (asOf += 1), pace, rules, random);
		}
		expect(compared).toBeGreaterThan(3 * rules.size);
	});

	async function tick(ctx: Context, asOf: number, pace: RankPace, random: () => number) {
		const follower = followers[Math.floor(random() * followers.length)];
		if (!follower) throw new Error("No one follows");
		return await follower.refreshChanged({ ...ctx, now: new Date(asOf) }, pace);
	}

	/** Some more ticks: one until all that wait have been computed, and one for each level of segments on segments. */
	async function expectAllRight(
		base: Context,
		next: () => number,
		pace: RankPace,
		rules: ReadonlyMap<string, SegmentRule>,
		random: () => number,
	): Promise<number> {
		if (random() < 0.5) await refreshLeft(base, next());
		let isWaiting = true;
		for (let calm = 0; calm < 3 || isWaiting; calm++) {
			const asOf = next();
			isWaiting = (await tick(base, asOf, pace, random)).waiting > 0;
			if (isWaiting) await sleep(50);
			else if (calm >= 3) break;
		}
		const asOf = next();
		await tick(base, asOf, new RankPace({ restShare: 0, timeOnlyMs: 0 }), random);
		return await expectRight(base, rules, asOf);
	}

	/** Segments that a tick left alone, since a day has begun. */
	async function refreshLeft(base: Context, asOf: number): Promise<void> {
		const left = await base.db.segment.findMany({
			where: { workspaceId: base.workspace.id, fullAsOf: null },
		});
		if (left.length === 0) return;
		await refreshSegments(
			{ ...base, now: new Date(asOf) },
			left.map(({ id }) => id),
		);
	}

	/** Segments that are made of the members of others. */
	async function buildOn(
		base: Context,
		asOf: number,
		rules: Map<string, SegmentRule>,
		below: readonly (string | undefined)[],
	): Promise<void> {
		const ctx = { ...base, now: new Date(asOf) };
		for (const field of below) {
			if (!field) continue;
			const rule: SegmentRule = {
				combinator: "and",
				rules: [{ kind: "segment", field, operator: "isMember", value: null }],
			};
			const { id } = await createSegment(ctx, { name: `On ${field}`, rule });
			await refreshSegments(ctx, [id]);
			rules.set(id, rule);
		}
	}
});
