import { z } from "zod";
import { defineApi } from "@/lib/kernel/api-contract";
import { notificationChoices } from "@/lib/notifications/choices";

const delivery = z.object({
	/** Why emails currently cannot be sent; null while none was refused. */
	problem: z.string().nullable(),
	nextTryAt: z.iso.datetime().nullable(),
});
export type Delivery = z.output<typeof delivery>;

export const ownNotifications = z.object({
	/** The recipient address: the account's own. */
	email: z.string(),
	choices: notificationChoices,
	/** The sender of emails; null while this installation has no mail server. */
	sender: z.string().nullable(),
	delivery,
});
export type OwnNotifications = z.output<typeof ownNotifications>;

export const notificationsApi = {
	get: defineApi({
		method: "GET",
		path: "/notifications",
		summary: "What the signed-in member gets by email from this workspace",
		allow: "workspace.read",
		output: ownNotifications,
	}),
	update: defineApi({
		method: "PATCH",
		path: "/notifications",
		summary: "Choose what the signed-in member gets by email from this workspace",
		allow: "workspace.read",
		body: notificationChoices.partial(),
		output: ownNotifications,
	}),
	sendTest: defineApi({
		method: "POST",
		path: "/notifications/test",
		summary: "Send the signed-in member a test email, and answer what the mail server said",
		allow: "workspace.read",
		output: z.object({ sentTo: z.string(), answer: z.string() }),
	}),
	delivery: defineApi({
		method: "GET",
		path: "/notifications/delivery",
		summary: "Whether emails to members of this workspace can be sent",
		allow: "settings.read",
		output: delivery,
	}),
};
