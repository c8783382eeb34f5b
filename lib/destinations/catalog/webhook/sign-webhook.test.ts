import { describe, expect, it } from "vitest";
import { signWebhook } from "@/lib/destinations/catalog/webhook/sign-webhook";

describe("signWebhook", () => {
	it("returns the signature of the Standard Webhooks vector", () => {
		const headers = signWebhook(
			"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
			"msg_1",
			'{"type":"audience.delta","id":"evt_1"}',
			new Date(1_700_000_000_000),
		);
		expect(headers).toEqual({
			"webhook-id": "msg_1",
			"webhook-timestamp": "1700000000",
			"webhook-signature": "v1,OQIGNPh01D8Ska2w47PKWjRD2n8wNF3GnidH4SProL4=",
		});
	});

	it("signs with both secrets while the receiver changes from one to the other", () => {
		const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
		const headers = signWebhook(`${secret} whsec_${btoa("b".repeat(24))}`, "msg_1", "{}", new Date(0));
		expect(headers["webhook-signature"]?.split(" ")).toHaveLength(2);
	});
});
