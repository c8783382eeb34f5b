import type { DestinationDefinition } from "@/lib/destinations/contract";

/**
 * Whether a sync delivers a person once, under one of their identifiers: everywhere but in an audience of identifiers,
 * where each finds the person by itself.
 */
export function isByOneIdentifier({ shape }: Pick<DestinationDefinition, "shape">): boolean {
	return shape !== "audience";
}
