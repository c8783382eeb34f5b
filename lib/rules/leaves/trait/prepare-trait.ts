import { isDateTest } from "@/lib/rules/date-test";
import type { PersonHistory } from "@/lib/rules/evaluate/person-history";
import { type DateValue, nextOfDate, prepareDateTest } from "@/lib/rules/evaluate/prepare-date";
import { comparisonOf, prepareTest } from "@/lib/rules/evaluate/prepare-test";
import type { Moment, PreparedLeaf } from "@/lib/rules/leaf-kind";
import { currentTrait, nextTraitInstant, type TraitValue } from "@/lib/rules/leaves/trait/current-trait";
import { earliest } from "@/lib/rules/next-instant";
import type { TraitLeaf } from "@/lib/rules/rule";
import type { Test } from "@/lib/rules/value-test";

export function prepareTrait(leaf: TraitLeaf, moment: Moment): PreparedLeaf {
	const { negated, test } = comparisonOf(leaf, moment.timeZone);
	const holds = prepareHolds(leaf.type, test, moment);
	const answer = (value: TraitValue | null): boolean => (value !== null && holds(value)) !== negated;
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
			return isDateTest(test) && isDate(value) ? earliest(next, nextOfDate(test, value, moment)) : next;
		},
	};
}

/** A value of another type passes nothing, and is not one. */
function prepareHolds(type: TraitLeaf["type"], test: Test, moment: Moment): (value: TraitValue) => boolean {
	if (isDateTest(test)) {
		const passes = prepareDateTest(test, moment);
		return (value) => isDate(value) && passes(value);
	}
	if (test.is === "set") return (value) => (type === "date" ? isDate(value) : value.type === type);
	const passes = prepareTest(test);
	return (value) => value.type === type && passes(value.value);
}

function isDate(value: TraitValue | null): value is DateValue & TraitValue {
	return value?.type === "date" || value?.type === "day";
}
