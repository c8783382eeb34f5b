import { signWebhook } from "@/lib/destinations/catalog/webhook/sign-webhook";
import type { Batch, BatchRow, Connection, RequestDescription } from "@/lib/destinations/contract";
import { hmacSha256 } from "@/lib/kernel/sha256";

function post(connection: Connection, id: string, payload: object, at: Date): RequestDescription {
	const body = JSON.stringify(payload);
	return {
		method: "POST",
		url: connection.settings.url ?? "",
		headers: {
			"content-type": "application/json",
			accept: "application/json",
			...signWebhook(connection.credentials.signingSecret ?? "", id, body, at),
		},
		body,
	};
}

/** A signed message of its own type, so that the receiver can answer 2xx without doing anything. */
export function buildTest(connection: Connection, { at: asked }: { at: Date }, at: Date): RequestDescription {
	const id = `test_${asked.getTime()}`;
	return post(connection, id, { type: "connection.test", id }, at);
}

/** Whether each person is a message of their own. */
export function isSingle(connection: Connection): boolean {
	return connection.settings.messages === "single";
}

/**
 * What happened to people, as one message or one for each. Nothing in it depends on the attempt, the run or the place in
 * an upload: the same occurrence with the same content is the same bytes under the same id, so that a receiver can
 * tell a repeat from something new.
 */
export function buildBatch(connection: Connection, batch: Batch, at: Date): RequestDescription {
	const events = batch.rows.map((row) => eventOf(batch, row));
	const [only] = events;
	if (isSingle(connection) && only && events.length === 1) {
		return post(connection, only.id, { ...only, audience: batch.audience }, at);
	}
	const id = `msg_${digest(batch.audience.id, JSON.stringify(events))}`;
	return post(connection, id, { type: "audience.changes", id, audience: batch.audience, events }, at);
}

type Event = { id: string; type: string; person: object };

function eventOf(batch: Batch, row: BatchRow): Event {
	const change = row.occurrence?.change ?? (batch.operation === "add" ? "entered" : "left");
	const person = {
		id: row.occurrence?.personId ?? null,
		identifiers: { [row.kind]: row.value },
		...(row.fields ? { traits: row.fields } : {}),
	};
	const token = row.occurrence?.token ?? `${batch.requestId} ${row.kind}`;
	return { id: `evt_${digest(token, JSON.stringify([change, person]))}`, type: change, person };
}

function digest(key: string, text: string): string {
	return Array.from(hmacSha256(key, text).slice(0, 16), (byte) => byte.toString(16).padStart(2, "0")).join(
		"",
	);
}
