import type { Edge, Watch } from "@/lib/rules/leaf-kind";
import { edgeInstant } from "@/lib/rules/window";

/** How far back events are read: after the earliest of these edges, or all that ever happened. */
type Reach = readonly Edge[] | "all";

/** How far back some rules read events: those they name, and any others (null where they read no others). */
export type EventReach = { byName: ReadonlyMap<string, Reach>; ofAny: Reach | null };

/** Collects how far back conditions read. */
export class ReachOfEvents {
	readonly #byName = new Map<string, Map<string, Edge> | "all">();
	#ofAny: Map<string, Edge> | "all" | null = null;

	add({ events, eventsAfter }: Pick<Watch, "events" | "eventsAfter">): void {
		const widen = (known: Map<string, Edge> | "all" | null | undefined) => {
			if (known === "all" || eventsAfter === undefined) return "all";
			return (known ?? new Map<string, Edge>()).set(JSON.stringify(eventsAfter), eventsAfter);
		};
		if (events === "all") this.#ofAny = widen(this.#ofAny);
		else for (const name of events) this.#byName.set(name, widen(this.#byName.get(name)));
	}

	finish(): EventReach {
		const edges = (known: Map<string, Edge> | "all") => (known === "all" ? known : [...known.values()]);
		return {
			byName: new Map([...this.#byName].map(([name, known]) => [name, edges(known)])),
			ofAny: this.#ofAny === null ? null : edges(this.#ofAny),
		};
	}
}

/**
 * Up to which instant events are never read by rules evaluated at `from` or later; null where all are read.
 */
function unreadUpTo(reach: Reach, from: number, timeZone: string): number | null {
	if (reach === "all") return null;
	const instant = Math.min(...reach.map((edge) => edgeInstant(edge, from, timeZone)));
	// Before 1970 lies nothing worth leaving out.
	return instant > 0 ? instant : null;
}

/** Some events by name, or all but some, and after which instant they are read; null for all that ever happened. */
export type ReadPart = { events: readonly string[]; isExcept: boolean; after: number | null };

/**
 * Which events are read when no rule is evaluated before `from` (milliseconds): names that are read after the
 * same instant are grouped.
 */
export function readEventsAfter(
	{ events, isExcept }: Pick<ReadPart, "events" | "isExcept">,
	{ byName, ofAny }: EventReach,
	{ from, timeZone }: { from: number; timeZone: string },
): ReadPart[] {
	const others = ofAny === null ? undefined : unreadUpTo(ofAny, from, timeZone);
	const afterOf = (name: string): number | null => {
		const own = byName.get(name);
		const known = [own === undefined ? undefined : unreadUpTo(own, from, timeZone), others];
		const instants = known.flatMap((instant) => (instant === undefined ? [] : [instant ?? 0]));
		const least = Math.min(...instants);
		return instants.length === 0 || least === 0 ? null : least;
	};
	const left = new Set(isExcept ? events : []);
	const named = isExcept ? [...byName.keys()].filter((name) => !left.has(name)) : events;
	const parts = new Map<number | null, string[]>();
	for (const name of named) {
		const after = afterOf(name);
		const part = parts.get(after);
		if (part) part.push(name);
		else parts.set(after, [name]);
	}
	const found: ReadPart[] = [...parts].map(([after, names]) => ({ events: names, isExcept: false, after }));
	if (!isExcept) return found;
	return [...found, { events: [...left, ...named], isExcept: true, after: others ?? null }];
}
