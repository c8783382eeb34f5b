import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { localDayNumber } from "@/lib/kernel/zoned-time";
import { testSeed } from "@/lib/platform/testing/test-seed";
import { birthdayFact } from "@/lib/profiles/birth-facts";
import { birthdaysPassed } from "@/lib/rules/birthdays";
import { findNextChange, momentAt } from "@/lib/rules/evaluate/evaluate-rule";
import { type EventRow, type PersonHistory, propertyOf } from "@/lib/rules/evaluate/person-history";
import { instantOf, readDateValue } from "@/lib/rules/evaluate/prepare-date";
import { prepareLeaf } from "@/lib/rules/evaluate/prepare-rule";
import { type EventReach, readEventsAfter } from "@/lib/rules/event-reach";
import type { Moment } from "@/lib/rules/leaf-kind";
import { findKind } from "@/lib/rules/leaves/registry";
import { needsOf } from "@/lib/rules/needs";
import type { RuleLeaf } from "@/lib/rules/rule";
import {
	randomConsentLeaf,
	randomEngagementLeaf,
	randomSegmentLeaf,
	randomSituationLeaf,
	situationKinds,
} from "@/lib/rules/testing/random-facts";
import { leafCases } from "@/lib/rules/testing/random-leaves";
import { withRankBounds } from "@/lib/rules/testing/rank-bounds";
import { withFacts } from "@/lib/rules/testing/stored-facts";
import { peopleOf, randomWorld } from "@/lib/rules/testing/world";
import { randomFacts, withEvents } from "@/lib/rules/testing/world-facts";
import { nearInstant } from "@/lib/rules/testing/world-instants";
import { edgeInstant } from "@/lib/rules/window";

const seed = testSeed;
const numRuns = Number(process.env.MUSTER_TEST_RUNS ?? 12);
const day = 86_400_000;

const [sample] = fc.sample(fc.tuple(randomWorld, randomFacts), { seed, numRuns: 1 });
if (!sample) throw new Error("No world");
const [plain, facts] = sample;
const world = withEvents(plain, facts);
const people = [...withFacts(peopleOf(world), world, facts).values()].filter(({ isErased }) => !isErased);

const cases: { name: string; leaf: fc.Arbitrary<RuleLeaf> }[] = [
	...leafCases,
	{
		name: "consent",
		leaf: fc.constantFrom("granted" as const, "notGranted" as const).chain(randomConsentLeaf),
	},
	{
		name: "membership",
		leaf: fc
			.constantFrom("isMember" as const, "isNotMember" as const, "entered" as const, "left" as const)
			.chain(randomSegmentLeaf),
	},
	{ name: "engagement", leaf: fc.constantFrom(">=" as const, "equals" as const).chain(randomEngagementLeaf) },
	...situationKinds.map((kind) => ({ name: `situation ${kind}`, leaf: randomSituationLeaf(kind, "is") })),
];

const place = fc.record({
	asOf: nearInstant,
	timeZone: fc.constantFrom("UTC", "Europe/Berlin", "America/St_Johns", "Australia/Lord_Howe"),
	some: fc.nat(people.length - 1),
	/** How far on, as a share of the way or a length. */
	shares: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 3, maxLength: 3 }),
	span: fc.constantFrom(1, 60_000, 3_600_000, 43_200_000, day, 2 * day, 7 * day, 31 * day, 400 * day),
});

/** A few neighbors, so that one preparation covers several people. */
const someOf = (first: number) =>
	[0, 1, 2, 3, 4, 5].map((step) => people[(first + step) % people.length] ?? never());
function never(): never {
	throw new Error("No such person");
}

/** Whether an event is read for rules evaluated at `from` and later. */
function isReadAt(reach: EventReach, from: number, timeZone: string): (event: EventRow) => boolean {
	const parts = readEventsAfter({ events: [], isExcept: true }, reach, { from, timeZone });
	return ({ event, time }) =>
		parts.some(
			({ events, isExcept, after }) =>
				events.includes(event) !== isExcept && (after === null || time > after),
		);
}

function momentOf(leaf: RuleLeaf, asOf: number, timeZone: string): Moment {
	return withRankBounds(leaf.kind === "rank" ? [leaf] : [], people, momentAt(asOf, timeZone));
}

describe(`what time alone can change (seed ${seed})`, { timeout: 120_000 }, () => {
	it.each(cases)("$name: nothing changes before the next instant", ({ leaf: leaves }) => {
		fc.assert(
			fc.property(leaves, place, (leaf, { asOf, timeZone, some, shares }) => {
				const moment = momentOf(leaf, asOf, timeZone);
				const prepared = prepareLeaf(leaf, moment);
				for (const person of someOf(some)) {
					const next = prepared.nextInstant(person);
					expect(next === null || next > asOf).toBe(true);
					const end = Math.min(next ?? Number.POSITIVE_INFINITY, asOf + 800 * day) - 1;
					const before = prepared.test(person);
					for (const at of [end, ...shares.map((share) => asOf + Math.floor((end - asOf) * share))]) {
						const later = prepareLeaf(leaf, { ...moment, asOf: Math.max(at, asOf) });
						expect(later.test(person), `uid ${person.uid} at ${at} of ${asOf} to ${next}`).toBe(before);
					}
				}
			}),
			{ seed, numRuns },
		);
	});

	it.each(cases)("$name: everyone who changes was passed by a watched edge", ({ leaf: leaves }) => {
		fc.assert(
			fc.property(leaves, place, (leaf, { asOf, timeZone, some, span }) => {
				const watch = findKind(leaf.kind).watch(leaf);
				// The boundary of a rank is given here; a number that grows on its own changes at a separate
				// instant.
				if (watch.hangsOnAll === "time") return;
				const [firstDay, lastDay] = [asOf, asOf + span].map((at) => localDayNumber(at, timeZone));
				if (watch.scope === "day" && firstDay !== lastDay) return;
				const from = momentOf(leaf, asOf, timeZone);
				const to = asOf + span;
				const before = prepareLeaf(leaf, from);
				const after = prepareLeaf(leaf, { ...from, asOf: to });
				for (const person of someOf(some)) {
					if (before.test(person) === after.test(person) || hasNews(person, asOf, to)) continue;
					const isPassed = (edge: Parameters<typeof edgeInstant>[0], instant: number) =>
						edgeInstant(edge, asOf, timeZone) < instant && instant <= edgeInstant(edge, to, timeZone);
					const byEvent = watch.eventEdges.some(({ events, edge }) =>
						person.events.some(
							({ event, time }) => (events === "all" || events.includes(event)) && isPassed(edge, time),
						),
					);
					const byTrait = watch.traitEdges.some(({ trait, edge }) =>
						person.traits.some(
							({ trait: name, value }) =>
								name === trait &&
								(value.type === "date" || value.type === "day") &&
								isPassed(edge, instantOf(value, timeZone)),
						),
					);
					const bySegment = (watch.segmentEdges ?? []).some(({ segment, edge }) =>
						person.memberships.some((row) => row.segment === segment && isPassed(edge, row.effectiveAt)),
					);
					const byFilter = (watch.filterEdges ?? []).some(({ event, property, edge }) =>
						person.events.some((row) => {
							const date = row.event === event ? readDateValue(propertyOf(row, property)) : null;
							return date !== null && isPassed(edge, instantOf(date, timeZone));
						}),
					);
					const birthdays = birthdaysPassed(watch.birthdays ?? [], asOf, to, timeZone);
					const byBirthday = person.traits.some(
						({ trait, value }) =>
							trait === birthdayFact && value.type === "day" && birthdays.has(value.value),
					);
					expect(
						byEvent || byTrait || bySegment || byFilter || byBirthday,
						`uid ${person.uid} from ${asOf} to ${to}`,
					).toBe(true);
				}
			}),
			{ seed, numRuns: 2 * numRuns },
		);
	});

	it.each(cases)("$name: nothing depends on events that are not read", ({ leaf: leaves }) => {
		fc.assert(
			fc.property(leaves, leaves, place, (leaf, other, { asOf, timeZone, some, span }) => {
				const moment = momentOf(leaf, asOf, timeZone);
				// Beside another condition as much is read, or more.
				for (const { reach } of [needsOf([leaf]), needsOf([leaf, other])]) {
					for (const person of someOf(some)) {
						const spared = { ...person, events: person.events.filter(isReadAt(reach, asOf, timeZone)) };
						for (const at of [asOf, asOf + 1, asOf + span]) {
							const prepared = prepareLeaf(leaf, { ...moment, asOf: at });
							const told = prepared.explain(spared);
							expect(told, `uid ${person.uid} at ${at} of ${asOf}`).toEqual(prepared.explain(person));
							expect(prepared.test(spared)).toBe(told.matches);
						}
						const { nextInstant } = prepareLeaf(leaf, moment);
						const next = nextInstant(spared);
						const end = Math.min(next ?? Number.POSITIVE_INFINITY, asOf + 800 * day) - 1;
						const turned = prepareLeaf(leaf, { ...moment, asOf: Math.max(asOf, end) }).test(person);
						expect(turned).toBe(prepareLeaf(leaf, moment).test(person));
					}
				}
			}),
			{ seed, numRuns },
		);
	});

	it("the next change found is the first", () => {
		const anyLeaf = fc.constantFrom(...cases).chain(({ leaf }) => leaf);
		fc.assert(
			fc.property(anyLeaf, place, (leaf, { asOf, timeZone, some, shares }) => {
				const moment = momentOf(leaf, asOf, timeZone);
				const rule = { combinator: "and", rules: [leaf] } as const;
				const person = people[some] ?? never();
				const change = findNextChange({ ...rule, rules: [leaf] }, person, moment, { horizonMs: 60 * day });
				const answer = (at: number) =>
					person.createdAt <= at && prepareLeaf(leaf, { ...moment, asOf: at }).test(person);
				const end = change?.at ?? asOf + 60 * day;
				if (change?.isCertain) expect(answer(change.at)).not.toBe(answer(asOf));
				for (const share of shares) {
					const at = asOf + Math.floor((end - 1 - asOf) * share);
					expect(answer(at)).toBe(answer(asOf));
				}
			}),
			{ seed, numRuns: 10 * numRuns },
		);
	});
});

/** Rows that become valid in the span: as new as rows that are recorded in it. */
function hasNews(person: PersonHistory, from: number, to: number): boolean {
	const isNew = (instant: number) => instant > from && instant <= to;
	return (
		person.events.some(({ time }) => isNew(time)) ||
		person.traits.some(({ validFrom }) => isNew(validFrom)) ||
		person.consents.some(({ effectiveAt }) => isNew(effectiveAt)) ||
		person.memberships.some(({ effectiveAt }) => isNew(effectiveAt))
	);
}
