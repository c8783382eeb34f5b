import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sized, testSeed } from "@/lib/platform/testing/test-seed";
import { insertRows } from "@/lib/platform/warehouse/define-query";
import { scopeOf } from "@/lib/rules/server/scope-of";
import { rowsOf } from "@/lib/rules/testing/world-rows";
import { RankPace } from "@/lib/segments/server/refresh/rank-pace";
import { refreshChanged } from "@/lib/segments/server/refresh/refresh-changed";
import { refreshSegments } from "@/lib/segments/server/refresh/refresh-segments";
import {
	beginWorld,
	expectRight,
	membersOf,
	randomTickWorld,
	splitWorld,
} from "@/lib/segments/testing/tick-worlds";
import type { Context } from "@/lib/workspaces/server/context";
import { createTestWorkspace } from "@/lib/workspaces/testing/create-test-workspace";

const seed = testSeed;

describe(`incremental refresh (seed ${seed})`, { timeout: 80_000 * sized(3) }, () => {
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
					const before = await readChangedAt(base);
					const answer = await refreshChanged({ ...base, now: new Date(asOf) }, pace);
					const changed = [...(await readChangedAt(base))].filter(([id, at]) => before.get(id) !== at);
					expect(changed.length).toBe(answer.segments);
					expect(answer).toMatchObject({ behind: 0, waiting: 0 });
					flips += answer.entered + answer.exited;
					compared += await expectRight(base, rules, asOf);
				}
			}),
			{ seed, numRuns: sized(3), endOnFailure: true },
		);
		expect(compared).toBeGreaterThan(150);
		expect(flips).toBeGreaterThan(60);
	});

	it("a full refresh dates changes caused by time alone, and no others", async () => {
		let compared = 0;
		await fc.assert(
			fc.asyncProperty(randomTickWorld, async (story) => {
				const base = await createTestWorkspace({ timeZone: story.timeZone });
				const { ids, later } = await beginWorld(base, story);
				// All of it is known in advance, so that nothing but time goes on.
				const { profile_change: _, ...rows } = rowsOf(later, base.workspace.number);
				for (const [table, list] of Object.entries(rows)) await insertRows(base.warehouse, table, list);
				let asOf = story.start + 1;
				await refreshSegments({ ...base, now: new Date(asOf) }, ids);
				for (const length of story.steps) {
					asOf += length;
					await refreshSegments({ ...base, now: new Date(asOf) }, ids);
				}
				for (const { segment, uid, change, at } of await readLogged(base)) {
					const rule = story.rules[ids.indexOf(segment)];
					if (!rule) throw new Error("A change of another segment");
					const isMember = async (instant: number) => {
						const scope = await scopeOf(base, new Date(instant), [rule]);
						return (await membersOf(base, { rule, scope })).includes(uid);
					};
					const is = change === "entered";
					expect({ rule, uid, at, turned: [await isMember(at - 1), await isMember(at)] }).toEqual({
						rule,
						uid,
						at,
						turned: [!is, is],
					});
					compared++;
				}
			}),
			{ seed, numRuns: sized(2), endOnFailure: true },
		);
		expect(compared).toBeGreaterThan(30);
	});
});

/** When each segment's people last changed, as what follows them is told. */
async function readChangedAt(base: Context): Promise<Map<string, number | undefined>> {
	const segments = await base.db.segment.findMany({
		where: { workspaceId: base.workspace.id },
		select: { id: true, changedAt: true },
	});
	return new Map(segments.map(({ id, changedAt }) => [id, changedAt?.getTime()]));
}

/** The changes attributed to time; some for each segment. */
async function readLogged(
	base: Context,
): Promise<{ segment: string; uid: number; change: string; at: number }[]> {
	const answer = await base.warehouse.query({
		query: `SELECT segment, uid, toString(change) AS change, toUnixTimestamp64Milli(effective_at) AS at FROM membership_change
			WHERE ws = {ws:UInt32} AND cause = 'time' ORDER BY cityHash64(uid, at) LIMIT 8 BY segment`,
		query_params: { ws: base.workspace.number },
		format: "JSONEachRow",
	});
	const rows = await answer.json<{ segment: string; uid: number; change: string; at: string }>();
	return rows.map((row) => ({ ...row, at: Number(row.at) }));
}
