import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { evaluateRule, findNextChange, momentAt } from "@/lib/rules/evaluate/evaluate-rule";
import { emptyHistory } from "@/lib/rules/evaluate/person-history";
import type { SequenceLeaf, SequenceStep } from "@/lib/rules/rule";

const asOf = Date.UTC(2026, 10, 22);
const hour = 3_600_000;
const happened = (event: string, hoursAgo: number, ms = 0) => ({
	event,
	time: asOf - hoursAgo * hour + ms,
	message: "1",
	properties: {},
});
const leafOf = (steps: SequenceStep[], more: Partial<SequenceLeaf> = {}): SequenceLeaf => ({
	kind: "sequence",
	field: "sequence",
	operator: "happened",
	value: true,
	steps,
	window: { kind: "last", amount: 30, unit: "days" },
	...more,
});
const personOf = (events: ReturnType<typeof happened>[]) => ({ ...emptyHistory, events });
const ask = (leaf: SequenceLeaf, events: ReturnType<typeof happened>[]) =>
	evaluateRule({ combinator: "and", rules: [leaf] }, personOf(events), momentAt(asOf, "UTC"));
const hours = (amount: number) => ({ amount, unit: "hours" }) as const;

describe("a sequence", () => {
	const twoSteps = leafOf([{ event: "Cart" }, { event: "Order", within: hours(2) }]);

	it("needs each step strictly later than the one before", () => {
		expect(ask(twoSteps, [happened("Cart", 5), happened("Order", 4)]).matches).toBe(true);
		expect(ask(twoSteps, [happened("Cart", 5), happened("Order", 5)]).matches).toBe(false);
		expect(ask(twoSteps, [happened("Order", 5), happened("Cart", 4)]).matches).toBe(false);
	});

	it("counts the time of a step from the one before, its end included", () => {
		expect(ask(twoSteps, [happened("Cart", 5), happened("Order", 3)]).matches).toBe(true);
		expect(ask(twoSteps, [happened("Cart", 5), happened("Order", 3, 1)]).matches).toBe(false);
	});

	it("takes any events that will do, not just the first", () => {
		const events = [happened("Cart", 9), happened("Cart", 4), happened("Order", 3)];
		expect(ask(twoSteps, events)).toMatchObject({
			matches: true,
			evidence: [{ events: [{ event: "Cart", time: asOf - 4 * hour }, { event: "Order" }] }],
		});
		// From the first cart the second page is in time, but only from the second cart the whole is.
		const whole = leafOf([{ event: "Cart" }, { event: "Page" }, { event: "Order" }], {
			withinTotal: hours(3),
		});
		const far = [happened("Cart", 9), happened("Cart", 6), happened("Page", 5), happened("Order", 3)];
		expect(ask(whole, far).matches).toBe(true);
		expect(ask(whole, [happened("Cart", 9), happened("Page", 5), happened("Order", 3)]).matches).toBe(false);
	});

	it("lets nothing forbidden into the open gap between two steps", () => {
		const gap = leafOf([{ event: "Cart" }, { event: "Help", not: true }, { event: "Order" }]);
		const around = [happened("Cart", 5), happened("Order", 3)];
		expect(ask(gap, [...around, happened("Help", 4)]).matches).toBe(false);
		expect(ask(gap, [...around, happened("Help", 5), happened("Help", 3)]).matches).toBe(true);
		const early = leafOf([
			{ event: "Cart" },
			{ event: "Help", not: true, within: hours(1) },
			{ event: "Order" },
		]);
		expect(ask(early, [...around, happened("Help", 4, 1)]).matches).toBe(true);
		expect(ask(early, [...around, happened("Help", 4)]).matches).toBe(false);
	});

	it("is complete once the wait after its last step has passed, and never before", () => {
		const abandoned = leafOf([{ event: "Cart" }, { event: "Order", not: true, within: hours(2) }]);
		expect(ask(abandoned, [happened("Cart", 2)]).matches).toBe(true);
		expect(ask(abandoned, [happened("Cart", 2, 1)]).matches).toBe(false);
		expect(ask({ ...abandoned, soFar: true }, [happened("Cart", 1)]).matches).toBe(true);
		expect(ask(abandoned, [happened("Cart", 5), happened("Order", 3)]).matches).toBe(false);
		expect(ask(abandoned, [happened("Cart", 5), happened("Order", 3, 1)]).matches).toBe(true);
		const waiting = personOf([happened("Cart", 1)]);
		const rule = { combinator: "and" as const, rules: [abandoned] };
		expect(findNextChange(rule, waiting, momentAt(asOf, "UTC"))?.at).toBe(asOf + hour);
	});

	it("looks for what must not follow beyond the end of its window", () => {
		const leaf = leafOf([{ event: "Cart" }, { event: "Order", not: true, within: hours(4) }], {
			window: { kind: "before", amount: 6, unit: "hours" },
		});
		expect(ask(leaf, [happened("Cart", 7)]).matches).toBe(true);
		expect(ask(leaf, [happened("Cart", 7), happened("Order", 5)]).matches).toBe(false);
	});

	it("did not happen to people without a single event", () => {
		expect(ask({ ...twoSteps, operator: "didNotHappen" }, []).matches).toBe(true);
		expect(
			ask({ ...twoSteps, operator: "didNotHappen" }, [happened("Cart", 5), happened("Order", 4)]).matches,
		).toBe(false);
	});
});

/** The meaning word for word: is there a choice of events that keeps every condition? */
function hasAssignment(
	{ steps, withinTotal, soFar }: SequenceLeaf,
	events: ReturnType<typeof happened>[],
): boolean {
	const ms = (step: SequenceStep) => (step.within?.amount ?? Number.POSITIVE_INFINITY) * hour;
	const happenedIn = (event: string, isIn: (time: number) => boolean) =>
		events.some((one) => one.event === event && isIn(one.time));
	const choose = (index: number, times: number[], pending: SequenceStep[]): boolean => {
		const last = times.at(-1);
		const step = steps[index];
		if (!step) {
			const isWhole =
				(last ?? 0) - (times[0] ?? 0) <= (withinTotal?.amount ?? Number.POSITIVE_INFINITY) * hour;
			const isKept = pending.every((one) => {
				const end = (last ?? 0) + ms(one);
				return !happenedIn(one.event, (time) => time > (last ?? 0) && time <= end) && (soFar || end <= asOf);
			});
			return isWhole && isKept;
		}
		if (step.not) return choose(index + 1, times, [...pending, step]);
		return events.some(({ event, time }) => {
			if (event !== step.event || (last !== undefined && (time <= last || time - last > ms(step))))
				return false;
			const isFree = pending.every(
				(one) =>
					!happenedIn(
						one.event,
						(at) =>
							(last === undefined || at > last) && at < time && (last === undefined || at <= last + ms(one)),
					),
			);
			return isFree && choose(index + 1, [...times, time], []);
		});
	};
	return choose(0, [], []);
}

const event = fc.constantFrom("A", "B", "C");
const within = fc.option(fc.integer({ min: 1, max: 5 }).map(hours), { nil: undefined });
const positive = fc.record({ event, within });
const gap = fc.oneof(
	fc.constant([]),
	event.map((name) => [{ event: name, not: true }]),
	fc.tuple(event, event).map((names) => names.map((name) => ({ event: name, not: true }))),
);
const timedGap = fc.oneof(
	gap,
	fc
		.tuple(event, within)
		.map(([name, time]) => [{ event: name, not: true, ...(time ? { within: time } : {}) }]),
	fc.tuple(event, event, within).map(([name, other, time]) => [
		{ event: other, not: true },
		{ event: name, not: true, ...(time ? { within: time } : {}) },
	]),
);
const trailing = fc.option(
	fc.record({ event, not: fc.constant(true), within: fc.integer({ min: 1, max: 5 }).map(hours) }),
	{ nil: undefined },
);
const withinTotal = fc.option(fc.integer({ min: 1, max: 8 }).map(hours), { nil: undefined });
const randomLeaf = fc
	.record({
		leading: gap,
		first: event,
		links: withinTotal.chain((total) =>
			fc.record({
				total: fc.constant(total),
				steps: fc.array(fc.tuple(total ? gap : timedGap, positive), { minLength: 1, maxLength: 2 }),
			}),
		),
		last: trailing,
		soFar: fc.boolean(),
	})
	.map(({ leading, first, links, last, soFar }) =>
		leafOf(
			[
				...leading,
				{ event: first },
				...links.steps.flatMap(([absences, { event: name, within: time }]) => [
					...absences,
					{ event: name, ...(time ? { within: time } : {}) },
				]),
				...(last ? [last] : []),
			],
			{
				...(links.total ? { withinTotal: links.total } : {}),
				...(last && soFar ? { soFar } : {}),
				window: { kind: "any" },
			},
		),
	);
const randomEvents = fc.array(
	fc.tuple(event, fc.integer({ min: 0, max: 12 })).map(([name, ago]) => happened(name, ago)),
	{ maxLength: 12, size: "max" },
);

describe("a sequence, against every choice of events", () => {
	it("answers as trying all of them does", () => {
		let telling = 0;
		fc.assert(
			fc.property(randomLeaf, randomEvents, (leaf, events) => {
				const wanted = hasAssignment(leaf, events);
				if (wanted) telling++;
				expect(ask(leaf, events).matches).toBe(wanted);
			}),
			{ numRuns: 10_000 },
		);
		expect(telling).toBeGreaterThan(500);
	});
});
