import { assertNever } from "@/lib/kernel/assert-never";
import type { TraitDefinition } from "@/lib/traits/definition";

/** What a computed number counts: "times", "points", or the property whose values it is made of; null where it is neither. */
export function unitOf(definition: TraitDefinition): string | null {
	switch (definition.kind) {
		case "score":
			return "points";
		case "aggregate": {
			const { measure } = definition;
			if (measure.kind === "count") return "times";
			const isOfProperty = ["sum", "avg", "min", "max", "first", "last"].includes(measure.kind);
			return isOfProperty && "property" in measure ? measure.property : null;
		}
		case "formula":
		case "stage":
			return null;
		default:
			return assertNever(definition);
	}
}
