import type { SqlBinder } from "@/lib/kernel/sql-binder";
import type { CalendarPeriod, Catalog, DurationUnit } from "@/lib/rules/catalog";
import type { CompileScope, LeafSql } from "@/lib/rules/compile/compile-scope";
import type { EventRow, PersonHistory, TraitRow } from "@/lib/rules/evaluate/person-history";
import type { RuleLeaf } from "@/lib/rules/rule";

/**
 * One kind of condition, complete: each folder of `leaves/` builds one, and `leaves/registry.ts` has a row
 * for each kind of the schema. `compile` and `prepare` must mean the same; the parity test asserts it.
 */
export type LeafKind<Leaf extends RuleLeaf> = {
	/** What is wrong with a leaf whose shape is right: names, types, values. */
	check: (leaf: Leaf, room: CheckRoom) => void;
	/** The people it holds for, as a bitmap. Values are bound; anything not understood throws. */
	compile: (leaf: Leaf, binder: SqlBinder, scope: CompileScope) => LeafSql;
	/** The same meaning for one person at a time. What does not depend on the person is worked out once. */
	prepare: (leaf: Leaf, moment: Moment) => PreparedLeaf;
	/** As it continues "People …": "with at least one Order Completed event". */
	describe: (leaf: Leaf, names: Names) => string;
	watch: (leaf: Leaf) => Watch;
};

/** The part of a kind that rule editors need: its problems, and its wording. */
export type LeafForm<Leaf extends RuleLeaf> = Pick<LeafKind<Leaf>, "check" | "describe">;

/**
 * The instant (milliseconds, UTC) and zone a rule is evaluated in, with what one person's data cannot show.
 */
export type Moment = {
	asOf: number;
	timeZone: string;
	/** Silence that ends a session. */
	sessionGapMs: number;
	/** People on stored lists and with email addresses, by `listKey` and `contactKey`. A missing key is an error, not no one. */
	sets: ReadonlyMap<string, ReadonlySet<number>>;
	/** The value of the last person who is in, by `rankKey`; null when no one has a value. A missing key is an error. */
	rankBounds: ReadonlyMap<string, number | bigint | null>;
};

export type PreparedLeaf = {
	test: (person: PersonHistory) => boolean;
	/** The answer with what decided it. */
	explain: (person: PersonHistory) => LeafEvidence;
	/**
	 * The next instant after `asOf` at which the answer may differ though nothing new is recorded; null for never. It may
	 * come too early (then nothing changes there) but never too late.
	 */
	nextInstant: (person: PersonHistory) => number | null;
};

/** Why a condition answered as it did. */
export type LeafEvidence = { matches: boolean } & (
	| { kind: "everyone" }
	| { kind: "trait"; value: TraitRow["value"] | null }
	| {
			/** Kinds that reduce to a number computed from events. */
			kind: "number";
			/** Null is missing. With `isMicros` in millionths. */
			value: number | bigint | null;
			isMicros: boolean;
			/** The events that counted, oldest first. */
			events: EventRow[];
			/** What the number had to reach, where that is not in the rule: a rank's boundary; a trend's earlier number. */
			against?: number | bigint | null;
	  }
	| { kind: "events"; events: EventRow[] }
	| { kind: "fact"; value: string | null; at: number | null }
	| { kind: "membership"; isMember: boolean; since: number | null }
);

/** Names of things a rule mentions by id. */
export type Names = {
	segment: (id: string) => string | undefined;
	list: (id: string) => string | undefined;
	campaign: (id: string) => string | undefined;
};

export type CheckRoom = {
	catalog: Catalog;
	timeZone: string;
	/** A problem of this leaf. `inside` leads on from it, into nested filters. */
	report: (problem: LeafProblem) => void;
};

export type LeafProblem = {
	/** Way on from the leaf: "where", "steps", indices. */
	inside?: (number | string)[];
	/** Which part of the leaf: field, operator, value, window, aggregate …; absent for the leaf as a whole. */
	part?: string;
	message: string;
	/** A known name to use instead. */
	suggestion?: string;
	/** Where in a pattern it breaks, counted from 0. */
	position?: number;
};

/** The moving edge of a window: so long before asOf (after it, when `ahead`), or the beginning of the running period. */
export type Edge =
	| { kind: "ago"; amount: number; unit: DurationUnit; ahead?: boolean }
	| { kind: "this"; unit: CalendarPeriod };

/** What can change an answer: what incremental refresh reads. */
export type Watch = {
	/** Events by name; "all" for any event. */
	events: readonly string[] | "all";
	/** Its events up to this edge are never read; without one, all that ever happened are. */
	eventsAfter?: Edge;
	/** Event properties it reads beyond those named in its filters and aggregates. */
	properties?: readonly string[];
	traits: readonly string[];
	/** Consent purposes. */
	purposes: readonly string[];
	/** Segments whose memberships it reads. */
	segments: readonly string[];
	/** Keys of stored sets it reads. */
	sets: readonly string[];
	/** Times at which nothing happens but an edge passes an event. */
	eventEdges: readonly { events: readonly string[] | "all"; edge: Edge }[];
	/** The same for dates in traits. */
	traitEdges: readonly { trait: string; edge: Edge }[];
	/** The same for changes of the segments it reads: when someone entered or left. */
	segmentEdges?: readonly { segment: string; edge: Edge }[];
	/** The same for dates in properties of events. */
	filterEdges?: readonly { event: string; property: string; edge: Edge }[];
	/** A birthday that becomes exactly this many days from today (yesterday is −1) may change the answer. */
	birthdays?: readonly number[];
	/**
	 * "person": time changes the answer when an edge passes something. "day": also when a day of the
	 * workspace begins, for anyone; then everyone is recomputed.
	 */
	scope: "person" | "day";
	/**
	 * Set if the answer depends on everyone's numbers: anything watched, of anyone, may change it for anyone.
	 * By "time" such numbers change all the time; by "watched" only when something watched is recorded or
	 * passed by an edge.
	 */
	hangsOnAll?: "watched" | "time";
};

export const watchNothing: Watch = {
	events: [],
	traits: [],
	purposes: [],
	segments: [],
	sets: [],
	eventEdges: [],
	traitEdges: [],
	scope: "person",
};
