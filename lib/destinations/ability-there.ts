import type { DestinationDefinition } from "@/lib/destinations/contract";
import type { MappingAbility, TargetField } from "@/lib/destinations/what-is-sent";

/**
 * What can be mapped at one destination: the fields its network always has, and those that exist there. While those
 * are not known (`there` is null) any name is taken.
 */
export function abilityThere(
	{ mapping, readFields }: Pick<DestinationDefinition, "mapping" | "readFields">,
	there: readonly TargetField[] | null,
): MappingAbility | undefined {
	if (!mapping || !readFields) return mapping;
	if (there === null) return { ...mapping, takesOthers: true };
	const known = new Set(mapping.fields.map(({ name }) => name));
	return {
		...mapping,
		fields: [...mapping.fields, ...there.filter(({ name }) => !known.has(name))],
		takesOthers: false,
	};
}
