import type { EventRow, PersonHistory } from "@/lib/rules/evaluate/person-history";
import { aggregateEvents } from "@/lib/rules/evaluate/prepare-aggregate";
import type { Moment, PreparedLeaf } from "@/lib/rules/leaf-kind";
import { nextDayOf } from "@/lib/rules/leaves/event/prepare-event";
import { prepareChoice, prepareWindow } from "@/lib/rules/leaves/event/prepare-window";
import { isRankedInMicros, rankKey } from "@/lib/rules/leaves/rank/rank-bound";
import { prepareSegment } from "@/lib/rules/leaves/segment/prepare-segment";
import { currentTrait, nextTraitInstant } from "@/lib/rules/leaves/trait/current-trait";
import { earliest } from "@/lib/rules/next-instant";
import type { RankLeaf } from "@/lib/rules/rule";

type Ranked = { value: number | bigint | null; events: readonly EventRow[] };
type Measure = {
	rankOf: (person: PersonHistory) => Ranked;
	nextInstant: (person: PersonHistory) => number | null;
};

/** The boundary is part of the moment: it depends on everyone. */
export function prepareRank(leaf: RankLeaf, moment: Moment): PreparedLeaf {
	const bound = moment.rankBounds.get(rankKey(leaf));
	if (bound === undefined) throw new Error("The boundary of a rank is not known");
	const { rankOf, nextInstant } = prepareRankMeasure(leaf, moment);
	const isIn = (value: number | bigint | null) =>
		value !== null && bound !== null && (leaf.operator === "top" ? value >= bound : value <= bound);
	return {
		test: (person) => isIn(rankOf(person).value),
		explain: (person) => {
			const { value, events } = rankOf(person);
			return {
				kind: "number",
				matches: isIn(value),
				value,
				isMicros: isRankedInMicros(leaf),
				events: [...events],
				against: bound,
			};
		},
		nextInstant,
	};
}

/** The number a person is ranked by; null of people who have no rank. */
export function prepareRankMeasure(leaf: RankLeaf, moment: Moment): Measure {
	const measure = prepareMeasure(leaf, moment);
	if (leaf.among === undefined) return measure;
	const membership = prepareSegment(
		{ kind: "segment", field: leaf.among, operator: "isMember", value: null },
		moment,
	);
	return {
		rankOf: (person) => (membership.test(person) ? measure.rankOf(person) : { value: null, events: [] }),
		nextInstant: (person) => earliest(membership.nextInstant(person), measure.nextInstant(person)),
	};
}

function prepareMeasure({ by }: RankLeaf, moment: Moment): Measure {
	const { asOf } = moment;
	if (by.kind === "trait") {
		return {
			rankOf: (person) => {
				const found = currentTrait(person, by.trait, asOf);
				return { value: found?.type === "number" ? found.value : null, events: [] };
			},
			nextInstant: (person) => nextTraitInstant(person, by.trait, asOf),
		};
	}
	const window = prepareWindow(by.window, moment);
	const choose = prepareChoice(by, moment);
	const eventsIn = (person: PersonHistory) => {
		const bounds = window.boundsOf(person);
		return bounds === null ? [] : choose(person, bounds);
	};
	return {
		rankOf: (person) => {
			const events = eventsIn(person);
			return { value: events.length === 0 ? null : aggregateEvents(by.aggregate, events, moment), events };
		},
		nextInstant: (person) =>
			earliest(window.nextInstant(person, choose(person)), nextDayOf(by.aggregate, eventsIn(person), asOf)),
	};
}
