import fc from "fast-check";
import { expect } from "vitest";
import { z } from "zod";
import { SqlBinder } from "@/lib/kernel/sql-binder";
import { defineQuery } from "@/lib/platform/warehouse/define-query";
import { aggregates, operatorsByType } from "@/lib/rules/catalog";
import { compileRule } from "@/lib/rules/compile/compile-rule";
import type { CompileScope } from "@/lib/rules/compile/compile-scope";
import { type ServedPointer, servedMembershipSql } from "@/lib/rules/compile/served-membership-sql";
import { toPointer } from "@/lib/rules/compile/served-pointer";
import type { EventRow } from "@/lib/rules/evaluate/person-history";
import type { Edge } from "@/lib/rules/leaf-kind";
import { leavesOf, needsOf } from "@/lib/rules/needs";
import type { RuleLeaf, SegmentRule } from "@/lib/rules/rule";
import { scopeOf } from "@/lib/rules/server/scope-of";
import { leafCases } from "@/lib/rules/testing/random-leaves";
import { randomRankLeaf } from "@/lib/rules/testing/random-rank";
import {
	randomEventLeaf,
	randomPropertyLeaf,
	randomRule,
	randomTraitLeaf,
} from "@/lib/rules/testing/random-rule";
import { storeWorld } from "@/lib/rules/testing/store-world";
import { randomWorld, type World } from "@/lib/rules/testing/world";
import { moments } from "@/lib/rules/testing/world-instants";
import { edgeInstant } from "@/lib/rules/window";
import { createSegment } from "@/lib/segments/server/create-segment";
import { refreshSegments } from "@/lib/segments/server/refresh/refresh-segments";
import type { Context } from "@/lib/workspaces/server/context";

const day = 86_400_000;

/** A story begins so long before the instant that its data crowds around. */
const daysBefore = 36;

/** Short and long steps in any order; together they always pass the instants that the worlds crowd around. */
const lengths = [1, 60_000, day, 7 * day, 14 * day, 16 * day];

/** One condition is turned by time and data more often than a whole rule. Every kind that depends on events and traits. */
const oneLeaf: fc.Arbitrary<SegmentRule> = fc
	.oneof(
		{ weight: 2, arbitrary: fc.constantFrom(...aggregates).chain(({ kind }) => randomEventLeaf(kind)) },
		{ weight: 1, arbitrary: randomTraitLeaf("date") },
		{ weight: 4, arbitrary: fc.constantFrom(...leafCases).chain(({ leaf }) => leaf) },
	)
	.map((leaf): SegmentRule => ({ combinator: "and", rules: [leaf] }));

/** A world whose people do things step by step, and the rules evaluated on them. */
export type TickWorld = {
	world: World;
	rules: readonly SegmentRule[];
	timeZone: string;
	steps: readonly number[];
	start: number;
};

/** Any such world, with rules of every kind. */
export const randomTickWorld: fc.Arbitrary<TickWorld> = fc
	.tuple(
		fc.noBias(randomWorld),
		fc.noBias(fc.tuple(...Array.from({ length: 9 }, () => oneLeaf), randomRule, randomRule, randomRule)),
		fc.constantFrom("Europe/Berlin", "America/St_Johns", "Australia/Lord_Howe"),
		fc.shuffledSubarray(lengths, { minLength: lengths.length }),
		fc.constantFrom(...moments),
	)
	.map(([world, rules, timeZone, steps, start]) => ({
		// Someone created later in this story was recorded earlier by the stores' clock: only a second look within
		// seconds would find them, and a slow machine would miss them. In life such a row carries its instant.
		world: { people: world.people.map((person) => ({ ...person, createdAt: 0 })), merges: [] },
		rules,
		timeZone,
		steps,
		start: start - daysBefore * day,
	}));

/** The same story in minutes: it begins shortly before the instant that its data crowds around. */
export function inMinutes(story: TickWorld): TickWorld {
	const moment = story.start + daysBefore * day;
	return {
		...story,
		start: moment - 240_001,
		steps: [60_000, 1, 120_000, 60_000, 1, 59_999, 60_001, 300_000],
	};
}

/** Ranks of every kind, and filters that time moves. */
const hardLeaf: fc.Arbitrary<RuleLeaf> = fc.oneof(
	fc.constantFrom(...aggregates.map(({ kind }) => kind), "trait" as const).chain((by) => randomRankLeaf(by)),
	fc
		.constantFrom(...operatorsByType.date.filter(({ moves }) => moves).map(({ id }) => id))
		.chain((id) => randomPropertyLeaf("date", [id]))
		.chain((leaf) => randomEventLeaf("count", fc.constant({ combinator: "and", rules: [leaf] }))),
);

/** Rules that hang on everyone, or on dates inside of events. */
export const hardRules: fc.Arbitrary<SegmentRule[]> = fc.noBias(
	fc.array(
		hardLeaf.map((leaf): SegmentRule => ({ combinator: "and", rules: [leaf] })),
		{ minLength: 5, maxLength: 5 },
	),
);

/** What is known by an instant; the rest arrives later. */
export function splitWorld(world: World, at: number): { now: World; later: World } {
	const part = (keep: (time: number) => boolean): World => ({
		...world,
		people: world.people.map((person) => ({
			...person,
			events: person.events.filter(({ time }) => keep(time)),
			traits: person.traits.filter(({ validFrom }) => keep(validFrom)),
		})),
	});
	return { now: part((time) => time <= at), later: part((time) => time > at) };
}

/**
 * A story in which many events and dates inside of them are passed by an edge of its rules while it goes on: few of those
 * of a random world are within minutes.
 */
export function crowded(story: TickWorld, random: () => number): TickWorld {
	const { start, steps, timeZone } = story;
	const { eventEdges, filterEdges } = needsOf(story.rules.flatMap(leavesOf));
	const length = steps.reduce((sum, step) => sum + step, 0);
	const oneOf = <Item>(items: readonly Item[]) => items[Math.floor(random() * items.length)];
	const passed = (edge: Edge) => edgeInstant(edge, start + Math.ceil(random() * length), timeZone);
	const crowd = (row: EventRow): EventRow => {
		const window = oneOf(eventEdges.filter(({ events }) => events === "all" || events.includes(row.event)));
		const time = window && random() < 0.3 ? passed(window.edge) : row.time;
		const filter = oneOf(filterEdges.filter(({ event }) => event === row.event));
		if (!filter || random() < 0.5) return { ...row, time };
		const date = new Date(passed(filter.edge)).toISOString();
		return { ...row, time, properties: { ...row.properties, [filter.property]: date } };
	};
	const people = story.world.people.map((person) => ({ ...person, events: person.events.map(crowd) }));
	return { ...story, world: { ...story.world, people } };
}

/**
 * What of a world arrives when: at the beginning, and then with each step what has happened by then; a part of it arrives
 * late, with any later step.
 */
export function arrivalsOf(
	{ world, start, steps }: Pick<TickWorld, "world" | "start" | "steps">,
	random: () => number,
): World[] {
	let at = start;
	const instants = [start, ...steps.map((length) => (at += length))];
	const stepOf = (time: number) => {
		const first = instants.findIndex((instant) => time <= instant);
		const isLate = first !== -1 && random() < 0.3;
		return isLate ? first + Math.floor(random() * (instants.length - first)) : first;
	};
	const placed = world.people.map((person) => ({
		person,
		events: person.events.map((row) => ({ row, step: stepOf(row.time) })),
		traits: person.traits.map((row) => ({ row, step: stepOf(row.validFrom) })),
	}));
	return instants.map((_, step) => ({
		...world,
		people: placed.map(({ person, events, traits }) => ({
			...person,
			events: events.filter((one) => one.step === step).map(({ row }) => row),
			traits: traits.filter((one) => one.step === step).map(({ row }) => row),
		})),
	}));
}

/**
 * Stores what is known at the beginning and builds a segment of each rule. Returns their ids, and what comes
 * later.
 */
export async function beginWorld(
	base: Context,
	{ world, rules, start }: Pick<TickWorld, "world" | "rules" | "start">,
): Promise<{ ids: string[]; later: World }> {
	const ctx = { ...base, now: new Date(start) };
	const { now, later } = splitWorld(world, start);
	await storeWorld(base, now);
	const ids: string[] = [];
	for (const [index, rule] of rules.entries()) {
		ids.push((await createSegment(ctx, { name: `Rule ${index}`, rule })).id);
	}
	await refreshSegments(ctx, ids);
	return { ids, later };
}

const people = defineQuery({
	name: "segments.test_members",
	row: z.object({ people: z.array(z.number()) }),
	build: (input: { served: ServedPointer; ws: number } | { rule: SegmentRule; scope: CompileScope }) => {
		const binder = new SqlBinder();
		if ("served" in input) {
			return binder.finish(
				`SELECT bitmapToArray(${servedMembershipSql(binder, input.ws, input.served)}) AS people`,
			);
		}
		const { withClause, matching } = compileRule(input.rule, input.scope, binder);
		return binder.finish(`${withClause} SELECT bitmapToArray(${matching}) AS people`);
	},
});

/** Who a rule finds as of an instant, or whom a segment serves; by number. */
export async function membersOf(ctx: Context, input: Parameters<typeof people>[1]): Promise<number[]> {
	const [row] = await people(ctx.warehouse, input);
	return (row?.people ?? []).toSorted((a, b) => a - b);
}

/**
 * Expects that the segments valid at an instant serve exactly the people whom a full recomputation finds;
 * returns how many those were.
 */
export async function expectRight(
	base: Context,
	rules: ReadonlyMap<string, SegmentRule>,
	asOf: number,
): Promise<number> {
	const segments = await base.db.segment.findMany({ where: { id: { in: [...rules.keys()] } } });
	const standing = segments.filter((segment) => segment.asOf?.getTime() === asOf);
	await Promise.all(
		standing.map(async (segment) => {
			const rule = rules.get(segment.id);
			const pointer = toPointer(segment);
			if (!rule || !pointer) throw new Error("A segment without its rule");
			const scope = await scopeOf(base, new Date(asOf), [rule]);
			const [served, expected] = await Promise.all([
				membersOf(base, { served: pointer, ws: scope.ws }),
				membersOf(base, { rule, scope }),
			]);
			expect({ rule, asOf, served }).toEqual({ rule, asOf, served: expected });
			expect(segment.size).toBe(served.length);
		}),
	);
	return standing.length;
}
