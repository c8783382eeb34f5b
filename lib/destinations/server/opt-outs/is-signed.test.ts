import { createHmac, generateKeyPairSync, sign } from "node:crypto";
import { describe, expect, it } from "vitest";
import { signWebhook } from "@/lib/destinations/catalog/webhook/sign-webhook";
import { isSigned, secretProblem } from "@/lib/destinations/server/opt-outs/is-signed";

const now = new Date("2026-12-01T09:00:00Z");
const body = Buffer.from('[{"event":"unsubscribe","email":"ann@example.com"}]\r\n');

describe("who signed a pushed message", () => {
	it("knows SendGrid's, over timestamp and exact bytes", () => {
		const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "prime256v1" });
		const secret = publicKey.export({ format: "der", type: "spki" }).toString("base64");
		const signature = sign("sha256", Buffer.concat([Buffer.from("1588788367"), body]), privateKey);
		const headers = new Headers({
			"x-twilio-email-event-webhook-signature": signature.toString("base64"),
			"x-twilio-email-event-webhook-timestamp": "1588788367",
		});
		expect(secretProblem("sendgrid", secret)).toBeNull();
		expect(isSigned("sendgrid", { secret, headers, body, now })).toBe(true);
		expect(isSigned("sendgrid", { secret, headers, body: body.subarray(1), now })).toBe(false);
		expect(isSigned("sendgrid", { secret, headers: new Headers(), body, now })).toBe(false);
	});

	it("knows Customer.io's", () => {
		const secret = "cio-webhook-signing-key";
		const signature = createHmac("sha256", secret).update(`v0:1588788367:${body.toString()}`).digest("hex");
		const headers = new Headers({ "x-cio-signature": signature, "x-cio-timestamp": "1588788367" });
		expect(isSigned("customer_io", { secret, headers, body, now })).toBe(true);
		expect(isSigned("customer_io", { secret: `${secret}!`, headers, body, now })).toBe(false);
		expect(isSigned("customer_io", { secret, headers: new Headers(), body, now })).toBe(false);
	});

	it("knows one's own, for five minutes", () => {
		const secret = `whsec_${"A".repeat(32)}`;
		const headers = new Headers(signWebhook(secret, "msg_1", body.toString(), now));
		expect(isSigned("muster", { secret, headers, body, now })).toBe(true);
		const late = new Date(now.getTime() + 301_000);
		expect(isSigned("muster", { secret, headers, body, now: late })).toBe(false);
		expect(isSigned("muster", { secret: `whsec_${"B".repeat(32)}`, headers, body, now })).toBe(false);
	});

	it.each([
		["sendgrid", "not a key"],
		["customer_io", "short"],
		["muster", "plain text"],
	] as const)("refuses what cannot be %s's key", (format, secret) => {
		expect(secretProblem(format, secret)).not.toBeNull();
	});
});
