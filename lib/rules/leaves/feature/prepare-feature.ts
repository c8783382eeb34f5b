import { compareEvents, type EventRow, type PersonHistory } from "@/lib/rules/evaluate/person-history";
import { comparisonOf, prepareNumberTest } from "@/lib/rules/evaluate/prepare-test";
import type { Moment, PreparedLeaf } from "@/lib/rules/leaf-kind";
import { prepareChoice, prepareWindow } from "@/lib/rules/leaves/event/prepare-window";
import { earliest } from "@/lib/rules/next-instant";
import type { FeatureLeaf } from "@/lib/rules/rule";

export function prepareFeature(leaf: FeatureLeaf, moment: Moment): PreparedLeaf {
	const comparison = comparisonOf(
		{ type: "number", operator: leaf.operator, value: leaf.value },
		moment.timeZone,
	);
	const passes = prepareNumberTest(comparison, false);
	const window = prepareWindow(leaf.window, moment);
	const choices = leaf.events.map((choice) => prepareChoice(choice, moment));
	/** The latest use of each used feature; null when the person does not have the window. */
	const usesOf = (person: PersonHistory): EventRow[] | null => {
		const bounds = window.boundsOf(person);
		if (bounds === null) return null;
		return choices.flatMap((choose) => choose(person, bounds).at(-1) ?? []);
	};
	return {
		test: (person) => {
			const uses = usesOf(person);
			return uses !== null && passes(uses.length);
		},
		explain: (person) => {
			const uses = usesOf(person);
			return {
				kind: "number",
				matches: uses !== null && passes(uses.length),
				value: uses?.length ?? null,
				isMicros: false,
				events: (uses ?? []).toSorted(compareEvents),
			};
		},
		nextInstant: (person) => earliest(...choices.map((choose) => window.nextInstant(person, choose(person)))),
	};
}
