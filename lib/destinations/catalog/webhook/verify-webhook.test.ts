import { describe, expect, it } from "vitest";
// The example is plain JavaScript, so that it runs anywhere.
import { eventsOf, isGenuine } from "@/docs/destinations/verify-webhook.mjs";
import { webhookDefinition } from "@/lib/destinations/catalog/webhook/definition";
import type { Batch } from "@/lib/destinations/contract";
import { firstRequest } from "@/lib/destinations/conversation";

const secret = "whsec_bXVzdGVyLXNhbmRib3gtc2lnbmluZy1zZWNyZXQ=";
const at = new Date(1_700_000_000_000);
const batch: Batch = {
	operation: "add",
	audience: { id: "syn_1", name: "VIP" },
	kinds: ["email"],
	rows: [
		{
			kind: "email",
			value: "ann@example.com",
			occurrence: { token: "t", change: "entered", personId: "1" },
		},
	],
	session: { id: "1", seq: 1, isLast: true, estimatedTotal: 1 },
	requestId: "r",
	runId: "r",
};
const sent = (messages: string) =>
	firstRequest(webhookDefinition.deliver, {
		connection: {
			settings: { url: "https://example.com/", messages },
			credentials: { signingSecret: `${secret} whsec_${btoa("another secret of 24 bytes")}` },
		},
		input: batch,
		at,
	});

describe("the receiver in the documentation", () => {
	it.each(["batch", "single"])("takes a genuine message (%s) and gives its events", (messages) => {
		const { headers, body = "" } = sent(messages);
		expect(isGenuine(secret, headers, body, at.getTime())).toBe(true);
		expect(eventsOf(JSON.parse(body))).toMatchObject([
			{ type: "entered", person: { id: "1" }, audience: { name: "VIP" } },
		]);
	});

	it("refuses other bytes, another secret, and a message that is too old, on both sides of the limit", () => {
		const { headers, body = "" } = sent("batch");
		expect(isGenuine(secret, headers, `${body} `, at.getTime())).toBe(false);
		expect(isGenuine(`whsec_${btoa("x".repeat(32))}`, headers, body, at.getTime())).toBe(false);
		expect(isGenuine(secret, headers, body, at.getTime() + 300_000)).toBe(true);
		expect(isGenuine(secret, headers, body, at.getTime() + 301_000)).toBe(false);
		expect(isGenuine(secret, {}, body, at.getTime())).toBe(false);
	});
});
