import { createHmac, createPublicKey, timingSafeEqual, verify } from "node:crypto";
import type { PushFormat } from "@/lib/destinations/opt-outs/push-formats";

type Signed = { secret: string; headers: Headers; body: Buffer; now: Date };

const toleranceSeconds = 300;

/** Whether a message was signed with the secret, over its exact bytes, as its tool signs. */
export function isSigned(format: PushFormat, signed: Signed): boolean {
	switch (format) {
		case "sendgrid":
			return isSignedBySendGrid(signed);
		case "customer_io":
			return isSignedByCustomerIo(signed);
		case "muster":
			return isSignedByStandard(signed);
	}
}

/** Why a text cannot be the secret of a format; null when it can. */
export function secretProblem(format: PushFormat, secret: string): string | null {
	if (format === "sendgrid")
		return publicKeyOf(secret) ? null : "must be the verification key as SendGrid shows it";
	if (format === "customer_io") return secret.length >= 16 ? null : "must be the whole signing key";
	return /^whsec_[A-Za-z0-9+/]{32,88}={0,2}$/.test(secret)
		? null
		: "must be whsec_ and 24 to 64 bytes in base64";
}

function publicKeyOf(secret: string) {
	try {
		const key = createPublicKey({ key: Buffer.from(secret, "base64"), format: "der", type: "spki" });
		return key.asymmetricKeyType === "ec" ? key : null;
	} catch {
		return null;
	}
}

// ECDSA over timestamp and body. What is repeated later changes nothing, so its age does not matter: SendGrid itself
// repeats for a day.
function isSignedBySendGrid({ secret, headers, body }: Signed): boolean {
	const key = publicKeyOf(secret);
	const signature = headers.get("x-twilio-email-event-webhook-signature");
	const timestamp = headers.get("x-twilio-email-event-webhook-timestamp");
	if (!key || !signature || !timestamp) return false;
	return verify(
		"sha256",
		Buffer.concat([Buffer.from(timestamp), body]),
		key,
		Buffer.from(signature, "base64"),
	);
}

function isSignedByCustomerIo({ secret, headers, body }: Signed): boolean {
	const timestamp = headers.get("x-cio-timestamp") ?? "";
	const expected = createHmac("sha256", secret).update(`v0:${timestamp}:`).update(body).digest();
	return isSame(Buffer.from(headers.get("x-cio-signature") ?? "", "hex"), expected);
}

function isSignedByStandard({ secret, headers, body, now }: Signed): boolean {
	const id = headers.get("webhook-id") ?? "";
	const timestamp = headers.get("webhook-timestamp") ?? "";
	if (!(Math.abs(now.getTime() / 1000 - Number(timestamp)) <= toleranceSeconds)) return false;
	const key = Buffer.from(secret.replace(/^whsec_/, ""), "base64");
	const expected = createHmac("sha256", key).update(`${id}.${timestamp}.`).update(body).digest();
	return (headers.get("webhook-signature") ?? "")
		.split(" ")
		.some((one) => isSame(Buffer.from(one.replace(/^v1,/, ""), "base64"), expected));
}

function isSame(given: Buffer, expected: Buffer): boolean {
	return given.length === expected.length && timingSafeEqual(given, expected);
}
