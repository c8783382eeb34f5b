import { z } from "zod";
import { defineApi } from "@/lib/kernel/api-contract";
import { minutesOf } from "@/lib/notifications/quiet-hours";

const channelKinds = ["slack", "webhook"] as const;
export type ChannelKind = (typeof channelKinds)[number];

const channelView = z.object({
	kind: z.enum(channelKinds),
	/** Where it leads, without the part of the address that is secret. */
	host: z.string(),
	/** Why the last message was not accepted; null while none was refused. */
	problem: z.string().nullable(),
	nextTryAt: z.string().nullable(),
});

const clock = z.string().refine((text) => minutesOf(text) !== null, "must be a time of day such as 22:00");
const quietHours = z.strictObject({ from: clock, until: clock }).refine(({ from, until }) => from !== until, {
	path: ["until"],
	message: "must be another time than the beginning",
});

const alertSettings = z.object({
	/** The workspace's, in which quiet hours are given. */
	timeZone: z.string(),
	quiet: z.object({ from: z.string(), until: z.string() }).nullable(),
	/** Whether failed deliveries are sent in quiet hours too. */
	failuresAtOnce: z.boolean(),
	channels: z.array(channelView),
});
export type AlertSettingsView = z.output<typeof alertSettings>;

const address = z.string().trim().min(1, "An address is needed").max(2_000);

const updateAlertsInput = z.strictObject({
	quiet: quietHours.nullable().optional(),
	failuresAtOnce: z.boolean().optional(),
	/** The address of an incoming webhook; null removes it. */
	slack: z.strictObject({ url: address }).nullable().optional(),
	webhook: z
		.strictObject({
			url: address,
			secret: z
				.string()
				.regex(/^whsec_[A-Za-z0-9+/]{32,88}={0,2}$/, "must be whsec_ and 24 to 64 bytes in base64")
				.nullable()
				.default(null),
		})
		.nullable()
		.optional(),
});
export type UpdateAlertsInput = z.output<typeof updateAlertsInput>;

export const alertsApi = {
	get: defineApi({
		method: "GET",
		path: "/alerts",
		summary: "Where this workspace's alerts go besides email, and its quiet hours",
		allow: "settings.read",
		output: alertSettings,
	}),
	update: defineApi({
		method: "PATCH",
		path: "/alerts",
		summary: "Change where alerts go and when they wait",
		allow: "settings.write",
		body: updateAlertsInput,
		output: alertSettings,
	}),
	sendTest: defineApi({
		method: "POST",
		path: "/alerts/test",
		summary: "Post a test message to one channel",
		allow: "settings.write",
		body: z.strictObject({ kind: z.enum(channelKinds) }),
		output: z.object({ sentTo: z.string() }),
	}),
};
