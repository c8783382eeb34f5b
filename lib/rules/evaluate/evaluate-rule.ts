import type { PersonHistory } from "@/lib/rules/evaluate/person-history";
import {
	type Evidence,
	type LeafPreparer,
	prepareLeaf,
	prepareRule,
} from "@/lib/rules/evaluate/prepare-rule";
import type { Moment } from "@/lib/rules/leaf-kind";
import type { SegmentRule } from "@/lib/rules/rule";

export type Evaluation = {
	matches: boolean;
	/** One entry for each condition, in reading order. */
	evidence: Evidence[];
};

/** Silence that ends a session, unless the workspace says otherwise. */
export const defaultSessionGapMs = 30 * 60_000;

/** A moment with nothing given but time. */
export function momentAt(asOf: number, timeZone: string, more: Partial<Moment> = {}): Moment {
	return {
		asOf,
		timeZone,
		sessionGapMs: defaultSessionGapMs,
		sets: new Map(),
		rankBounds: new Map(),
		...more,
	};
}

/** What a rule means for one person, with the evidence of each condition. */
export function evaluateRule(rule: SegmentRule, person: PersonHistory, moment: Moment): Evaluation {
	return prepareRule(rule, moment).explain(person);
}

const patience = 2_000;

/**
 * The next instant after asOf at which time alone turns the answer; null when it never does within `horizonMs`. With
 * `isCertain` false the search stopped after many instants at which nothing turned: until then the answer holds.
 */
export function findNextChange(
	rule: SegmentRule,
	person: PersonHistory,
	moment: Moment,
	{
		horizonMs = 400 * 86_400_000,
		prepare = prepareLeaf,
	}: { horizonMs?: number; prepare?: LeafPreparer } = {},
): { at: number; isCertain: boolean } | null {
	const before = prepareRule(rule, moment, prepare).test(person);
	let at = moment.asOf;
	for (let round = 0; round < patience; round++) {
		const prepared = prepareRule(rule, { ...moment, asOf: at }, prepare);
		if (at > moment.asOf && prepared.test(person) !== before) return { at, isCertain: true };
		const next = prepared.nextInstant(person);
		if (next === null || next > moment.asOf + horizonMs) return null;
		if (next <= at) throw new Error("The next instant lies ahead");
		at = next;
	}
	return { at, isCertain: false };
}
