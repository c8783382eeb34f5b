import type { SqlBinder } from "@/lib/kernel/sql-binder";
import { localDayNumber, startOfDayNumber } from "@/lib/kernel/zoned-time";
import { birthdayFact, birthYearFact, factsOfDay } from "@/lib/profiles/birth-facts";
import { ageOn, nextBirthday } from "@/lib/rules/birthdays";
import { compileNumberTest } from "@/lib/rules/compile/compile-aggregate";
import { type CompileScope, type LeafSql, peopleOf } from "@/lib/rules/compile/compile-scope";
import type { PersonHistory } from "@/lib/rules/evaluate/person-history";
import { comparisonOf, prepareNumberTest } from "@/lib/rules/evaluate/prepare-test";
import { type LeafKind, type Moment, type PreparedLeaf, watchNothing } from "@/lib/rules/leaf-kind";
import { birthForm, toTrait } from "@/lib/rules/leaves/birth/birth-form";
import { compileTrait, currentTraitSql } from "@/lib/rules/leaves/trait/compile-trait";
import { currentTrait, nextTraitInstant } from "@/lib/rules/leaves/trait/current-trait";
import { prepareTrait } from "@/lib/rules/leaves/trait/prepare-trait";
import { earliest } from "@/lib/rules/next-instant";
import type { BirthLeaf } from "@/lib/rules/rule";

/**
 * A birthday or an age. The date of birth is in the vault; the warehouse has only what these conditions need,
 * and no screen shows it.
 */
export const birthKind: LeafKind<BirthLeaf> = {
	...birthForm,
	compile: (leaf, binder, scope) =>
		leaf.field === "age"
			? compileAge(leaf, binder, scope)
			: compileTrait(toTrait(leaf), binder, unstored(scope)),
	prepare: (leaf, moment) =>
		leaf.field === "age" ? prepareAge(leaf, moment) : prepareBirthday(leaf, moment),
	watch: (leaf) => ({
		...watchNothing,
		traits: leaf.field === "age" ? [birthdayFact, birthYearFact] : [birthdayFact],
		birthdays: leaf.field === "age" ? [0] : typeof leaf.value === "number" ? [leaf.value, -1] : [],
	}),
};

/** Snapshots have what is in the catalogue, which these facts do not. */
function unstored(scope: CompileScope): CompileScope {
	return { ...scope, snapshot: null };
}

function compileAge(leaf: BirthLeaf, binder: SqlBinder, scope: CompileScope): LeafSql {
	const { negated, test } = comparisonOf({ ...leaf, type: "number" }, scope.timeZone);
	const today = factsOfDay(localDayNumber(scope.asOf, scope.timeZone));
	const now = { year: binder.bind(today.year, "Int64"), birthday: binder.bind(today.birthday, "Int64") };
	const years = currentTraitSql(birthYearFact, "number", binder, unstored(scope));
	const days = currentTraitSql(birthdayFact, "date", binder, unstored(scope));
	const ages = `SELECT born.person AS person, ${now.year} - born.value - (comes.value > ${now.birthday}) AS age
	FROM (SELECT person, value FROM (${years}) WHERE type = 'number') AS born
	INNER JOIN (SELECT person, value FROM (${days}) WHERE type = 'day') AS comes ON born.person = comes.person`;
	const passes = compileNumberTest({ negated: false, test }, "age", false, binder);
	return {
		people: peopleOf(`(${ages}) WHERE ${passes}`, scope),
		are: negated ? "failing" : "matching",
	};
}

function prepareAge(leaf: BirthLeaf, { asOf, timeZone }: Moment): PreparedLeaf {
	const passes = prepareNumberTest(comparisonOf({ ...leaf, type: "number" }, timeZone), false);
	const today = localDayNumber(asOf, timeZone);
	const birthOf = (person: PersonHistory) => {
		const birthday = currentTrait(person, birthdayFact, asOf);
		const year = currentTrait(person, birthYearFact, asOf);
		return birthday?.type === "day" && year?.type === "number"
			? { birthday: birthday.value, year: year.value }
			: null;
	};
	const ageOf = (person: PersonHistory) => {
		const born = birthOf(person);
		return born && ageOn(today, born);
	};
	return {
		test: (person) => passes(ageOf(person)),
		explain: (person) => {
			const age = ageOf(person);
			return {
				kind: "fact",
				matches: passes(age),
				value: age === null ? null : "date of birth is known",
				at: null,
			};
		},
		nextInstant: (person) => {
			const born = birthOf(person);
			return earliest(
				nextTraitInstant(person, birthdayFact, asOf),
				nextTraitInstant(person, birthYearFact, asOf),
				born && startOfDayNumber(nextBirthday(today, born.birthday), timeZone),
			);
		},
	};
}

function prepareBirthday(leaf: BirthLeaf, moment: Moment): PreparedLeaf {
	const prepared = prepareTrait(toTrait(leaf), moment);
	return {
		...prepared,
		explain: (person) => {
			const isKnown = currentTrait(person, birthdayFact, moment.asOf)?.type === "day";
			const value = isKnown ? "date of birth is known" : null;
			return { kind: "fact", matches: prepared.test(person), value, at: null };
		},
	};
}
