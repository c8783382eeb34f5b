/**
 * One value a trait had, as the history keeps it. Dates are milliseconds, days without a time count from
 * 1970-01-01. `unset` is a removed trait.
 */
export type TraitRow = {
	trait: string;
	value:
		| { type: "unset" }
		| { type: "string"; value: string }
		| { type: "number"; value: number }
		| { type: "boolean"; value: boolean }
		| { type: "date"; value: number }
		| { type: "day"; value: number }
		| { type: "list"; value: string[] };
	priority: number;
	validFrom: number;
	recordedAt: number;
	/** Its place among the rows of one transaction. */
	seq: number;
};

/** A property as a rule sees it: nested objects are flattened to dotted names, `null` is no property. */
export type PropertyValue = string | number | boolean | readonly unknown[];

export type EventRow = {
	event: string;
	time: number;
	/** A 64-bit number as text; breaks ties of the same instant. */
	message: string;
	properties: Readonly<Record<string, PropertyValue>>;
};

/** One word on a consent purpose. */
export type ConsentRow = {
	purpose: string;
	isGranted: boolean;
	/** Stated by or about this person, not for everyone in a file. */
	isOwn: boolean;
	effectiveAt: number;
	recordedAt: number;
	/** Its place among the rows of one transaction. */
	seq: number;
};

/** One row of the log of what was served. */
export type MembershipRow = { segment: string; change: "entered" | "exited"; effectiveAt: number };

/** All that is known of one person: their own rows and those of everyone merged into them. Instants are milliseconds. */
export type PersonHistory = {
	/** The root's number. */
	uid: number;
	/** Earliest effective time of anything known of them. */
	createdAt: number;
	isErased: boolean;
	traits: readonly TraitRow[];
	events: readonly EventRow[];
	consents: readonly ConsentRow[];
	memberships: readonly MembershipRow[];
};

/** A person with every number they were ever known under; the root's is `uid`. */
export type Cluster = PersonHistory & { uids: readonly number[] };

export const emptyHistory: PersonHistory = {
	uid: 0,
	createdAt: 0,
	isErased: false,
	traits: [],
	events: [],
	consents: [],
	memberships: [],
};

const indexes = new WeakMap<PersonHistory, Map<string, EventRow[]>>();
const everyEvent = Symbol("every event") as unknown as string; // Safe because it is only a key that no name equals.

function indexOf(person: PersonHistory): Map<string, EventRow[]> {
	let index = indexes.get(person);
	if (!index) {
		const sorted = person.events.toSorted(compareEvents);
		index = new Map([[everyEvent, sorted]]);
		for (const event of sorted) {
			const named = index.get(event.event);
			if (named) named.push(event);
			else index.set(event.event, [event]);
		}
		indexes.set(person, index);
	}
	return index;
}

/** A person's events of one name (or all), oldest first, ties by message. */
export function eventsOf(person: PersonHistory, name: string | null): readonly EventRow[] {
	return indexOf(person).get(name ?? everyEvent) ?? [];
}

/** Order of time; at the same instant that of the message's number. */
export function compareEvents(a: EventRow, b: EventRow): number {
	return (
		a.time - b.time ||
		a.message.length - b.message.length ||
		(a.message < b.message ? -1 : a.message > b.message ? 1 : 0)
	);
}

/** How many of these events, oldest first, happened at or before an instant. */
export function countUpTo(events: readonly EventRow[], instant: number): number {
	let low = 0;
	let high = events.length;
	while (low < high) {
		const middle = (low + high) >>> 1;
		if ((events[middle]?.time ?? 0) <= instant) low = middle + 1;
		else high = middle;
	}
	return low;
}

/** The value of an event's property; undefined when it has none. */
export function propertyOf(event: EventRow, name: string): PropertyValue | undefined {
	return Object.hasOwn(event.properties, name) ? event.properties[name] : undefined;
}
