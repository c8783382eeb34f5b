import type { SqlBinder } from "@/lib/kernel/sql-binder";
import { changedPeopleSql, type Snapshot } from "@/lib/profiles/snapshot";

type Scope = { ws: number; hasMerges: boolean };

/** Rows, with the aggregate that makes a set of their people, and the alias that it gets. */
type Query = { alias: string; people: string; from: string };

/** What one subquery reads: conditions on the columns of snapshot_set, and queries. */
type Read = { kept: readonly string[]; queries: readonly Query[] };

/** Queries that are read at once hold the states of all of them in memory. */
const maxAtOnce = 6;

/** The engine copies a subquery to every use of its alias: very large rules get one for each set. */
const maxText = 40_000;

/**
 * Gathers the sets of people that the conditions of one statement need. Each subquery costs a statement some
 * milliseconds, however little it finds, and run in sequence they leave processors idle: so the snapshot's
 * sets are one read, queries run side by side, and people changed since the snapshot are found once. The
 * expressions it returns are aliases: put `aliases()` before the SELECT, after everything was requested.
 */
export class SetReads {
	readonly #binder: SqlBinder;
	readonly #snapshot: Snapshot | null;
	readonly #scope: Scope;
	readonly #kept: string[] = [];
	readonly #queries: Query[] = [];
	/** Whose sets are read of the snapshot: those of the people always, to see that the build is there. */
	readonly #named = new Set([""]);
	readonly #traits = new Set<string>();
	#asksChanged = false;

	constructor(binder: SqlBinder, snapshot: Snapshot | null, scope: Scope) {
		this.#binder = binder;
		this.#snapshot = snapshot;
		this.#scope = scope;
	}

	/** Everyone, or the people known by name, as of the build: a bitmap. */
	people(which: "everyone" | "known"): string {
		return this.#keep(`trait = '' AND string_value = '${which}'`);
	}

	/** The people whose value of an indexed trait, as of the build, passes: a bitmap. `passes` names columns of snapshot_set. */
	valued(trait: string, passes: string): string {
		this.#named.add(trait);
		return this.#keep(`trait = ${this.#binder.bind(trait, "String")} AND ${passes}`);
	}

	/**
	 * The people that an aggregate collects from some rows, a bitmap; `from` is what follows FROM. Both are
	 * self-contained: they refer to no alias of the statement.
	 */
	of(people: string, from: string): string {
		const alias = `asked_${this.#queries.length}`;
		this.#queries.push({ alias, people, from });
		return alias;
	}

	/**
	 * Everyone whose values of a trait, or who themselves (null), may have changed since the build: a bitmap.
	 * It may include people with other changes relevant to the statement; they are looked up in the history
	 * like the rest.
	 */
	changed(trait: string | null): string {
		this.#asksChanged = true;
		if (trait !== null) this.#traits.add(trait);
		return "changed_people";
	}

	aliases(): string[] {
		const queries = [...this.#queries];
		if (this.#asksChanged && this.#snapshot) {
			const changed = changedPeopleSql(this.#binder, this.#snapshot, this.#scope, [...this.#traits]);
			queries.unshift({ alias: "changed_people", people: "groupBitmapState(uid)", from: `(${changed})` });
		}
		const isLarge = queries.reduce((sum, { people, from }) => sum + people.length + from.length, 0) > maxText;
		if (isLarge) {
			const alone = queries.map(({ alias, people, from }) => `(SELECT ${people} FROM ${from}) AS ${alias}`);
			return [...this.#aliasesOf("sets_0", { kept: this.#kept, queries: [] }), ...alone];
		}
		let read: Read = { kept: this.#kept, queries: queries.splice(0, maxAtOnce) };
		const aliases = this.#aliasesOf("sets_0", read);
		for (let index = 1; queries.length > 0; index++) {
			read = { kept: [], queries: queries.splice(0, maxAtOnce) };
			aliases.push(...this.#aliasesOf(`sets_${index}`, read));
		}
		return aliases;
	}

	#keep(passes: string): string {
		this.#kept.push(passes);
		return `tupleElement(sets_0, ${this.#kept.length})`;
	}

	/** One subquery that gives a tuple, and an alias for each of its elements. */
	#aliasesOf(name: string, read: Read): string[] {
		const aliases = read.queries.map(({ alias }) => alias);
		const before = read.kept.length;
		if (before + aliases.length === 0) return [];
		return [
			`(${this.#tupleSql(read)}) AS ${name}`,
			...aliases.map((alias, index) => `tupleElement(${name}, ${before + index + 1}) AS ${alias}`),
		];
	}

	#tupleSql({ kept, queries }: Read): string {
		const states = kept.map((passes) => `groupBitmapMergeStateIf(people, ${passes})`);
		if (queries.length === 0) return `SELECT tuple(${states.join(",\n\t")}) ${this.#fromKept()}`;
		const rows = queries.map(
			({ people, from }, index) =>
				`SELECT toUInt16(${kept.length + index}) AS part, ${people} AS people FROM ${from}`,
		);
		if (kept.length > 0) {
			const pairs = kept.map((_, index) => `(toUInt16(${index}), state_${index})`);
			const named = states.map((state, index) => `${state} AS state_${index}`);
			rows.push(`SELECT tupleElement(pair, 1) AS part, tupleElement(pair, 2) AS people
	FROM (SELECT arrayJoin([${pairs.join(", ")}]) AS pair FROM (SELECT ${named.join(",\n\t")} ${this.#fromKept()}))`);
		}
		const sets = kept.length + queries.length;
		const elements = Array.from(
			{ length: sets },
			(_, part) => `groupBitmapMergeStateIf(people, part = ${part})`,
		);
		return `SELECT tuple(${elements.join(", ")}) FROM (\n${rows.join("\nUNION ALL ")})`;
	}

	#fromKept(): string {
		const { ws } = this.#scope;
		const build = this.#snapshot?.build ?? 0;
		return `FROM snapshot_set
	WHERE ws = ${this.#binder.bind(ws, "UInt32")} AND build = ${this.#binder.bind(build, "UInt32")} AND trait IN ${this.#binder.bind([...this.#named], "Array(String)")}
	HAVING throwIf(countIf(trait = '') = 0, 'This snapshot is gone') = 0`;
	}
}

/** An expression over what is read of a snapshot: in a statement that gathers it, or whole in itself. */
export function snapshotSql(
	binder: SqlBinder,
	snapshot: Snapshot,
	scope: Scope & { reads?: SetReads | undefined },
	expression: (reads: SetReads) => string,
): string {
	if (scope.reads) return expression(scope.reads);
	const reads = new SetReads(binder, snapshot, scope);
	const whole = expression(reads);
	return `(WITH ${reads.aliases().join(", ")} SELECT ${whole})`;
}
