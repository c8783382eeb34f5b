import { describe, expect, it } from "vitest";
import { readPushed } from "@/lib/destinations/opt-outs/read-pushed";

const timestamp = 1_764_374_400;
const at = new Date("2025-11-29T00:00:00Z");

describe("pushed opt-outs", () => {
	it("reads SendGrid's events: a block and the leaving of a group are none", () => {
		const event = (user: string, event: string, type?: string) => ({
			email: `${user}@example.com`,
			timestamp,
			event,
			sg_event_id: `id-${user}`,
			...(type ? { type } : {}),
		});
		const read = readPushed("sendgrid", [
			event("u1", "unsubscribe"),
			event("u2", "bounce", "bounce"),
			event("u3", "bounce", "blocked"),
			event("u4", "spamreport"),
			event("u5", "group_unsubscribe"),
			event("u6", "open"),
			{ event: "account_status_change", timestamp },
		]);
		const own = (user: string, reason: string) => ({
			kind: "email",
			value: `${user}@example.com`,
			channel: "email",
			reason,
			at,
		});
		expect(read).toEqual({
			ok: true,
			optOuts: [own("u1", "unsubscribed"), own("u2", "bounced"), own("u4", "complained")],
		});
	});

	it.each([
		["email", "unsubscribed", [["email", "ann@example.com", "email", "unsubscribed"]]],
		["email", "bounced", [["email", "ann@example.com", "email", "bounced"]]],
		["email", "spammed", [["email", "ann@example.com", "email", "complained"]]],
		["email", "opened", []],
		["push", "bounced", []],
		[
			"customer",
			"unsubscribed",
			[
				["user_id", "17", "email", "unsubscribed"],
				["user_id", "17", "sms", "unsubscribed"],
				["user_id", "17", "push", "unsubscribed"],
			],
		],
		["in_app", "unsubscribed", []],
	])("reads Customer.io's %s %s", (object_type, metric, expected) => {
		const data = {
			customer_id: "17",
			identifiers: { id: "17", email: "ann@example.com", cio_id: "d9c1" },
			...(object_type === "email" ? { recipient: "ann@example.com" } : {}),
		};
		const read = readPushed("customer_io", { event_id: "e1", object_type, metric, timestamp, data });
		expect(read).toEqual({
			ok: true,
			optOuts: expected.map(([kind, value, channel, reason]) => ({ kind, value, channel, reason, at })),
		});
	});

	it("names what is wrong in a message of one's own", () => {
		const report = { kind: "email", value: "ann@example.com", channel: "email", reason: "unsubscribed" };
		expect(readPushed("muster", { optOuts: [{ ...report, at: "2025-11-29T01:00:00+01:00" }] })).toEqual({
			ok: true,
			optOuts: [{ ...report, at }],
		});
		expect(readPushed("muster", { optOuts: [{ ...report, at: "yesterday" }] })).toEqual({
			ok: false,
			message: "optOuts.0.at: must be an instant such as 2026-12-01T09:30:00Z",
		});
		expect(
			readPushed("muster", { optOuts: [{ ...report, at: "2025-11-29T00:00:00Z", channel: "ads" }] }).ok,
		).toBe(false);
		expect(readPushed("sendgrid", { not: "a list" }).ok).toBe(false);
	});
});
