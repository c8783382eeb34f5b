/** What a message or an ad did with a person, from least to most. */
export const touchKinds = ["delivered", "opened", "clicked"] as const;
export type TouchKind = (typeof touchKinds)[number];

/** Names under which tools send such events, as the common event specifications write them. */
const titles: Record<TouchKind, readonly string[]> = {
	delivered: [
		"Email Delivered",
		"SMS Delivered",
		"WhatsApp Message Delivered",
		"Push Notification Received",
		"Push Notification Delivered",
		"In-App Message Shown",
		"Message Delivered",
	],
	opened: ["Email Opened", "Push Notification Opened", "Message Opened"],
	clicked: [
		"Email Link Clicked",
		"Email Clicked",
		"SMS Link Clicked",
		"WhatsApp Link Clicked",
		"Push Notification Tapped",
		"Push Notification Clicked",
		"In-App Message Clicked",
		"Message Clicked",
		"Ad Clicked",
	],
};

/** Each name as a title, in lower case and joined with underscores. */
export function touchEventNames(kind: TouchKind): string[] {
	return titles[kind].flatMap((title) => {
		const lower = title.toLowerCase();
		return [title, lower, lower.replaceAll(/[ -]/g, "_")];
	});
}

/** Properties that name the campaign an event belongs to, by its id or its name. */
export const campaignProperties = [
	"campaign_id",
	"campaign_name",
	"campaign",
	"campaign.id",
	"campaign.name",
	"utm_campaign",
] as const;

/** Properties by which tools mark what a machine did, such as a mail scanner that follows every link. */
export const machineProperties = ["is_bot", "bot", "is_machine", "machine"] as const;
