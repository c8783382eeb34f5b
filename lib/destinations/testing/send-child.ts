// Sends signed test messages in a process of its own, for tests of what several processes share:
// send-child.ts <orders as JSON>. Writes one line of JSON per message.
import { webhookDefinition } from "@/lib/destinations/catalog/webhook/definition";
import type { Connection, Rate } from "@/lib/destinations/contract";
import { converse } from "@/lib/destinations/server/converse";
import { closeDatabase } from "@/lib/platform/postgres/database";

export type SendOrders = {
	destinationId: string;
	rate: Rate | null;
	connection: Connection;
	/** So many messages, so many of them at once. */
	messages: number;
	atOnce: number;
	timeoutMs: number;
	patienceMs: number;
};
export type SendReport = { kind: string; retryAt: number | null; reason: string | null };

// Safe because only tests start this, with orders of this form.
const orders = JSON.parse(process.argv[2] ?? "") as SendOrders;

async function send(): Promise<void> {
	const at = new Date();
	const outcome = await converse(webhookDefinition.test, {
		connection: orders.connection,
		input: () => ({ at }),
		account: { destinationId: orders.destinationId, rate: orders.rate },
		timeoutMs: orders.timeoutMs,
		patienceMs: orders.patienceMs,
	});
	const report: SendReport = {
		kind: outcome.kind,
		retryAt: outcome.kind === "not_sent" ? outcome.retryAt : null,
		reason: "reason" in outcome ? outcome.reason : null,
	};
	process.stdout.write(`${JSON.stringify(report)}\n`);
}

let left = orders.messages;
await Promise.all(
	Array.from({ length: orders.atOnce }, async () => {
		while (left-- > 0) await send();
	}),
);
await closeDatabase();
