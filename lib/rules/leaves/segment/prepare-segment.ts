import type { MembershipRow, PersonHistory } from "@/lib/rules/evaluate/person-history";
import type { Moment, PreparedLeaf } from "@/lib/rules/leaf-kind";
import { enteredWithin } from "@/lib/rules/leaves/segment/entered-within";
import { earliest } from "@/lib/rules/next-instant";
import type { SegmentLeaf } from "@/lib/rules/rule";
import { whenReached, windowBounds, windowEdges } from "@/lib/rules/window";

export function prepareSegment(leaf: SegmentLeaf, moment: Moment): PreparedLeaf {
	const { asOf } = moment;
	const rowsOf = (person: PersonHistory) =>
		person.memberships.filter(({ segment }) => segment === leaf.field);
	const nextRow = (person: PersonHistory) =>
		earliest(...rowsOf(person).map(({ effectiveAt }) => (effectiveAt > asOf ? effectiveAt : null)));
	if (leaf.operator === "isMember" || leaf.operator === "isNotMember") {
		const lastOf = (person: PersonHistory) => lastChange(rowsOf(person), asOf);
		const test = (person: PersonHistory) =>
			(lastOf(person)?.change === "entered") === (leaf.operator === "isMember");
		return {
			test,
			explain: (person) => {
				const last = lastOf(person);
				return {
					kind: "membership",
					matches: test(person),
					isMember: last?.change === "entered",
					since: last?.effectiveAt ?? null,
				};
			},
			nextInstant: nextRow,
		};
	}
	const window = enteredWithin(leaf);
	const bounds = windowBounds(window, moment);
	const edge = windowEdges(window).after;
	if (!bounds || !edge) throw new Error("A length of time has an edge");
	const wanted = leaf.operator === "entered" ? "entered" : "exited";
	const inWindow = (person: PersonHistory) =>
		rowsOf(person).filter(
			({ change, effectiveAt }) =>
				change === wanted && effectiveAt > bounds.after && effectiveAt <= bounds.upTo,
		);
	return {
		test: (person) => inWindow(person).length > 0,
		explain: (person) => {
			const isMember = lastChange(rowsOf(person), asOf)?.change === "entered";
			const found = lastChange(inWindow(person), asOf);
			return { kind: "membership", matches: found !== null, isMember, since: found?.effectiveAt ?? null };
		},
		nextInstant: (person) =>
			earliest(
				nextRow(person),
				...inWindow(person).map(({ effectiveAt }) =>
					Math.max(asOf + 1, whenReached(edge, effectiveAt, moment.timeZone)),
				),
			),
	};
}

/** The newest change by asOf. People who were merged may have entered and left at the same instant: then they are in. */
function lastChange(rows: readonly MembershipRow[], asOf: number): MembershipRow | null {
	let last: MembershipRow | null = null;
	for (const row of rows) {
		if (row.effectiveAt > asOf) continue;
		const isNewer = last === null || row.effectiveAt > last.effectiveAt;
		const isTie = row.effectiveAt === last?.effectiveAt && row.change === "entered";
		if (isNewer || isTie) last = row;
	}
	return last;
}
