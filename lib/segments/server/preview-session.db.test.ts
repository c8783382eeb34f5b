import { afterAll, describe, expect, it } from "vitest";
import { closeDatabase } from "@/lib/platform/postgres/database";
import { createOwnWarehouse } from "@/lib/platform/testing/own-warehouse";
import { watchQuestions } from "@/lib/platform/testing/watch-questions";
import { insertRows, runSql } from "@/lib/platform/warehouse/define-query";
import { closeWarehouse } from "@/lib/platform/warehouse/warehouse";
import { countErased, eraseHistory } from "@/lib/profiles/server/erase-history";
import type { SegmentRule } from "@/lib/rules/rule";
import { lintSegment } from "@/lib/segments/server/insights/lint-segment";
import { previewSegment } from "@/lib/segments/server/preview-segment";
import { samplePeople } from "@/lib/segments/server/sample-people";
import type { Context } from "@/lib/workspaces/server/context";
import { createTestWorkspace } from "@/lib/workspaces/testing/create-test-workspace";

afterAll(async () => {
	await closeDatabase();
	await closeWarehouse();
});

const asOf = new Date("2026-11-22T00:00:00Z");

/** Someone for each number, who did it so many times. */
async function addPeople(ctx: Context, times: readonly number[]): Promise<void> {
	const ws = ctx.workspace.number;
	const at = "2026-11-01 00:00:00.000";
	await ctx.db.eventDefinition.create({ data: { workspaceNumber: ws, name: "Ordered" } });
	await insertRows(
		ctx.warehouse,
		"profile_change",
		times.map((_, index) => ({
			ws,
			change: "created",
			uid: index + 1,
			root: index + 1,
			effective_at: at,
			recorded_at: at,
		})),
	);
	const rows = times.flatMap((count, index) => Array.from({ length: count }, () => index + 1));
	await insertRows(
		ctx.warehouse,
		"events",
		rows.map((uid, message) => ({
			ws,
			event: "Ordered",
			uid,
			time: at,
			message: String(message),
			received_at: at,
			source: "test",
			properties: {},
		})),
	);
}

const rule = (first: number, second: number): SegmentRule => ({
	combinator: "or",
	rules: [first, second].map((value) => ({
		kind: "event",
		field: "Ordered",
		aggregate: { kind: "count" },
		operator: "equals",
		value,
		window: { kind: "any" },
	})),
});

describe("previews of one session", () => {
	it("look for what is counted already once, and count only what is new", async () => {
		const made = await createTestWorkspace();
		await addPeople(made, [1, 2, 2, 3]);
		const { warehouse, queried } = watchQuestions(made.warehouse);
		const ctx = { ...made, warehouse };
		const ask = async (session: string, edited: SegmentRule) => {
			queried.length = 0;
			const { total } = await previewSegment(ctx, { rule: edited, asOf: asOf.toISOString(), session });
			return total;
		};
		expect(await ask("one", rule(1, 2))).toBe(3);
		expect(queried).toContain("segments.find_cached_leaves");
		expect(await ask("one", rule(1, 3))).toBe(2);
		expect(queried.filter((name) => name.startsWith("segments."))).toEqual([
			"segments.build_leaves",
			"segments.preview_cached",
		]);
		expect(await ask("one", rule(2, 3))).toBe(3);
		expect(queried.filter((name) => name.startsWith("segments."))).toEqual(["segments.preview_cached"]);
	});

	it("are what advice and a sample of people stand on: nothing is counted again for them", async () => {
		const made = await createTestWorkspace();
		await addPeople(made, [1, 2, 2, 3]);
		const { warehouse, queried } = watchQuestions(made.warehouse);
		const ctx = { ...made, warehouse };
		const input = { rule: rule(1, 2), asOf: asOf.toISOString() };
		const [people, findings] = [await samplePeople(ctx, input), await lintSegment(ctx, input)];
		await previewSegment(ctx, { ...input, session: "four" });
		queried.length = 0;
		expect(await samplePeople(ctx, { ...input, session: "four" })).toEqual(people);
		expect(await lintSegment(ctx, { ...input, session: "four" })).toMatchObject({
			asOf: findings.asOf,
			findings: findings.findings,
		});
		expect(queried).toContain("segments.lint_sizes");
		expect(queried).not.toContain("segments.build_leaves");
		expect(queried).not.toContain("segments.find_cached_leaves");
	});

	it("lose people erased meanwhile", async () => {
		// A deletion rewrites each part of a table, of which the other tests' have many.
		const own = await createOwnWarehouse();
		const ctx = { ...(await createTestWorkspace()), warehouse: own.warehouse };
		await addPeople(ctx, [1, 2, 2]);
		const ask = async (session?: string) =>
			await previewSegment(ctx, {
				rule: rule(1, 2),
				asOf: asOf.toISOString(),
				...(session ? { session } : {}),
			});
		expect(await ask("five")).toMatchObject({ total: 3, base: 3 });
		const at = "2026-11-22 01:00:00.000";
		const erased = { ws: ctx.workspace.number, change: "erased", uid: 2, root: 2 };
		await insertRows(ctx.warehouse, "profile_change", [{ ...erased, effective_at: at, recorded_at: at }]);
		await eraseHistory(ctx, [2]);
		expect(await countErased(ctx, [2])).toBe(0);
		const { total, base, nodes } = await ask();
		expect(total).toBe(2);
		expect(await ask("five")).toMatchObject({ total, base, nodes });
		await own.drop();
	});

	it("are counted again when the cache has dropped them", async () => {
		const ctx = await createTestWorkspace();
		await addPeople(ctx, [1, 2, 2]);
		const ask = async (edited: SegmentRule) =>
			(await previewSegment(ctx, { rule: edited, asOf: asOf.toISOString(), session: "two" })).total;
		expect(await ask(rule(1, 2))).toBe(3);
		for (const [edited, expected] of [
			[rule(1, 2), 3],
			[rule(2, 3), 2],
		] as const) {
			await runSql(ctx.warehouse, "segments.test_forget", {
				sql: "ALTER TABLE leaf_cache DELETE WHERE ws = {ws:UInt32} SETTINGS mutations_sync = 1",
				params: { ws: ctx.workspace.number },
			});
			expect(await ask(edited)).toBe(expected);
		}
	});

	it("of two workspaces do not find each other's", async () => {
		const [one, other] = [await createTestWorkspace(), await createTestWorkspace()];
		await addPeople(one, [1, 2, 2]);
		await addPeople(other, [2]);
		const ask = async (ctx: Context) =>
			(await previewSegment(ctx, { rule: rule(1, 2), asOf: asOf.toISOString(), session: "three" })).total;
		expect([await ask(one), await ask(other)]).toEqual([3, 1]);
	});
});
