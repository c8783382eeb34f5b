import { assertNever } from "@/lib/kernel/assert-never";
import { weekdayOf } from "@/lib/kernel/calendar-day";
import { localDayNumber, localHour } from "@/lib/kernel/zoned-time";
import { isDateTest } from "@/lib/rules/date-test";
import { type EventRow, eventsOf, type PersonHistory, propertyOf } from "@/lib/rules/evaluate/person-history";
import { comparisonOf, prepareTest } from "@/lib/rules/evaluate/prepare-test";
import type { LeafEvidence, Moment, PreparedLeaf } from "@/lib/rules/leaf-kind";
import { prepareWindow } from "@/lib/rules/leaves/event/prepare-window";
import {
	aspectPaths,
	comparedAspect,
	latitudePath,
	longitudePath,
} from "@/lib/rules/leaves/situation/aspects";
import { circleAround, isInCircle, toHundredths } from "@/lib/rules/leaves/situation/circle";
import type { SituationLeaf, SituationTest } from "@/lib/rules/rule";

export function prepareSituation(leaf: SituationLeaf, moment: Moment): PreparedLeaf {
	const window = prepareWindow(leaf.window, moment);
	const mine = (person: PersonHistory) => eventsOf(person, leaf.event ?? null);
	/** Null if the window depends on a missing date: then the answer is false, whatever the condition. */
	const eventsIn = (person: PersonHistory) => {
		const bounds = window.boundsOf(person);
		return bounds === null ? null : window.within(mine(person), bounds);
	};
	const { isAbout, holds } = prepareQuestion(leaf.test, moment);
	const isNot = leaf.operator === "isNot";
	const test = (person: PersonHistory) => {
		const events = eventsIn(person);
		return events !== null && holds(events) !== isNot;
	};
	return {
		test,
		explain: (person): LeafEvidence => {
			const events = (eventsIn(person) ?? []).filter(isAbout);
			if (leaf.test.kind !== "latest") return { kind: "events", matches: test(person), events: [...events] };
			const latest = events.at(-1);
			const value = latest ? String(propertyOf(latest, aspectPaths[leaf.test.aspect])) : null;
			return { kind: "fact", matches: test(person), value, at: latest?.time ?? null };
		},
		nextInstant: (person) => window.nextInstant(person, mine(person).filter(isAbout)),
	};
}

type Question = {
	/** Events that bear on it. */
	isAbout: (event: EventRow) => boolean;
	holds: (events: readonly EventRow[]) => boolean;
};

function prepareQuestion(test: SituationTest, moment: Moment): Question {
	if (test.kind !== "latest") {
		const isAbout = prepareEventTest(test, moment.timeZone);
		return { isAbout, holds: (events) => events.some(isAbout) };
	}
	const path = aspectPaths[test.aspect];
	const { negated, test: tested } = comparisonOf(comparedAspect(test), moment.timeZone);
	if (isDateTest(tested)) throw new Error(`"${tested.is}" is not asked of text`);
	const passes = tested.is === "set" ? () => true : prepareTest(tested);
	const isAbout = (event: EventRow) => typeof propertyOf(event, path) === "string";
	return {
		isAbout,
		holds: (events) => {
			const latest = events.findLast(isAbout);
			const value = latest && propertyOf(latest, path);
			return (value !== undefined && passes(value)) !== negated;
		},
	};
}

function prepareEventTest(
	test: Exclude<SituationTest, { kind: "latest" }>,
	timeZone: string,
): (event: EventRow) => boolean {
	switch (test.kind) {
		case "hours":
			return ({ time }) => {
				const hour = localHour(time, timeZone);
				return test.from < test.to
					? hour >= test.from && hour < test.to
					: hour >= test.from || hour < test.to;
			};
		case "weekdays":
			return ({ time }) => test.days.includes(weekdayOf(localDayNumber(time, timeZone)));
		case "near": {
			const circle = circleAround(test, test.km);
			return (event) => {
				const latitude = propertyOf(event, latitudePath);
				const longitude = propertyOf(event, longitudePath);
				if (typeof latitude !== "number" || typeof longitude !== "number") return false;
				if (Math.abs(latitude) > 90 || Math.abs(longitude) > 180) return false;
				return isInCircle(circle, {
					latitude: toHundredths(latitude),
					longitude: toHundredths(longitude),
				});
			};
		}
		default:
			return assertNever(test);
	}
}
