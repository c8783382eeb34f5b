import type { NeededProperties } from "@/lib/rules/needs";

/** Events that are read together: those named, or all but those; with these properties. */
export type EventGroup = { events: readonly string[]; isExcept: boolean; properties: readonly string[] };

/** Maximum number of warehouse reads; each has to find the people again. */
const maxGroups = 4;

/**
 * Groups the events read for people by the properties needed: a property is the most expensive part of an
 * event, and most events are only counted.
 */
export function groupEvents(
	events: readonly string[] | "all",
	{ byEvent, ofAny }: NeededProperties,
): EventGroup[] {
	const bySet = new Map<string, { events: string[]; properties: string[] }>();
	const bare: string[] = [];
	for (const event of events === "all" ? byEvent.keys() : events) {
		const properties = [...new Set([...(byEvent.get(event) ?? []), ...ofAny])].sort();
		if (properties.length === ofAny.length && events !== "all") {
			bare.push(event);
			continue;
		}
		const key = JSON.stringify(properties);
		const group = bySet.get(key) ?? { events: [], properties };
		group.events.push(event);
		bySet.set(key, group);
	}
	// Those with most properties first: what is left over shares one read.
	const sets = [...bySet.values()].sort((a, b) => b.properties.length - a.properties.length);
	const left = sets.splice(maxGroups - 2);
	if (left.length > 0) {
		sets.push({
			events: left.flatMap((group) => group.events),
			properties: [...new Set(left.flatMap(({ properties }) => properties))],
		});
	}
	const groups: EventGroup[] = sets.map((group) => ({ ...group, isExcept: false }));
	const named = [...bySet.values()].flatMap((group) => group.events);
	if (events === "all") groups.push({ events: named, isExcept: true, properties: ofAny });
	else if (bare.length > 0) groups.push({ events: bare, isExcept: false, properties: ofAny });
	return groups;
}
