import { SelectProblem } from "@/lib/lists/select/problem";
import type { Scope } from "@/lib/lists/select/scope";
import type { Expression, SelectCore } from "@/lib/lists/select/tree";
import { partsOf } from "@/lib/lists/select/walk";

/** Maximum number of parts in a SELECT once every alias is expanded. */
const maxParts = 20_000;

/**
 * Engines expand aliases: `a + a AS b, b + b AS c` doubles with every one, before any time limit applies.
 * Refuses what would grow too large, and circular aliases.
 */
export function requireSmallAliases(select: SelectCore, scope: Scope): void {
	const weights = new Map<string, number>();
	const open = new Set<string>();
	let parts = 0;
	const weigh = (expression: Expression, at: number): number => {
		if (expression.kind === "column" && expression.parts.length === 1)
			return weighName(expression.parts[0] ?? "", at);
		return partsOf(expression).values.reduce((sum, value) => sum + weigh(value, at), 1);
	};
	const weighName = (name: string, at: number): number => {
		const value = scope.alias(name);
		if (!value) return 1;
		const known = weights.get(name);
		if (known !== undefined) return known;
		const isColumn = scope.sources.some(({ columns }) => columns.some((column) => column.name === name));
		if (open.has(name)) {
			if (isColumn) return 1;
			throw new SelectProblem(at, `"${name}" is made of itself`);
		}
		open.add(name);
		const weight = weigh(value, at);
		open.delete(name);
		weights.set(name, weight);
		return weight;
	};
	const add = (value: Expression | null, at: number) => {
		if (value) parts += weigh(value, at);
		if (parts > maxParts) throw new SelectProblem(at, "Aliases that stand for aliases make this too large");
	};
	for (const item of select.list) add(item.value, item.at);
	const { at } = select.from;
	for (const value of [select.where, select.having, select.qualify, ...select.groupBy]) add(value, at);
	for (const { by } of select.orderBy) add(by, at);
	for (const { on, source } of select.joins) add(on, source.at);
}
