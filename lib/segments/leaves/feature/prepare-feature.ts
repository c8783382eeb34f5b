import type { Moment, PreparedLeaf } from "@/lib/segments/leaf-kind";
import { prepareChoice, prepareWindow } from "@/lib/segments/leaves/event/prepare-window";
import { earliest } from "@/lib/segments/next-instant";
import { compareEvents, type EventRow, type PersonHistory } from "@/lib/segments/person-history";
import { comparisonOf, prepareNumberTest } from "@/lib/segments/prepare-test";
import type { FeatureLeaf } from "@/lib/segments/rule";

export function prepareFeature(leaf: FeatureLeaf, moment: Moment): PreparedLeaf {
	const comparison = comparisonOf(
		{ type: "number", operator: leaf.operator, value: leaf.value },
		moment.timeZone,
	);
	const passes = prepareNumberTest(comparison, false);
	const window = prepareWindow(leaf.window, moment);
	const choices = leaf.events.map((choice) => prepareChoice(choice, moment));
	/** The latest use of each feature that was used; null when the window cannot be asked. */
	const usesOf = (person: PersonHistory): EventRow[] | null => {
		const bounds = window.boundsOf(person);
		if (bounds === null) return null;
		return choices.flatMap((choose) => window.within(choose(person), bounds).at(-1) ?? []);
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
