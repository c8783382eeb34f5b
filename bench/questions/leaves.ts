import type { EventName, PropertyName } from "@/bench/data/shape";
import type {
	EventAggregate,
	EventLeaf,
	EventWindow,
	PropertyGroup,
	PropertyLeaf,
	RuleGroup,
	RuleNode,
	TraitLeaf,
} from "@/lib/rules/rule";

/** Shorthand for rules in the product's language. */

export const days = (amount: number) => ({ kind: "last", amount, unit: "days" }) as const;
export const minutes = (amount: number) => ({ kind: "last", amount, unit: "minutes" }) as const;

export const all = (...rules: RuleNode[]): RuleGroup => ({ combinator: "and", rules });
export const any = (...rules: RuleNode[]): RuleGroup => ({ combinator: "or", rules });

export function property(
	field: PropertyName,
	operator: PropertyLeaf["operator"],
	value: string | number,
): PropertyLeaf {
	return { kind: "property", field, type: typeof value === "number" ? "number" : "string", operator, value };
}

export const where = (...rules: PropertyLeaf[]): PropertyGroup => ({ combinator: "and", rules });

export function event(
	field: EventName,
	aggregate: EventAggregate,
	operator: EventLeaf["operator"],
	value: number,
	window: EventWindow,
	filter?: PropertyGroup,
): EventLeaf {
	return { kind: "event", field, aggregate, operator, value, window, ...(filter ? { where: filter } : {}) };
}

export const times = (
	field: EventName,
	operator: EventLeaf["operator"],
	value: number,
	window: EventWindow,
	filter?: PropertyGroup,
) => event(field, { kind: "count" }, operator, value, window, filter);

export function trait(
	field: string,
	operator: TraitLeaf["operator"],
	value: string | number | boolean | string[],
): TraitLeaf {
	const type = typeof value === "number" ? "number" : typeof value === "boolean" ? "boolean" : "string";
	return { kind: "trait", field, type, operator, value };
}
