import { isQueryable } from "@/lib/kernel/property-name";
import type { TypedProperty } from "@/lib/rules/typed/typed-properties";

const everyType = ["string", "number", "boolean"] as const;
const typesOfValues = new Map<unknown, TypedProperty["type"]>([
	["string", "string"],
	["number", "number"],
	["boolean", "boolean"],
	// Dates are read from text.
	["date", "string"],
]);
const numericAggregates = new Set<unknown>(["sum", "avg", "min", "max"]);

/**
 * The event properties that a rule, or the definition of a trait, uses anywhere: those of filters by the type
 * of the filter, those of aggregates by what is counted or added. Lists have no columns.
 */
export function queriedProperties(part: unknown): TypedProperty[] {
	if (typeof part !== "object" || part === null) return [];
	const inside = Object.values(part).flatMap(queriedProperties);
	if ("kind" in part && part.kind === "property" && "field" in part && "type" in part) {
		return [...inside, ...named(part.field, typesOfValues.get(part.type))];
	}
	if (!("property" in part) || !("kind" in part)) return inside;
	if (numericAggregates.has(part.kind)) return [...inside, ...named(part.property, "number")];
	if (part.kind === "distinctValues") {
		return [...inside, ...everyType.flatMap((type) => named(part.property, type))];
	}
	return "type" in part ? [...inside, ...named(part.property, typesOfValues.get(part.type))] : inside;
}

function named(path: unknown, type: TypedProperty["type"] | undefined): TypedProperty[] {
	return typeof path === "string" && type !== undefined && isQueryable(path) ? [{ path, type }] : [];
}
