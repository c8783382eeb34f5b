import { z } from "zod";
import type { OptOut } from "@/lib/destinations/contract";
import { mostPushed, type PushFormat } from "@/lib/destinations/opt-outs/push-formats";

/** What a pushed message says, or why it cannot be read. */
export type ReadPushed = { ok: true; optOuts: OptOut[] } | { ok: false; message: string };

type Channel = OptOut["channel"];
type Reason = OptOut["reason"];

/**
 * Whom a pushed message reports. Opens, clicks and soft bounces, and whoever leaves only one group of SendGrid's, are
 * no opt-outs and leave nothing behind.
 */
export function readPushed(format: PushFormat, body: unknown): ReadPushed {
	switch (format) {
		case "sendgrid":
			return read(sendGridEvents, body, (events) => events.flatMap(fromSendGrid));
		case "customer_io":
			return read(customerIoEvent, body, fromCustomerIo);
		case "muster":
			return read(ownReports, body, ({ optOuts }) =>
				optOuts.map(({ at, ...report }) => ({ ...report, at: new Date(at) })),
			);
	}
}

function read<T>(schema: z.ZodType<T>, body: unknown, optOutsOf: (body: T) => OptOut[]): ReadPushed {
	const parsed = schema.safeParse(body);
	if (parsed.success) return { ok: true, optOuts: optOutsOf(parsed.data) };
	const [issue] = parsed.error.issues;
	const path = issue?.path.join(".") ?? "";
	return { ok: false, message: `${path || "The body"}: ${issue?.message ?? "cannot be read"}` };
}

const seconds = z.number().positive().max(253_402_300_799);
const at = (timestamp: number) => new Date(timestamp * 1000);

// Event webhook, v3: twilio.com/docs/sendgrid/for-developers/tracking-events/event
const sendGridEvents = z.array(z.unknown()).max(mostPushed);
const sendGridEvent = z.looseObject({
	email: z.string().max(512),
	timestamp: seconds,
	event: z.string(),
	type: z.string().optional(),
});

/** One event that is of no use here, or of a kind to come, does not hold up the others: SendGrid would repeat them all. */
function fromSendGrid(given: unknown): OptOut[] {
	const parsed = sendGridEvent.safeParse(given);
	if (!parsed.success) return [];
	const { email, event, type, timestamp } = parsed.data;
	const reason = sendGridReason(event, type);
	return reason === null
		? []
		: [{ kind: "email", value: email, channel: "email", reason, at: at(timestamp) }];
}

function sendGridReason(event: string, type: string | undefined): Reason | null {
	if (event === "unsubscribe") return "unsubscribed";
	if (event === "spamreport") return "complained";
	// "blocked" is a soft bounce: the address works, the message was not wanted then.
	return event === "bounce" && type !== "blocked" ? "bounced" : null;
}

// Reporting webhooks: docs.customer.io/integrations/api/webhooks
const customerIoEvent = z.looseObject({
	object_type: z.string(),
	metric: z.string(),
	timestamp: seconds,
	data: z.looseObject({
		customer_id: z.string().max(512).nullish(),
		recipient: z.string().max(512).nullish(),
		identifiers: z
			.looseObject({ id: z.string().max(512).nullish(), email: z.string().max(512).nullish() })
			.nullish(),
	}),
});

const customerIoReasons: Record<string, Reason> = {
	unsubscribed: "unsubscribed",
	spammed: "complained",
	bounced: "bounced",
};
const channels: Record<string, readonly Channel[]> = {
	email: ["email"],
	sms: ["sms"],
	push: ["push"],
	// Whoever unsubscribes as a person gets no message on any channel there.
	customer: ["email", "sms", "push"],
};

function fromCustomerIo({
	object_type,
	metric,
	timestamp,
	data,
}: z.output<typeof customerIoEvent>): OptOut[] {
	const reason = customerIoReasons[metric];
	const on = channels[object_type] ?? [];
	if (!reason) return [];
	return on.flatMap((channel) => {
		const who = customerIoPerson(data, object_type, reason);
		return who ? [{ ...who, channel, reason, at: at(timestamp) }] : [];
	});
}

/** A bounce is about the address it was sent to; everything else about the person, where their ID is given. */
function customerIoPerson(
	{ customer_id, recipient, identifiers }: z.output<typeof customerIoEvent>["data"],
	objectType: string,
	reason: Reason,
): Pick<OptOut, "kind" | "value"> | null {
	const address = recipient ?? identifiers?.email;
	if (objectType === "email" && address) return { kind: "email", value: address };
	if (objectType === "sms" && recipient) return { kind: "phone", value: recipient };
	// What a device's token was is not kept: nothing here bears it.
	if (reason === "bounced") return null;
	const id = identifiers?.id ?? customer_id;
	if (id) return { kind: "user_id", value: id };
	return identifiers?.email ? { kind: "email", value: identifiers.email } : null;
}

const ownReports = z.strictObject({
	optOuts: z
		.array(
			z.strictObject({
				kind: z.enum(["email", "phone", "user_id"]),
				value: z.string().min(1).max(512),
				channel: z.enum(["email", "sms", "push"]),
				reason: z.enum(["unsubscribed", "complained", "bounced"]),
				at: z.iso.datetime({ offset: true, error: "must be an instant such as 2026-12-01T09:30:00Z" }),
			}),
		)
		.max(mostPushed),
});
