import type { SqlBinder } from "@/lib/kernel/sql-binder";
import { changedPeopleSql, type Snapshot } from "@/lib/profiles/snapshot";

type Scope = { ws: number; hasMerges: boolean };

/**
 * What the conditions of one statement read of a snapshot, gathered: each read of the warehouse costs a statement some
 * milliseconds, however little it finds, so all sets are read at once and whoever has changed since is found once.
 * The expressions it gives refer to aliases: put `aliases()` before the SELECT, after everything was asked for.
 */
export class SnapshotReads {
	readonly #binder: SqlBinder;
	readonly #snapshot: Snapshot;
	readonly #scope: Scope;
	readonly #sets: string[] = [];
	/** Whose sets are read: those of the people always, to see that the build is there. */
	readonly #named = new Set([""]);
	readonly #traits = new Set<string>();
	#asksChanged = false;

	constructor(binder: SqlBinder, snapshot: Snapshot, scope: Scope) {
		this.#binder = binder;
		this.#snapshot = snapshot;
		this.#scope = scope;
	}

	/** Everybody, or the people known by name, as of the build: a bitmap. */
	people(which: "everyone" | "known"): string {
		return this.#take("", `string_value = '${which}'`);
	}

	/** The people whose value of an indexed trait, as of the build, passes: a bitmap. `passes` names columns of snapshot_set. */
	valued(trait: string, passes: string): string {
		return this.#take(trait, passes);
	}

	/**
	 * Everybody whose values of a trait, or who themselves (null), may have changed since the build: a bitmap. It may hold
	 * people with other changes that the statement asks about; they are looked up in the history like the rest.
	 */
	changed(trait: string | null): string {
		this.#asksChanged = true;
		if (trait !== null) this.#traits.add(trait);
		return "changed_people";
	}

	aliases(): string[] {
		const aliases: string[] = [];
		if (this.#asksChanged) {
			const changed = changedPeopleSql(this.#binder, this.#snapshot, this.#scope, [...this.#traits]);
			aliases.push(`(SELECT groupBitmapState(uid) FROM (${changed})) AS changed_people`);
		}
		if (this.#sets.length > 0) {
			aliases.push(`(SELECT tuple(${this.#sets.join(",\n\t")}) FROM snapshot_set
	WHERE ws = ${this.#binder.bind(this.#scope.ws, "UInt32")} AND build = ${this.#binder.bind(this.#snapshot.build, "UInt32")} AND trait IN ${this.#names()}
	HAVING throwIf(countIf(trait = '') = 0, 'This snapshot is gone') = 0) AS snapshot_sets`);
		}
		return aliases;
	}

	#take(trait: string, passes: string): string {
		this.#named.add(trait);
		const name = trait === "" ? "''" : this.#binder.bind(trait, "String");
		this.#sets.push(`groupBitmapMergeStateIf(people, trait = ${name} AND ${passes})`);
		return `tupleElement(snapshot_sets, ${this.#sets.length})`;
	}

	#names(): string {
		return this.#binder.bind([...this.#named], "Array(String)");
	}
}

/** An expression over what is read of a snapshot: in a statement that gathers it, or whole in itself. */
export function snapshotSql(
	binder: SqlBinder,
	snapshot: Snapshot,
	scope: Scope & { reads?: SnapshotReads | undefined },
	expression: (reads: SnapshotReads) => string,
): string {
	if (scope.reads) return expression(scope.reads);
	const reads = new SnapshotReads(binder, snapshot, scope);
	const whole = expression(reads);
	return `(WITH ${reads.aliases().join(", ")} SELECT ${whole})`;
}
