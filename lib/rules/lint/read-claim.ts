import { aggregateOf, unitMs } from "@/lib/rules/catalog";
import { isDecimal } from "@/lib/rules/compile/compile-aggregate";
import { type DateTest, instantsOf, isDateTest } from "@/lib/rules/date-test";
import { prepareTest } from "@/lib/rules/evaluate/prepare-test";
import type { Edge } from "@/lib/rules/leaf-kind";
import { complement, everything, type Interval, point } from "@/lib/rules/lint/intervals";
import { toMicros } from "@/lib/rules/micros";
import { readComparison } from "@/lib/rules/read-comparison";
import type { BirthLeaf, EventLeaf, RuleLeaf, TraitLeaf } from "@/lib/rules/rule";
import type { Test, ValueTest } from "@/lib/rules/value-test";
import { withoutIds } from "@/lib/rules/without-ids";

/**
 * What a condition claims about one thing of a person. The thing is one of `atoms` (no value; a value of
 * another type; not evaluated at all) or has a value; the condition holds for some of the atoms and for
 * values that pass.
 */
export type Claim = {
	/** Conditions about the same thing have the same subject. */
	subject: string;
	atoms: ReadonlySet<string>;
	allAtoms: ReadonlySet<string>;
	/** Null: it says nothing of values that could be compared with another condition's. */
	values: Values;
};

export type Values =
	/** A set on a line: `line` tells lines apart that have nothing to do with each other. */
	| { kind: "line"; line: string; isWhole: boolean; domain: Interval[]; set: Interval[] }
	/** A test that another may be compared with: `key` is the same for the same test. */
	| {
			kind: "test";
			key: string;
			isNot: boolean;
			candidates: readonly unknown[] | null;
			holds: (value: unknown) => boolean;
	  }
	| { kind: "all" | "none" };

/** What a condition claims; null for kinds that are not compared. */
export function readClaim(leaf: RuleLeaf, timeZone: string): Claim | null {
	if (leaf.kind === "trait") return readTraitClaim(leaf, timeZone);
	if (leaf.kind === "event") return readEventClaim(leaf, timeZone);
	if (leaf.kind === "birth" && leaf.field === "age") return readAgeClaim(leaf, timeZone);
	if (leaf.kind === "everyone") return claimOf("everyone", [], [], { kind: "all" });
	if (leaf.kind === "segment" && (leaf.operator === "isMember" || leaf.operator === "isNotMember")) {
		return yesOrNo(`segment ${leaf.field}`, leaf.operator === "isMember");
	}
	if (leaf.kind === "consent") return yesOrNo(`consent ${leaf.field}`, leaf.operator === "granted");
	if (leaf.kind === "list") return yesOrNo(`list ${leaf.field}`, leaf.operator === "isOn");
	return null;
}

/** The same condition under "not". */
export function denyClaim(claim: Claim): Claim {
	const atoms = new Set([...claim.allAtoms].filter((atom) => !claim.atoms.has(atom)));
	return { ...claim, atoms, values: denyValues(claim.values) };
}

function denyValues(values: Values): Values {
	switch (values.kind) {
		case "line":
			return { ...values, set: complement(values.set) };
		case "test":
			return { ...values, isNot: !values.isNot };
		case "all":
			return { kind: "none" };
		case "none":
			return { kind: "all" };
	}
}

function claimOf(subject: string, allAtoms: string[], atoms: string[], values: Values): Claim {
	return { subject, allAtoms: new Set(allAtoms), atoms: new Set(atoms), values };
}

function yesOrNo(subject: string, isYes: boolean): Claim {
	return claimOf(subject, ["no", "yes"], [isYes ? "yes" : "no"], { kind: "none" });
}

function readTraitClaim(leaf: TraitLeaf, timeZone: string): Claim | null {
	const read = readComparison(leaf, timeZone);
	if (!read.ok) return null;
	const { negated, test } = read.comparison;
	const subject = `trait ${leaf.field}`;
	const atoms = ["missing", "other type"];
	// Conditions that take the trait for another type are not compared: to each the other's values are "other".
	const typed = `${subject} as ${leaf.type}`;
	const claim =
		test.is === "set"
			? claimOf(typed, atoms, [], { kind: "all" })
			: claimOf(typed, atoms, [], isDateTest(test) ? datesOf(test, timeZone) : valuesOf(test));
	return negated ? denyClaim(claim) : claim;
}

function line(name: string, set: Interval[], isWhole: boolean, domain: Interval = everything): Values {
	return { kind: "line", line: name, isWhole, domain: [domain], set };
}

/** A day is where its first instant is. */
function datesOf(test: DateTest, timeZone: string): Values {
	switch (test.is) {
		case "dateDays":
		case "dateInstants": {
			const { from, to } = instantsOf(test, { asOf: 0, timeZone });
			const start = { from: from ?? Number.NEGATIVE_INFINITY, fromOpen: false };
			return line("instant", [{ ...start, to: to ?? Number.POSITIVE_INFINITY, toOpen: to !== null }], true);
		}
		case "dateMoving": {
			const [after, upTo] = [distanceOf(test.after), distanceOf(test.upTo)];
			if (upTo === null || (test.after !== null && after === null)) return opaque(test);
			const from = after ?? Number.NEGATIVE_INFINITY;
			return line("distance from now", [{ from, fromOpen: after !== null, to: upTo, toOpen: false }], true);
		}
		case "dateWeekday":
			return line("weekday", test.days.map(point), true, { ...everything, from: 1, to: 7 });
		default:
			return opaque(test);
	}
}

/** How far an edge lies from now; null where that depends on the calendar. */
function distanceOf(edge: Edge | null): number | null {
	if (edge?.kind !== "ago" || edge.unit === "months" || edge.unit === "years") return null;
	// Adding 0 turns −0 into 0.
	return (edge.ahead ? 1 : -1) * edge.amount * unitMs[edge.unit] + 0;
}

function valuesOf(test: ValueTest): Values {
	switch (test.is) {
		case "numberIn":
		case "numberWithin":
			return line("number", numbersOf(test, (bound) => bound) ?? [], false);
		case "booleanIs":
			return { ...opaque(test), candidates: [test.value] };
		case "stringIn":
			return { ...opaque(test), candidates: test.ignoreCase ? null : test.values };
		default:
			return opaque(test);
	}
}

/**
 * A test that can only be compared by evaluating both on the same values; for dates no such value is known.
 */
function opaque(test: ValueTest | DateTest): Extract<Values, { kind: "test" }> {
	const ask = isDateTest(test) ? () => true : prepareTest(test);
	// Safe because candidates are values of the test's own type.
	const holds = ask as (value: unknown) => boolean;
	return { kind: "test", key: JSON.stringify(test), isNot: false, candidates: null, holds };
}

/** The numbers a test lets through, after `scale`; null when it is not a test of numbers or too large to be exact. */
function numbersOf(test: Test, scale: (bound: number) => number): Interval[] | null {
	const ends =
		test.is === "numberIn" ? test.values : test.is === "numberWithin" ? [test.from, test.to] : null;
	if (ends === null) return null;
	const scaled = ends.map((bound) => (bound === null ? null : scale(bound)));
	if (scaled.some((bound) => bound !== null && !Number.isFinite(bound))) return null;
	if (test.is !== "numberWithin") return scaled.map((bound) => point(bound ?? 0));
	const [from, to] = scaled;
	return [
		{
			from: from ?? Number.NEGATIVE_INFINITY,
			fromOpen: test.fromOpen,
			to: to ?? Number.POSITIVE_INFINITY,
			toOpen: test.toOpen,
		},
	];
}

function readAgeClaim(leaf: BirthLeaf, timeZone: string): Claim | null {
	const read = readComparison({ ...leaf, type: "number" }, timeZone);
	if (!read.ok) return null;
	const { negated, test } = read.comparison;
	const set = numbersOf(test, (bound) => bound);
	const values: Values = set === null ? { kind: "all" } : line("number", set, true);
	const claim = claimOf("age", ["missing"], [], values);
	return negated ? denyClaim(claim) : claim;
}

const notNegative: Interval = { ...everything, from: 0 };

/** What is counted of which events: conditions that differ in nothing else speak of the same number. */
function eventSubject({ field, aggregate, window, where }: EventLeaf): string {
	return `event ${JSON.stringify(withoutIds({ field, aggregate, window, where }))}`;
}

function readEventClaim(leaf: EventLeaf, timeZone: string): Claim | null {
	const read = readComparison({ type: "number", operator: leaf.operator, value: leaf.value }, timeZone);
	if (!read.ok) return null;
	const { negated, test } = read.comparison;
	const { ofNothing, isWhole } = aggregateOf(leaf.aggregate.kind);
	const inMicros = isDecimal(leaf.aggregate);
	const mayBeMissing = ofNothing === "missing" ? ["missing"] : [];
	const scale = (bound: number) => {
		const scaled = inMicros ? Number(toMicros(bound)) : bound;
		return inMicros && !Number.isSafeInteger(scaled) ? Number.NaN : scaled;
	};
	let values: Values = { kind: "all" };
	if (test.is !== "set") {
		const set = numbersOf(test, scale);
		if (set === null) return null;
		const domain = isWhole ? [notNegative] : [everything];
		values = { kind: "line", line: "number", isWhole: isWhole || inMicros, domain, set };
	}
	const claim = claimOf(eventSubject(leaf), mayBeMissing, [], values);
	const stated = negated ? denyClaim(claim) : claim;
	if (leaf.window.kind !== "sinceTrait") return stated;
	// Without the trait the condition is false, whatever it compares.
	return { ...stated, allAtoms: new Set([...stated.allAtoms, "not asked"]) };
}
