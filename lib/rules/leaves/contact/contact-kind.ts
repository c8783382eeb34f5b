import { type LeafKind, type Moment, type PreparedLeaf, watchNothing } from "@/lib/rules/leaf-kind";
import { addressedSql } from "@/lib/rules/leaves/contact/compile-address";
import { contactForm, domainOf } from "@/lib/rules/leaves/contact/contact-form";
import { contactKey } from "@/lib/rules/leaves/contact/contact-key";
import { compileTrait } from "@/lib/rules/leaves/trait/compile-trait";
import { prepareTrait } from "@/lib/rules/leaves/trait/prepare-trait";
import type { ContactLeaf, TraitLeaf } from "@/lib/rules/rule";

/**
 * A test on an email address. Whether there is one and its domain are facts kept as traits, evaluated as of
 * asOf. Who has a given address is known as of today only, through its keyed hash; the vault keeps no
 * history.
 */
export const contactKind: LeafKind<ContactLeaf> = {
	...contactForm,
	compile: (leaf, binder, scope) => {
		const fact = toTrait(leaf);
		if (fact) return compileTrait(fact, binder, scope);
		return {
			people: addressedSql(hashOf(leaf), binder, scope),
			are: leaf.operator === "equals" ? "matching" : "failing",
		};
	},
	prepare: (leaf, moment) => {
		const fact = toTrait(leaf);
		return fact ? prepareTrait(fact, moment) : prepareAddress(leaf, moment);
	},
	watch: (leaf) => {
		const fact = toTrait(leaf);
		return fact
			? { ...watchNothing, traits: [fact.field] }
			: { ...watchNothing, sets: [contactKey(hashOf(leaf))], traits: ["has_email", "email_domain"] };
	},
};

/** The condition as one on a trait; null for one on the address itself. */
function toTrait({ operator, value }: ContactLeaf): TraitLeaf | null {
	if (operator === "isSet" || operator === "isNotSet") {
		const compared = operator === "isSet" ? "equals" : "notEquals";
		return { kind: "trait", field: "has_email", type: "boolean", operator: compared, value: true };
	}
	const compared = domainOperators.get(operator);
	if (compared === undefined) return null;
	if (typeof value !== "string") throw new Error("Not a valid condition: no domain");
	return { kind: "trait", field: "email_domain", type: "string", operator: compared, value: domainOf(value) };
}

const domainOperators = new Map<ContactLeaf["operator"], TraitLeaf["operator"]>([
	["domainIs", "equals"],
	["domainIsNot", "notEquals"],
	["domainEndsWith", "endsWith"],
]);

function hashOf({ value }: ContactLeaf): string {
	if (typeof value === "object" && value !== null) return value.hash;
	throw new Error("Not a valid condition: the address was not replaced by its hash");
}

function prepareAddress(leaf: ContactLeaf, { sets }: Moment): PreparedLeaf {
	const people = sets.get(contactKey(hashOf(leaf)));
	if (!people) throw new Error("The people with an address that the rule mentions were not given");
	const test = ({ uid }: { uid: number }) => people.has(uid) === (leaf.operator === "equals");
	return {
		test,
		explain: (person) => ({
			kind: "fact",
			matches: test(person),
			value: people.has(person.uid) ? "has the address" : null,
			at: null,
		}),
		nextInstant: () => null,
	};
}
