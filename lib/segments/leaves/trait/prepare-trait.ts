import type { Edge, Moment, PreparedLeaf } from "@/lib/segments/leaf-kind";
import { currentTrait, nextTraitInstant, type TraitValue } from "@/lib/segments/leaves/trait/current-trait";
import { earliest } from "@/lib/segments/next-instant";
import type { PersonHistory } from "@/lib/segments/person-history";
import { comparisonOf, prepareTest, typeOfTest } from "@/lib/segments/prepare-test";
import type { Test } from "@/lib/segments/read-comparison";
import type { TraitLeaf } from "@/lib/segments/rule";
import { startOfNextPeriod, whenReached } from "@/lib/segments/window";

export function prepareTrait(leaf: TraitLeaf, moment: Moment): PreparedLeaf {
	const { negated, test } = comparisonOf(leaf, moment.timeZone);
	const passes = test.is === "set" ? null : { type: typeOfTest(test), holds: prepareTest(test, moment) };
	const answer = (value: TraitValue | null): boolean => {
		const holds =
			value !== null &&
			value.type !== "unset" &&
			(passes === null || (value.type === passes.type && passes.holds(value.value)));
		return holds !== negated;
	};
	const readValue = (person: PersonHistory) => currentTrait(person, leaf.field, moment.asOf);
	return {
		test: (person) => answer(readValue(person)),
		explain: (person) => {
			const value = readValue(person);
			return { kind: "trait", matches: answer(value), value };
		},
		nextInstant: (person) => {
			const value = readValue(person);
			const next = nextTraitInstant(person, leaf.field, moment.asOf);
			return value?.type === "date" ? earliest(next, nextOfDate(test, value.value, moment)) : next;
		},
	};
}

/** When time alone may next change the answer for a date. */
export function nextOfDate(test: Test, date: number, { asOf, timeZone }: Moment): number | null {
	if (test.is === "dateInThis") return startOfNextPeriod(asOf, test.unit, timeZone);
	if (test.is === "dateAnniversary") return startOfNextPeriod(asOf, "day", timeZone);
	const edge = edgeOfTest(test);
	if (!edge) return null;
	const candidates = [date, whenReached(edge, date, timeZone)].filter((instant) => instant > asOf);
	return candidates.length === 0 ? null : Math.min(...candidates);
}

/** The edge of a test on a date that moves with asOf. The other edge is asOf itself. */
export function edgeOfTest(test: Test): Edge | null {
	if (test.is !== "dateInLast" && test.is !== "dateInNext") return null;
	return { kind: "ago", ...test.length, ...(test.is === "dateInNext" ? { ahead: true } : {}) };
}
