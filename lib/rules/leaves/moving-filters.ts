import { findOperator } from "@/lib/rules/catalog";
import { edgesOf, isDateTest } from "@/lib/rules/date-test";
import { eventsOf, type PersonHistory, propertyOf } from "@/lib/rules/evaluate/person-history";
import { nextOfDate, readDateValue } from "@/lib/rules/evaluate/prepare-date";
import { comparisonOf } from "@/lib/rules/evaluate/prepare-test";
import type { LeafKind, Moment, Watch } from "@/lib/rules/leaf-kind";
import { earliest } from "@/lib/rules/next-instant";
import type { PropertyLeaf, PropertyNode, RuleLeaf } from "@/lib/rules/rule";

/** A filter on a date property whose answer for one and the same event changes as time passes. */
type MovingFilter = { event: string; filter: PropertyLeaf };

/**
 * A kind of condition that allows filters such as "due in the next 7 days": time carries events past them at
 * instants unrelated to any window, found through the dates inside the events. Calendar tests change with the
 * day.
 */
export function withMovingFilters<Leaf extends RuleLeaf>(kind: LeafKind<Leaf>): LeafKind<Leaf> {
	return {
		...kind,
		prepare: (leaf, moment) => {
			const prepared = kind.prepare(leaf, moment);
			const filters = movingFilters(leaf);
			if (filters.length === 0) return prepared;
			return {
				...prepared,
				nextInstant: (person) =>
					earliest(
						prepared.nextInstant(person),
						...filters.map((filter) => nextOfFilter(filter, person, moment)),
					),
			};
		},
		watch: (leaf) => {
			const watch = kind.watch(leaf);
			const filters = movingFilters(leaf);
			return filters.length === 0 ? watch : { ...watch, ...watchFilters(filters, watch) };
		},
	};
}

function watchFilters(
	filters: readonly MovingFilter[],
	{ scope }: Watch,
): Pick<Watch, "filterEdges" | "scope"> {
	const read = filters.map(({ event, filter }) => ({
		event,
		filter,
		test: comparisonOf(filter, "UTC").test,
	}));
	const isCalendar = read.some(({ test }) => test.is === "dateInThis" || test.is === "dateAnniversary");
	return {
		filterEdges: read.flatMap(({ event, filter: { field }, test }) =>
			isDateTest(test) ? edgesOf(test).map((edge) => ({ event, property: field, edge })) : [],
		),
		scope: isCalendar ? "day" : scope,
	};
}

function nextOfFilter({ event, filter }: MovingFilter, person: PersonHistory, moment: Moment): number | null {
	const { test } = comparisonOf(filter, moment.timeZone);
	if (!isDateTest(test)) return null;
	let next: number | null = null;
	for (const row of eventsOf(person, event)) {
		const date = readDateValue(propertyOf(row, filter.field));
		if (date !== null) next = earliest(next, nextOfDate(test, date, moment));
	}
	return next;
}

/** Wherever in a leaf events are chosen past filters. */
function movingFilters(part: unknown): MovingFilter[] {
	if (typeof part !== "object" || part === null) return [];
	if (Array.isArray(part)) return part.flatMap(movingFilters);
	const inside = Object.entries(part).flatMap(([key, value]) =>
		key === "where" ? [] : movingFilters(value),
	);
	if (!("where" in part) || part.where === undefined) return inside;
	const event = "event" in part ? part.event : "field" in part ? part.field : "";
	// Safe because a leaf's schema has nothing but a group of filters under this name.
	const filters = dateFilters(part.where as PropertyNode);
	return [...inside, ...filters.map((filter) => ({ event: String(event), filter }))];
}

function dateFilters(node: PropertyNode): PropertyLeaf[] {
	if (node.kind === undefined) return node.rules.flatMap(dateFilters);
	return findOperator(node.type, node.operator)?.moves ? [node] : [];
}
