import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { testSeed } from "@/lib/platform/testing/test-seed";
import { insertRows } from "@/lib/platform/warehouse/define-query";
import { rowsOf } from "@/lib/rules/testing/world-rows";
import { RankPace } from "@/lib/segments/server/refresh/rank-pace";
import { refreshChanged } from "@/lib/segments/server/refresh/refresh-changed";
import { beginWorld, expectRight, randomTickWorld, splitWorld } from "@/lib/segments/testing/tick-worlds";
import { createTestWorkspace } from "@/lib/workspaces/testing/create-test-workspace";

const seed = testSeed;

describe(`incremental refresh (seed ${seed})`, { timeout: 240_000 }, () => {
	it("serves after any steps exactly the people that a full recomputation finds", async () => {
		let compared = 0;
		let flips = 0;
		await fc.assert(
			fc.asyncProperty(randomTickWorld, async (story) => {
				const base = await createTestWorkspace({ timeZone: story.timeZone });
				const { ids, later } = await beginWorld(base, story);
				const rules = new Map(story.rules.map((rule, index) => [ids[index] ?? "", rule]));
				const pace = new RankPace({ restShare: 0, timeOnlyMs: 0 });
				let rest = later;
				let asOf = story.start;
				for (const length of story.steps) {
					asOf += length;
					const { now, later: left } = splitWorld(rest, asOf);
					rest = left;
					const { profile_change: _, ...rows } = rowsOf(now, base.workspace.number);
					for (const [table, list] of Object.entries(rows)) await insertRows(base.warehouse, table, list);
					const answer = await refreshChanged({ ...base, now: new Date(asOf) }, pace);
					expect(answer).toMatchObject({ behind: 0, waiting: 0 });
					flips += answer.entered + answer.exited;
					compared += await expectRight(base, rules, asOf);
				}
			}),
			{ seed, numRuns: 4, endOnFailure: true },
		);
		expect(compared).toBeGreaterThan(150);
		expect(flips).toBeGreaterThan(60);
	});
});
