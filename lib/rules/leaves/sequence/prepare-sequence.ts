import { countUpTo, type EventRow, type PersonHistory } from "@/lib/rules/evaluate/person-history";
import type { Moment, PreparedLeaf } from "@/lib/rules/leaf-kind";
import { type Choose, prepareChoice, prepareWindow } from "@/lib/rules/leaves/event/prepare-window";
import { type Absence, readSteps, waitMs } from "@/lib/rules/leaves/sequence/read-steps";
import { earliest } from "@/lib/rules/next-instant";
import type { EventChoice, SequenceLeaf } from "@/lib/rules/rule";

/** An event that ends a chain of the steps up to its own; of all such chains one that began last. */
type Reached = { event: EventRow; time: number; start: number; before: Reached | null };

/**
 * Step by step, every event that a chain can end with, and the latest beginning of such a chain: conditions only bind
 * neighbours, and the whole only by its beginning, so nothing else of a chain matters to what follows.
 */
export function prepareSequence(leaf: SequenceLeaf, moment: Moment): PreparedLeaf {
	const { asOf } = moment;
	const plan = readSteps(leaf);
	const window = prepareWindow(leaf.window, moment);
	const chooseOf = (choice: EventChoice): Choose => prepareChoice(choice, moment);
	const leading = plan.leading.map(chooseOf);
	const links = plan.links.map(({ choice, withinMs, absences }) => ({
		choose: chooseOf(choice),
		withinMs: withinMs ?? Number.POSITIVE_INFINITY,
		absences: absences.map((absence) => ({ ...absence, choose: chooseOf(absence.choice) })),
	}));
	const trailing = plan.trailing.map(({ choice, withinMs }) => ({ choose: chooseOf(choice), withinMs }));
	const total = plan.totalMs ?? Number.POSITIVE_INFINITY;
	const wait = waitMs(plan);

	/** The latest chain that satisfies everything; undefined when this person does not have the window. */
	const find = (person: PersonHistory): Reached | null | undefined => {
		const bounds = window.boundsOf(person);
		if (bounds === null) return undefined;
		const inside = (choose: Choose) => choose(person, bounds);
		let reached: Reached[] = [];
		for (const [index, link] of links.entries()) {
			const events = inside(link.choose);
			if (events.length === 0) return null;
			if (index === 0) {
				const broken = earliest(...leading.map((choose) => inside(choose)[0]?.time ?? null));
				reached = events
					.filter(({ time }) => broken === null || time <= broken)
					.map((event) => ({ event, time: event.time, start: event.time, before: null }));
			} else {
				const absences = link.absences.map((absence) => ({ ...absence, events: inside(absence.choose) }));
				reached = extend(reached, events, link.withinMs, absences);
			}
			if (reached.length === 0) return null;
		}
		const forbidden = trailing.map(({ choose, withinMs }) => ({ events: choose(person), withinMs }));
		return (
			reached.findLast(
				({ time, start }) =>
					time - start <= total &&
					time + wait <= asOf &&
					forbidden.every(({ events, withinMs }) => {
						const next = events[countUpTo(events, time)];
						return !next || next.time > time + withinMs || next.time > asOf;
					}),
			) ?? null
		);
	};

	const answer = (found: Reached | null | undefined): boolean =>
		found !== undefined && (found !== null) === (leaf.operator === "happened");
	const choices = [
		...leading,
		...links.flatMap((link) => [link.choose, ...link.absences.map((one) => one.choose)]),
	];
	return {
		test: (person) => answer(find(person)),
		explain: (person) => {
			const found = find(person);
			const events: EventRow[] = [];
			for (let at = found ?? null; at !== null; at = at.before) events.unshift(at.event);
			return { kind: "events", matches: answer(found), events };
		},
		nextInstant: (person) => {
			const last = links.at(-1)?.choose(person) ?? [];
			const waiting = wait > 0 ? last[countUpTo(last, asOf - wait)] : undefined;
			return earliest(
				waiting ? waiting.time + wait : null,
				...[...choices, ...trailing.map(({ choose }) => choose)].map((choose) =>
					window.nextInstant(person, choose(person)),
				),
			);
		},
	};
}

/** One step further. Latest first: a later event before leaves more room, unless something lies in between. */
function extend(
	reached: readonly Reached[],
	events: readonly EventRow[],
	withinMs: number,
	absences: readonly (Absence & { events: readonly EventRow[] })[],
): Reached[] {
	const next: Reached[] = [];
	let earlier = 0;
	for (const event of events) {
		const { time } = event;
		while ((reached[earlier]?.time ?? time) < time) earlier++;
		for (let index = earlier - 1; index >= 0; index--) {
			const before = reached[index];
			if (!before || time - before.time > withinMs) break;
			const isKept = absences.every(({ events: forbidden, withinMs: own }) => {
				const first = forbidden[countUpTo(forbidden, before.time)]?.time ?? time;
				return first >= time || (own !== null && first > before.time + own);
			});
			if (!isKept) continue;
			next.push({ event, time, start: before.start, before });
			break;
		}
	}
	return next;
}
