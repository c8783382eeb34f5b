import { assertNever } from "@/lib/kernel/assert-never";
import type { TraitDefinition } from "@/lib/traits/definition";

/**
 * The unit of a computed number: "times", "points", or the property its values come from; null if it has
 * none.
 */
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
