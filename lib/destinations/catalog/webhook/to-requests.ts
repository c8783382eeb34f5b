import { signWebhook } from "@/lib/destinations/catalog/webhook/sign-webhook";
import type { Batch, Connection, RequestDescription } from "@/lib/destinations/contract";

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

/** The change of an audience: one object per identifier, under the name of its kind. */
export function buildBatch(connection: Connection, batch: Batch, at: Date): RequestDescription {
	const rows = batch.rows.map((row) => ({ [row.kind]: row.value }));
	return post(
		connection,
		batch.requestId,
		{
			type: "audience.delta",
			id: batch.requestId,
			audience: batch.audience,
			run_id: batch.runId,
			batch: { seq: batch.session.seq, last: batch.session.isLast },
			added: batch.operation === "add" ? rows : [],
			removed: batch.operation === "remove" ? rows : [],
		},
		at,
	);
}
