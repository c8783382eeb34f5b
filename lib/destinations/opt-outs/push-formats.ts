import { z } from "zod";

/** Bodies that a messaging tool, or a system of one's own, may post about people who no longer want messages. */
export const pushFormats = ["sendgrid", "customer_io", "muster"] as const;
export const pushFormat = z.enum(pushFormats);
export type PushFormat = z.output<typeof pushFormat>;

/** The secret each is checked with, as its tool calls it. */
export const pushFormatLabels: Record<PushFormat, { name: string; secret: string; where: string }> = {
	sendgrid: {
		name: "SendGrid",
		secret: "Verification key",
		where:
			"SendGrid shows it under Settings, Mail Settings, Event Webhooks, once Signature Verification is on. Select Bounced, Spam Reports and Unsubscribes there.",
	},
	customer_io: {
		name: "Customer.io",
		secret: "Webhook signing key",
		where:
			"Customer.io shows it under Data & Integrations, Integrations, Reporting Webhooks. Select the events unsubscribed, bounced and marked as spam.",
	},
	muster: {
		name: "Your own system",
		secret: "Signing secret",
		where: "Sign each message with it as Standard Webhooks describes.",
	},
};

/** Largest body that is read: SendGrid posts at most 768 KB at once. */
export const mostPushedBytes = 1_000_000;
/** The most reports one message may hold. */
export const mostPushed = 5_000;
