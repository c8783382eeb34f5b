import type { TraitDefinition } from "@/lib/traits/definition";

/** Whether two definitions say the same, whatever handles the builder gave their conditions. */
export function sameDefinition(a: TraitDefinition, b: TraitDefinition): boolean {
	return JSON.stringify(withoutHandles(a)) === JSON.stringify(withoutHandles(b));
}

/** The definition without the builder's handles. */
export function withoutHandles(value: unknown): unknown {
	if (Array.isArray(value)) return value.map(withoutHandles);
	if (typeof value !== "object" || value === null) return value;
	return Object.fromEntries(
		Object.entries(value)
			.filter(([key, inner]) => key !== "id" && inner !== undefined)
			.sort(([left], [right]) => (left < right ? -1 : 1))
			.map(([key, inner]) => [key, withoutHandles(inner)]),
	);
}
