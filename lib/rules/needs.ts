import { type EventReach, ReachOfEvents } from "@/lib/rules/event-reach";
import type { Edge, Watch } from "@/lib/rules/leaf-kind";
import { findKind } from "@/lib/rules/leaves/registry";
import type { RuleLeaf, RuleNode } from "@/lib/rules/rule";

export type NeededProperties = { byEvent: ReadonlyMap<string, readonly string[]>; ofAny: readonly string[] };

/** What some rules read about a person, and what can change their answers. */
export type Needs = {
	events: readonly string[] | "all";
	/** Event properties, by dotted name: those read of each event, and those read of any. */
	properties: NeededProperties;
	/** How far back those events are read. */
	reach: EventReach;
	traits: readonly string[];
	purposes: readonly string[];
	segments: readonly string[];
	sets: readonly string[];
	eventEdges: Watch["eventEdges"];
	traitEdges: Watch["traitEdges"];
	segmentEdges: readonly { segment: string; edge: Edge }[];
	filterEdges: NonNullable<Watch["filterEdges"]>;
	birthdays: readonly number[];
};

/** The needs of some conditions together; equal edges are named once. */
export function needsOf(leaves: Iterable<RuleLeaf>): Needs {
	const events = new Set<string>();
	let isAll = false;
	const properties = new PropertyNames();
	const reach = new ReachOfEvents();
	const traits = new Set<string>();
	const purposes = new Set<string>();
	const segments = new Set<string>();
	const sets = new Set<string>();
	const eventEdges = new Map<string, { edge: Edge; events: Set<string> | "all" }>();
	const traitEdges = new Map<string, Watch["traitEdges"][number]>();
	const segmentEdges = new Map<string, { segment: string; edge: Edge }>();
	const filterEdges = new Map<string, NonNullable<Watch["filterEdges"]>[number]>();
	const birthdays = new Set<number>();
	for (const leaf of leaves) {
		const watch = findKind(leaf.kind).watch(leaf);
		if (watch.events === "all") isAll = true;
		else for (const name of watch.events) events.add(name);
		reach.add(watch);
		for (const name of watch.properties ?? []) properties.add(watch.events, name);
		addNamedProperties(leaf, watch.events, properties);
		for (const name of watch.traits) traits.add(name);
		for (const name of watch.purposes) purposes.add(name);
		for (const name of watch.segments) segments.add(name);
		for (const name of watch.sets) sets.add(name);
		for (const { events: names, edge } of watch.eventEdges) {
			const key = JSON.stringify(edge);
			const known = eventEdges.get(key) ?? { edge, events: new Set<string>() };
			if (names === "all") known.events = "all";
			else if (known.events !== "all") for (const name of names) known.events.add(name);
			eventEdges.set(key, known);
		}
		for (const shift of watch.birthdays ?? []) birthdays.add(shift);
		for (const one of watch.traitEdges) traitEdges.set(JSON.stringify(one), one);
		for (const one of watch.segmentEdges ?? []) segmentEdges.set(JSON.stringify(one), one);
		for (const one of watch.filterEdges ?? []) filterEdges.set(JSON.stringify(one), one);
	}
	return {
		events: isAll ? "all" : [...events],
		properties: properties.finish(),
		reach: reach.finish(),
		traits: [...traits],
		purposes: [...purposes],
		segments: [...segments],
		sets: [...sets],
		eventEdges: [...eventEdges.values()].map(({ edge, events: names }) => ({
			edge,
			events: names === "all" ? names : [...names],
		})),
		traitEdges: [...traitEdges.values()],
		segmentEdges: [...segmentEdges.values()],
		filterEdges: [...filterEdges.values()],
		birthdays: [...birthdays],
	};
}

class PropertyNames {
	readonly #byEvent = new Map<string, Set<string>>();
	readonly #ofAny = new Set<string>();

	add(events: readonly string[] | "all", name: string): void {
		if (events === "all") this.#ofAny.add(name);
		else {
			for (const event of events) {
				const names = this.#byEvent.get(event);
				if (names) names.add(name);
				else this.#byEvent.set(event, new Set([name]));
			}
		}
	}

	finish(): NeededProperties {
		const byEvent = new Map([...this.#byEvent].map(([event, names]) => [event, [...names]]));
		return { byEvent, ofAny: [...this.#ofAny] };
	}
}

/**
 * Properties named in filters and aggregates, anywhere in a leaf: of the event named around them, or of all
 * events of the leaf if none is.
 */
function addNamedProperties(value: unknown, events: readonly string[] | "all", names: PropertyNames): void {
	if (typeof value !== "object" || value === null) return;
	if (Array.isArray(value)) {
		for (const item of value) addNamedProperties(item, events, names);
		return;
	}
	const isEvent = "kind" in value && value.kind === "event" && "field" in value;
	const named = "event" in value ? value.event : isEvent ? value.field : undefined;
	const of = typeof named === "string" ? [named] : events;
	if ("kind" in value && value.kind === "property" && "field" in value) names.add(of, String(value.field));
	if ("property" in value && typeof value.property === "string") names.add(of, value.property);
	for (const inner of Object.values(value)) addNamedProperties(inner, of, names);
}

/** Every condition of a rule, in reading order. */
export function leavesOf(node: RuleNode): RuleLeaf[] {
	return node.kind === undefined ? node.rules.flatMap(leavesOf) : [node];
}
