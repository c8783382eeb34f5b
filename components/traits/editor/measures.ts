import type { ValueType } from "@/lib/rules/catalog";
import type { MeasureKind, TraitMeasure } from "@/lib/traits/definition";

/** How the sentence begins: "The number of …", "The category of the latest …". */
export const measureOptions: readonly { value: MeasureKind; label: string }[] = [
	{ value: "count", label: "number of" },
	{ value: "sum", label: "sum of" },
	{ value: "avg", label: "average" },
	{ value: "min", label: "smallest" },
	{ value: "max", label: "largest" },
	{ value: "first", label: "first" },
	{ value: "last", label: "latest" },
	{ value: "mostFrequent", label: "most frequent" },
	{ value: "uniqueList", label: "list of different" },
	{ value: "uniqueCount", label: "number of different" },
	{ value: "firstTime", label: "time of the first" },
	{ value: "lastTime", label: "time of the latest" },
];

const typesOf: Partial<Record<MeasureKind, readonly ValueType[]>> = {
	sum: ["number"],
	avg: ["number"],
	min: ["number"],
	max: ["number"],
	first: ["string", "number", "boolean", "date"],
	last: ["string", "number", "boolean", "date"],
	mostFrequent: ["string", "number", "boolean", "list"],
	uniqueList: ["string", "list"],
	uniqueCount: ["string", "number", "boolean", "date", "list"],
};

type Property = { name: string; type: ValueType };

/** The properties a measure can be calculated from. */
export function usableProperties(kind: MeasureKind, properties: readonly Property[]): Property[] {
	return properties.filter(({ type }) => typesOf[kind]?.includes(type));
}

/** A measure of a kind; keeps the previous property if it still fits, else uses the first that does. */
export function measureOf(kind: MeasureKind, before: string, properties: readonly Property[]): TraitMeasure {
	const usable = usableProperties(kind, properties);
	const chosen = usable.find(({ name }) => name === before) ?? usable[0];
	const property = chosen?.name ?? "";
	switch (kind) {
		case "count":
		case "firstTime":
		case "lastTime":
			return { kind };
		case "sum":
		case "avg":
		case "min":
		case "max":
			return { kind, property };
		default:
			// Safe because only properties of the measure's own types are usable; without one, text is the fallback
			// and is refused.
			return { kind, property, type: chosen?.type ?? "string" } as TraitMeasure;
	}
}
