import { SelectProblem } from "@/lib/lists/select/problem";
import type { ColumnName, Expression } from "@/lib/lists/select/tree";
import { nearestName } from "@/lib/rules/nearest-name";

/** A column that may be named: whether its parts are accessed with dots. */
export type KnownColumn = { name: string; isJson: boolean };
export type KnownSource = { alias: string; columns: KnownColumn[] };

/**
 * The names available to the expressions of one SELECT. A sub-select has a scope of its own and sees nothing
 * of this one.
 */
export class Scope {
	readonly sources: readonly KnownSource[];
	readonly #aliases = new Map<string, Expression>();
	#lambdaNames: string[] = [];

	constructor(sources: readonly KnownSource[]) {
		this.sources = sources;
	}

	addAlias(alias: string, value: Expression, at: number): void {
		if (this.#aliases.has(alias)) throw new SelectProblem(at, `Two columns are called "${alias}"`);
		this.#aliases.set(alias, value);
	}

	alias(name: string): Expression | undefined {
		return this.#aliases.get(name);
	}

	source(alias: string, at: number): KnownSource {
		const found = this.sources.find((source) => source.alias === alias);
		if (found) return found;
		const aliases = this.sources.map((source) => source.alias);
		throw new SelectProblem(at, `There is no table "${alias}" here; there is ${aliases.join(", ")}`);
	}

	/** Within a function x -> …, x is a name too. */
	withNames(names: readonly string[], look: () => void): void {
		const before = this.#lambdaNames;
		this.#lambdaNames = [...before, ...names];
		look();
		this.#lambdaNames = before;
	}

	/** Refuses a name that is no column of the tables here, no alias and no function argument. */
	resolve({ parts, type, at }: ColumnName): KnownColumn {
		const [first = "", second] = parts;
		const own = parts.length > 1 ? this.sources.find(({ alias }) => alias === first) : undefined;
		const ofOwn = own?.columns.find(({ name }) => name === second);
		const path = parts.slice(ofOwn ? 2 : 1);
		const column = ofOwn ?? this.#find(first);
		if (!column) throw new SelectProblem(at, this.#unknown(parts, own));
		if (path.length > 0 && !column.isJson) {
			throw new SelectProblem(at, `"${column.name}" has no parts; only properties has`);
		}
		if (type && path.length === 0) {
			throw new SelectProblem(at, "A type after .: belongs to a property, as in properties.amount.:Float64");
		}
		return { name: column.name, isJson: column.isJson && path.length === 0 };
	}

	#find(name: string): KnownColumn | undefined {
		if (this.#lambdaNames.includes(name)) return { name, isJson: false };
		for (const { columns } of this.sources) {
			const found = columns.find((column) => column.name === name);
			if (found) return found;
		}
		return this.#aliases.has(name) ? { name, isJson: false } : undefined;
	}

	#unknown(parts: readonly string[], own: KnownSource | undefined): string {
		const wanted = (own ? parts[1] : parts[0]) ?? "";
		const known = own
			? own.columns.map(({ name }) => name)
			: [...this.sources.flatMap(({ columns }) => columns.map(({ name }) => name)), ...this.#aliases.keys()];
		const near = nearestName(wanted, known);
		return near
			? `There is no column "${wanted}"; did you mean ${near}?`
			: `There is no column "${wanted}"; there is ${[...new Set(known)].slice(0, 20).join(", ")}`;
	}
}
