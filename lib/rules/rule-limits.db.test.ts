import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import type { AppError } from "@/lib/kernel/app-error";
import { SqlBinder } from "@/lib/kernel/sql-binder";
import { sized, testSeed } from "@/lib/platform/testing/test-seed";
import { defineQuery, runSql } from "@/lib/platform/warehouse/define-query";
import { checkRule, type RuleProblem } from "@/lib/rules/check/check-rule";
import { compileRule, sizesOf } from "@/lib/rules/compile/compile-rule";
import { type CompileScope, nothingStored } from "@/lib/rules/compile/compile-scope";
import { defaultSessionGapMs } from "@/lib/rules/evaluate/evaluate-rule";
import { findPatternProblem, patternSize } from "@/lib/rules/pattern";
import type { EventLeaf, FeatureLeaf, RuleLeaf, RuleNode, SegmentRule, SequenceLeaf } from "@/lib/rules/rule";
import { ruleLimits } from "@/lib/rules/rule-limits";
import { bigRule, dateFilter, manyFilters, nested, plainFilter, times } from "@/lib/rules/testing/big-rules";
import { storeWorld } from "@/lib/rules/testing/store-world";
import { catalog, randomWorld } from "@/lib/rules/testing/world";
import { unicodeNames } from "@/lib/rules/unicode-names";
import { previewSegment } from "@/lib/segments/server/preview-segment";
import type { Context } from "@/lib/workspaces/server/context";
import { createTestWorkspace } from "@/lib/workspaces/testing/create-test-workspace";

const seed = testSeed;
let ctx: Context;
beforeAll(async () => {
	ctx = await createTestWorkspace({ now: new Date("2026-11-22T12:00:00Z"), timeZone: "Europe/Berlin" });
	for (const world of fc.sample(randomWorld, { seed, numRuns: 1 })) await storeWorld(ctx, world);
});

const everyone: RuleLeaf = { kind: "everyone", field: "everyone", operator: "equals", value: true };
const together = (rules: RuleNode[]): SegmentRule => ({ combinator: "or", rules });
const allOf = (rules: RuleNode[]): SegmentRule => ({ combinator: "and", rules });

function event(filters: number, filter = plainFilter, days = 30): EventLeaf {
	return {
		kind: "event",
		field: "Order Completed",
		aggregate: { kind: "count" },
		operator: ">=",
		value: 2,
		window: { kind: "last", amount: days, unit: "days" },
		...(filters === 0 ? {} : { where: manyFilters(filters, filter) }),
	};
}

/** Every second step must not happen in time: such a step's condition appears twice in the statement. */
function sequence(filters: number): SequenceLeaf {
	return {
		kind: "sequence",
		field: "sequence",
		operator: "didNotHappen",
		value: true,
		window: { kind: "any" },
		steps: times(8, (index) => ({
			event: "Order Completed",
			...(filters === 0 ? {} : { where: manyFilters(filters) }),
			...(index === 0 ? {} : { within: { amount: 3, unit: "days" as const } }),
			...(index % 2 === 1 ? { not: true } : {}),
		})),
	};
}

function features(events: number, filters: number): FeatureLeaf {
	return {
		kind: "feature",
		field: "feature",
		operator: ">=",
		value: 2,
		window: { kind: "any" },
		events: times(events, () => ({
			event: "Order Completed",
			...(filters === 0 ? {} : { where: manyFilters(filters) }),
		})),
	};
}

function trend(filters: number): RuleLeaf {
	return {
		kind: "trend",
		field: "trend",
		event: "Order Completed",
		aggregate: { kind: "avg", property: "amount" },
		compared: "ratio",
		operator: ">=",
		value: 1,
		period: { amount: 30, unit: "days" },
		...(filters === 0 ? {} : { where: manyFilters(filters) }),
	};
}

const near = (latitude: number, km: number): RuleLeaf => ({
	kind: "situation",
	field: "situation",
	operator: "is",
	value: true,
	test: { kind: "near", latitude: latitude % 90, longitude: 0, km },
	window: { kind: "any" },
});

const plan = (operator: "oneOf" | "matches", value: string | string[]): RuleLeaf => ({
	kind: "trait",
	field: "plan",
	type: "string",
	operator,
	value,
});
const age = (value: number[]): RuleLeaf => ({
	kind: "trait",
	field: "age",
	type: "number",
	operator: "oneOf",
	value,
});

const countRule = defineQuery({
	name: "rules.test_limits",
	row: z.object({ counts: z.array(z.string()) }),
	build: ({ rule, scope }: { rule: SegmentRule; scope: CompileScope }) => {
		const binder = new SqlBinder();
		const compiled = compileRule(rule, scope, binder);
		return binder.finish(`${compiled.withClause}\n${sizesOf(compiled).select}`);
	},
});

/** A rule's problem, from the check and from a preview: with its place, and before any query. */
async function problemsOf(rule: SegmentRule): Promise<RuleProblem[]> {
	const checked = checkRule(rule, catalog, ctx.workspace.timeZone);
	if (checked.ok) return [];
	const refused = await previewSegment(ctx, { rule: { ...rule } }).catch((error: AppError) => error);
	expect(refused).toMatchObject({ code: "invalid", issues: { length: checked.problems.length } });
	return checked.problems;
}

/** A preview with all conditions in one statement, and one that keeps each in the cache. */
async function expectAnswer(rule: SegmentRule, session: string): Promise<void> {
	expect(await problemsOf(rule)).toEqual([]);
	const whole = await previewSegment(ctx, { rule: { ...rule } });
	const kept = await previewSegment(ctx, { rule: { ...rule }, session });
	expect(kept.total).toBe(whole.total);
}

describe("the largest rules are answered, larger ones are refused at a condition", {
	timeout: 240_000,
}, () => {
	const sides: {
		name: string;
		within: () => SegmentRule;
		beyond: () => SegmentRule;
		at: RuleProblem["path"];
	}[] = [
		{
			name: "conditions",
			within: () => together(times(ruleLimits.leaves, () => sequence(0))),
			beyond: () => together(times(ruleLimits.leaves + 1, () => sequence(0))),
			at: [],
		},
		{
			name: "different conditions",
			within: () => allOf(times(ruleLimits.leaves, (index) => event(0, plainFilter, 1 + index))),
			beyond: () => allOf(times(ruleLimits.leaves + 1, (index) => event(0, plainFilter, 1 + index))),
			at: [],
		},
		{
			name: "different values",
			within: () => allOf(times(ruleLimits.leaves, (index) => plan("oneOf", [`plan ${index}`]))),
			beyond: () => allOf(times(ruleLimits.leaves + 1, (index) => plan("oneOf", [`plan ${index}`]))),
			at: [],
		},
		{
			name: "wide circles",
			within: () => together(times(23, (index) => near(index, 20_000))),
			beyond: () => together(times(24, (index) => near(index, 20_000))),
			at: [23],
		},
		{
			name: "levels of groups",
			within: () =>
				nested(
					times(ruleLimits.leaves, () => event(1)),
					ruleLimits.depth,
					true,
				),
			beyond: () => nested([everyone], ruleLimits.depth + 1),
			at: [0, 0, 0, 0, 0, 0, 0, 0, 0],
		},
		{
			name: "filters over many windows",
			within: () => together(times(100, (index) => event(40, plainFilter, 1 + index))),
			beyond: () => together(times(100, (index) => event(index < 99 ? 40 : 41, plainFilter, 1 + index))),
			at: [99],
		},
		{
			name: "filters on dates",
			within: () => together(times(45, () => event(10, dateFilter))),
			beyond: () => together(times(46, () => event(10, dateFilter))),
			at: [45],
		},
		{
			name: "steps of sequences, with filters",
			within: () => together(times(100, () => sequence(4))),
			beyond: () => together(times(100, () => sequence(5))),
			at: [86],
		},
		{
			name: "events of features",
			within: () => together(times(71, () => features(30, 1))),
			beyond: () => together(times(72, () => features(30, 1))),
			at: [71],
		},
		{
			name: "trends, with filters",
			within: () => together(times(100, () => trend(40))),
			beyond: () => together([...times(99, () => trend(40)), trend(41)]),
			at: [99],
		},
		{
			name: "a list of values",
			within: () =>
				together([
					plan(
						"oneOf",
						times(970, (index) => `${index}`.padEnd(100, "é").slice(0, 49)),
					),
				]),
			beyond: () =>
				together([
					everyone,
					plan(
						"oneOf",
						times(990, () => "x".repeat(99)),
					),
				]),
			at: [1],
		},
		{
			name: "what is escaped on its way",
			within: () =>
				together([
					plan(
						"oneOf",
						times(49, () => "'".repeat(1000)),
					),
				]),
			beyond: () =>
				together([
					plan(
						"oneOf",
						times(50, () => "'".repeat(1000)),
					),
				]),
			at: [0],
		},
		{
			name: "many lists of numbers",
			within: () => together(times(49, (index) => age(times(400, (item) => 1000 + ((index * item) % 9000))))),
			beyond: () => together(times(50, (index) => age(times(400, (item) => 1000 + ((index * item) % 9000))))),
			at: [49],
		},
		{
			name: "a pattern",
			within: () => together([plan("matches", "\\p{L}{1,36}")]),
			beyond: () => together([everyone, plan("matches", "\\p{L}{1,500}")]),
			at: [1],
		},
		{
			name: "many patterns",
			within: () => together(times(9, () => plan("matches", "(\\p{L}*[^x]){30}$"))),
			beyond: () => together(times(20, () => plan("matches", "(\\p{L}*[^x]){30}$"))),
			at: [11],
		},
	];
	it.each(sides)("$name", async ({ name, within, beyond, at }) => {
		await expectAnswer(within(), name);
		const [problem, ...others] = await problemsOf(beyond());
		expect(others).toEqual([]);
		expect(problem?.path).toEqual(at);
		expect(problem?.message).toMatch(/allowed/);
	});

	it("on a hundred stored lists and segments", async () => {
		const ids = times(50, (index) => `id_${index}`);
		const binder = new SqlBinder();
		const listed = `INSERT INTO stored_list (ws, list, build, people)
			SELECT ${binder.bind(ctx.workspace.number, "UInt32")}, arrayJoin(${binder.bind(ids, "Array(String)")}), 'build',
				arrayReduce('groupBitmapState', range(toUInt32(20)))`;
		await runSql(ctx.warehouse, "rules.test_lists", binder.finish(listed));
		const scope: CompileScope = {
			ws: ctx.workspace.number,
			asOf: ctx.now.getTime(),
			timeZone: ctx.workspace.timeZone,
			hasMerges: true,
			sessionGapMs: defaultSessionGapMs,
			...nothingStored,
			lists: new Map(ids.map((id) => [id, "build"])),
			segments: new Map(
				ids.map((segmentId) => [
					segmentId,
					{ segmentId, version: 1, servedAt: ctx.now, baseServedAt: ctx.now },
				]),
			),
		};
		const rule = together(
			ids.flatMap((field): RuleLeaf[] => [
				{ kind: "list", field, operator: "isOn", value: true },
				{ kind: "segment", field, operator: "entered", value: { amount: 30, unit: "days" } },
			]),
		);
		const [sizes] = await countRule(ctx.warehouse, { rule, scope });
		expect(Number(sizes?.counts[1])).toBeGreaterThan(0);
	});

	it("random ones", async () => {
		let [answered, refused] = [0, 0];
		const rules = fc.asyncProperty(bigRule, async (rule) => {
			const problems = await problemsOf(rule);
			if (problems.length > 0) {
				refused++;
				for (const { path, message } of problems) expect([path.length > 8, message]).toContainEqual(message);
				return;
			}
			await expectAnswer(rule, `random ${answered++}`);
		});
		await fc.assert(rules, { seed, numRuns: sized(10), endOnFailure: true });
		expect(answered).toBeGreaterThan(2);
		expect(refused).toBeGreaterThan(2);
	});
});

describe("patterns that are let through are the warehouse's", () => {
	it("names of classes", async () => {
		const names = [...unicodeNames];
		for (let from = 0; from < names.length; from += 60) {
			await expectAnswer(
				together(names.slice(from, from + 60).map((name) => plan("matches", `^\\p{${name}}\\P{${name}}`))),
				`names ${from}`,
			);
		}
		for (const unknown of ["Emoji", "Alphabetic", "Cn", "Sunuwar", "^LC"]) {
			expect(findPatternProblem(`a\\p{${unknown}}`)).toMatchObject({ position: 1 });
			expect(findPatternProblem(`\\\\p{${unknown}}`)?.message ?? "").not.toMatch(/no class/);
			expect(findPatternProblem(`\\Q\\p{${unknown}}\\E`)).toBeNull();
		}
	});

	it("of any size up to the limit", async () => {
		const part = fc.constantFrom("\\p{L}", "\\P{L}", "[^\\p{N}é]", "(?i:\\p{Lu}ß)", ".", "[α-ωж]", "(a|é)");
		const often = fc.integer({ min: 1, max: 60 });
		const patterns = fc
			.sample(fc.array(fc.tuple(part, often), { minLength: 1, maxLength: 4 }), { seed, numRuns: 400 })
			.map((parts) => parts.map(([one, most]) => `(?:${one}){0,${most}}`).join(""))
			.filter((pattern) => patternSize(pattern) > ruleLimits.pattern / 2)
			.filter((pattern) => findPatternProblem(pattern) === null);
		expect(patterns.length).toBeGreaterThan(20);
		for (let from = 0; from < 24; from += 8) {
			await expectAnswer(
				together(patterns.slice(from, from + 8).map((pattern) => plan("matches", pattern))),
				`sizes ${from}`,
			);
		}
	});
});
