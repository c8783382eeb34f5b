import { consentingRowsSql } from "@/lib/consent/consenting-sql";
import { consentPurpose } from "@/lib/consent/purposes";
import { rootExpressionSql } from "@/lib/profiles/root-sql";
import { peopleOf } from "@/lib/rules/compile/compile-scope";
import type { ConsentRow, PersonHistory } from "@/lib/rules/evaluate/person-history";
import { type LeafKind, watchNothing } from "@/lib/rules/leaf-kind";
import { consentForm } from "@/lib/rules/leaves/consent/consent-form";
import { earliest } from "@/lib/rules/next-instant";
import type { ConsentLeaf } from "@/lib/rules/rule";

/** Whether the last word on a purpose is yes, in the order of `wordOrderSql`. No word is a no. */
export const consentKind: LeafKind<ConsentLeaf> = {
	...consentForm,
	compile: ({ field, operator }, binder, scope) => ({
		people: peopleOf(
			`(${consentingRowsSql(binder, {
				ws: scope.ws,
				purpose: consentPurpose.parse(field),
				asOf: scope.asOf,
				root: rootExpressionSql(binder, scope),
			})})`,
			scope,
		),
		are: operator === "granted" ? "matching" : "failing",
	}),
	prepare: ({ field, operator }, { asOf }) => {
		const purpose = consentPurpose.parse(field);
		const newest = (person: PersonHistory) => newestWord(person, purpose, asOf);
		const answer = (row: ConsentRow | null) => (row?.isGranted ?? false) === (operator === "granted");
		return {
			test: (person) => answer(newest(person)),
			explain: (person) => {
				const row = newest(person);
				const value = row === null ? null : row.isGranted ? "granted" : "denied";
				return { kind: "fact", matches: answer(row), value, at: row?.effectiveAt ?? null };
			},
			nextInstant: (person) =>
				earliest(
					...person.consents
						.filter((row) => row.purpose === purpose && row.effectiveAt > asOf)
						.map((row) => row.effectiveAt),
				),
		};
	},
	watch: ({ field }) => ({ ...watchNothing, purposes: [field] }),
};

function newestWord(person: PersonHistory, purpose: string, asOf: number): ConsentRow | null {
	let newest: ConsentRow | null = null;
	for (const row of person.consents) {
		if (row.purpose !== purpose || row.effectiveAt > asOf) continue;
		if (newest === null || compareWords(row, newest) > 0) newest = row;
	}
	return newest;
}

function compareWords(a: ConsentRow, b: ConsentRow): number {
	return (
		Number(a.isOwn) - Number(b.isOwn) ||
		a.effectiveAt - b.effectiveAt ||
		a.recordedAt - b.recordedAt ||
		a.seq - b.seq ||
		Number(!a.isGranted) - Number(!b.isGranted)
	);
}
