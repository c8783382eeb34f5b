import { signWebhook } from "@/lib/destinations/catalog/webhook/sign-webhook";
import { addressProblem } from "@/lib/destinations/check-address";
import { mayBePrivate, trustsPlainHttp } from "@/lib/destinations/server/trusted-address";
import { sha256Hex } from "@/lib/kernel/sha256";
import { type AlertText, composeSlack, composeWebhook } from "@/lib/notifications/compose-alert";
import { openChannel } from "@/lib/notifications/server/channel-content";
import { env } from "@/lib/platform/env";
import { OutboundError, outboundFetch } from "@/lib/platform/outbound/fetch";

type StoredChannel = { kind: string; contentEncrypted: Uint8Array };

const timeoutMs = 10_000;
const names: Record<string, string> = { slack: "Slack", webhook: "The receiver" };

/** Posts one message with all of these alerts; returns why it was not accepted, in a sentence, or null. */
export async function postAlert(
	channel: StoredChannel,
	workspace: { id: string; name: string; slug: string },
	alerts: readonly AlertText[],
	now: Date,
): Promise<string | null> {
	const { url: address, secret } = openChannel(channel);
	// Checked again when sending: what is stored may be older than the rule, or its trust withdrawn.
	const unfit = addressProblem(address, trustsPlainHttp);
	if (unfit) return `The address ${unfit}.`;
	const given = { workspace, origin: env.NEXTAUTH_URL, alerts };
	const body = JSON.stringify(channel.kind === "slack" ? composeSlack(given) : composeWebhook(given));
	const signature = secret === null ? {} : signWebhook(secret, idOf(workspace.id, alerts), body, now);
	try {
		const { status } = await outboundFetch(
			address,
			{ method: "POST", headers: { "content-type": "application/json", ...signature }, body },
			{ timeoutMs, allowPrivate: mayBePrivate(address), maxAnswerBytes: 100_000 },
		);
		return status >= 200 && status < 300 ? null : refusalText(channel.kind, status);
	} catch (error) {
		if (error instanceof OutboundError) return error.message;
		throw error;
	}
}

function refusalText(kind: string, status: number): string {
	const name = names[kind] ?? "The receiver";
	if (kind === "slack" && (status === 403 || status === 404 || status === 410)) {
		return `${name} no longer knows this address. Create a new incoming webhook and save its address.`;
	}
	if (status === 401 || status === 403) return `${name} did not accept the signature.`;
	if (status >= 300 && status < 400) return "The address forwards elsewhere, which Muster does not follow.";
	return `${name} answered with status ${status}.`;
}

/** The same for the same alerts, so that a repeated message can be recognized. */
function idOf(workspaceId: string, alerts: readonly AlertText[]): string {
	const what = alerts.map(({ topic, cause, foundAt }) => [topic, cause, foundAt.toISOString()].join(" "));
	return `msg_${sha256Hex([workspaceId, ...what].join("\n")).slice(0, 32)}`;
}
