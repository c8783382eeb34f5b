import type { ConsentPurpose } from "@/lib/consent/purposes";
import type { DestinationDefinition } from "@/lib/destinations/contract";

/** The purposes a network may be used for, the usual one first. A sync for any other sends nothing. */
export function purposesOf(network: Pick<DestinationDefinition, "purposes">): readonly ConsentPurpose[] {
	return network.purposes;
}
