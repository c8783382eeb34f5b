import { hmacSha256 } from "@/lib/kernel/sha256";

function bytesOf(secret: string): Uint8Array {
	return Uint8Array.from(atob(secret.replace(/^whsec_/, "")), (char) => char.charCodeAt(0));
}

/**
 * The three headers of the Standard Webhooks scheme (github.com/standard-webhooks/standard-webhooks, spec v1): the
 * signature is over `id.timestamp.body`, the exact bytes sent. Two secrets, separated by a space, sign side by side
 * while a receiver changes from one to the other.
 */
export function signWebhook(secrets: string, id: string, body: string, at: Date): Record<string, string> {
	const timestamp = String(Math.floor(at.getTime() / 1000));
	const signatures = secrets
		.trim()
		.split(/\s+/)
		.map((secret) => {
			const digest = hmacSha256(bytesOf(secret), `${id}.${timestamp}.${body}`);
			return `v1,${btoa(String.fromCharCode(...digest))}`;
		});
	return { "webhook-id": id, "webhook-timestamp": timestamp, "webhook-signature": signatures.join(" ") };
}
