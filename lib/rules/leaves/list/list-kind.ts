import { type LeafKind, watchNothing } from "@/lib/rules/leaf-kind";
import { listForm } from "@/lib/rules/leaves/list/list-form";
import { listKey } from "@/lib/rules/leaves/list/list-key";
import { listedPeopleSql } from "@/lib/rules/leaves/list/listed-people-sql";
import type { ListLeaf } from "@/lib/rules/rule";

/** Someone on a stored list, as it is today whatever asOf. People who were merged are on it if any of their ids is. */
export const listKind: LeafKind<ListLeaf> = {
	...listForm,
	compile: (leaf, binder, scope) => ({
		people: listedPeopleSql(leaf.field, binder, scope),
		are: leaf.operator === "isOn" ? "matching" : "failing",
	}),
	prepare: ({ field, operator }, { sets }) => {
		const people = sets.get(listKey(field));
		if (!people) throw new Error("The people of a list that the rule mentions were not given");
		const test = ({ uid }: { uid: number }) => people.has(uid) === (operator === "isOn");
		return {
			test,
			explain: (person) => {
				const value = people.has(person.uid) ? "on the list" : null;
				return { kind: "fact", matches: test(person), value, at: null };
			},
			nextInstant: () => null,
		};
	},
	watch: ({ field }) => ({ ...watchNothing, sets: [listKey(field)] }),
};
