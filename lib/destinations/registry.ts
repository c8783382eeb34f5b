import { brazeDefinition } from "@/lib/destinations/catalog/braze/definition";
import { customerIoDefinition } from "@/lib/destinations/catalog/customerio/definition";
import { googleDefinition } from "@/lib/destinations/catalog/google/definition";
import { googleServiceDefinition } from "@/lib/destinations/catalog/google/service-definition";
import { hubSpotDefinition } from "@/lib/destinations/catalog/hubspot/definition";
import { iterableDefinition } from "@/lib/destinations/catalog/iterable/definition";
import { klaviyoDefinition } from "@/lib/destinations/catalog/klaviyo/definition";
import { linkedInDefinition } from "@/lib/destinations/catalog/linkedin/definition";
import { mailchimpDefinition } from "@/lib/destinations/catalog/mailchimp/definition";
import { marketingCloudDefinition } from "@/lib/destinations/catalog/marketingcloud/definition";
import { metaDefinition } from "@/lib/destinations/catalog/meta/definition";
import { postgresDefinition } from "@/lib/destinations/catalog/postgres/definition";
import { s3Definition } from "@/lib/destinations/catalog/s3/definition";
import { salesforceDefinition } from "@/lib/destinations/catalog/salesforce/definition";
import { sftpDefinition } from "@/lib/destinations/catalog/sftp/definition";
import { slackDefinition } from "@/lib/destinations/catalog/slack/definition";
import { slackWebhookDefinition } from "@/lib/destinations/catalog/slack/webhook-definition";
import { tikTokDefinition } from "@/lib/destinations/catalog/tiktok/definition";
import { webhookDefinition } from "@/lib/destinations/catalog/webhook/definition";
import type { DestinationDefinition } from "@/lib/destinations/contract";

/** Every network Muster can deliver to, in the order in which it is offered within its category. */
export const networks: readonly DestinationDefinition[] = [
	metaDefinition,
	googleDefinition,
	googleServiceDefinition,
	linkedInDefinition,
	tikTokDefinition,
	brazeDefinition,
	customerIoDefinition,
	iterableDefinition,
	klaviyoDefinition,
	mailchimpDefinition,
	marketingCloudDefinition,
	slackDefinition,
	slackWebhookDefinition,
	hubSpotDefinition,
	salesforceDefinition,
	s3Definition,
	sftpDefinition,
	postgresDefinition,
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
