import type { EngagementLeaf } from "@/lib/rules/rule";

/**
 * The event for each thing that happens to a message, with the properties `campaign` and `channel`. The
 * sender of the messages writes them: an email or push channel, or the customer through the API.
 */
export const engagementEvents: Record<EngagementLeaf["field"], string> = {
	sent: "Message Sent",
	delivered: "Message Delivered",
	opened: "Message Opened",
	clicked: "Message Clicked",
	converted: "Message Converted",
	unsubscribed: "Message Unsubscribed",
};
