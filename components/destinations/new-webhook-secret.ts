/** A random signing secret as Standard Webhooks writes it. */
export function newWebhookSecret(): string {
	const bytes = crypto.getRandomValues(new Uint8Array(32));
	return `whsec_${btoa(String.fromCharCode(...bytes))}`;
}
