import { beforeAll, describe, expect, it } from "vitest";
import type { EventLeaf, PropertyLeaf, TraitLeaf } from "@/lib/rules/rule";
import { ruleLimits } from "@/lib/rules/rule-limits";
import { createSegment } from "@/lib/segments/server/create-segment";
import { refreshSegments } from "@/lib/segments/server/refresh/refresh-segments";
import { sendMessages } from "@/lib/sources/testing/send-messages";
import type { Context } from "@/lib/workspaces/server/context";
import { createTestWorkspace } from "@/lib/workspaces/testing/create-test-workspace";

/** Enough that all of them together do not fit into one statement. */
const segmentCount = 14;

/** Nearly as many bytes as a rule may have, among them the value that someone has. */
function longList(index: number): string[] {
	const others = Array.from({ length: 900 }, (_, place) => `${index} ${place} `.padEnd(100, "x"));
	return [...others, "wanted"];
}

const oneOf = (index: number) =>
	({ type: "string", operator: "oneOf", value: longList(index) }) satisfies Partial<TraitLeaf>;
const plan = (index: number): TraitLeaf => ({ kind: "trait", field: "plan", ...oneOf(index) });
const page = (index: number): PropertyLeaf => ({ kind: "property", field: "page", ...oneOf(index) });
const viewed = (index: number): EventLeaf => ({
	kind: "event",
	field: "Viewed",
	aggregate: { kind: "count" },
	operator: ">=",
	value: 1,
	window: { kind: "any" },
	where: { combinator: "and", rules: [page(index)] },
});

describe("segments whose rules are as large as rules may be", { timeout: 120_000 }, () => {
	let ctx: Context;
	beforeAll(async () => {
		ctx = await createTestWorkspace({ now: new Date("2026-11-22T12:00:00.000Z") });
		await sendMessages(ctx, [
			{ type: "identify", userId: "u", traits: { plan: "wanted" } },
			{ type: "track", userId: "u", event: "Viewed", properties: { page: "wanted" } },
		]);
	});

	it.each([
		["single conditions", plan],
		["conditions that share a scan", viewed],
	])("are refreshed together: %s", async (name, leafOf) => {
		expect(JSON.stringify(leafOf(0)).length).toBeGreaterThan(ruleLimits.bytes * 0.9);
		const ids: string[] = [];
		for (let index = 0; index < segmentCount; index++) {
			const rule = { combinator: "and" as const, rules: [leafOf(index)] };
			ids.push((await createSegment(ctx, { name: `${name} ${index}`, rule })).id);
		}
		const refreshes = await refreshSegments(ctx, ids);
		expect(refreshes.map(({ status, size }) => [status, size])).toEqual(ids.map(() => ["finished", 1]));
	});
});
