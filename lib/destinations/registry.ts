import { googleDefinition } from "@/lib/destinations/catalog/google/definition";
import { googleServiceDefinition } from "@/lib/destinations/catalog/google/service-definition";
import { klaviyoDefinition } from "@/lib/destinations/catalog/klaviyo/definition";
import { linkedInDefinition } from "@/lib/destinations/catalog/linkedin/definition";
import { metaDefinition } from "@/lib/destinations/catalog/meta/definition";
import { tikTokDefinition } from "@/lib/destinations/catalog/tiktok/definition";
import { webhookDefinition } from "@/lib/destinations/catalog/webhook/definition";
import type { DestinationDefinition } from "@/lib/destinations/contract";

/** Every network Muster can deliver to. */
export const networks: readonly DestinationDefinition[] = [
	metaDefinition,
	googleDefinition,
	googleServiceDefinition,
	linkedInDefinition,
	tikTokDefinition,
	klaviyoDefinition,
	webhookDefinition,
];

const bySlug = new Map(networks.map((network) => [network.slug, network]));

export function findNetwork(slug: string): DestinationDefinition | null {
	return bySlug.get(slug) ?? null;
}

/**
 * For a stored destination, whose slug was checked when it was connected; throws only if Muster no longer has
 * the network.
 */
export function networkOf(slug: string): DestinationDefinition {
	const network = bySlug.get(slug);
	if (!network) throw new Error(`Muster no longer supports the network "${slug}"`);
	return network;
}
