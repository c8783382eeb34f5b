import { attributeOf } from "@/lib/destinations/catalog/braze/attribute-of";
import type { Batch, BatchRow, Connection, RequestDescription } from "@/lib/destinations/contract";

function request(
	{ settings, credentials }: Connection,
	path: string,
	body?: object,
): Omit<RequestDescription, "method"> {
	return {
		url: `${(settings.restEndpoint ?? "").replace(/\/+$/, "")}${path}`,
		headers: {
			accept: "application/json",
			authorization: `Bearer ${credentials.apiKey ?? ""}`,
			...(body ? { "content-type": "application/json" } : {}),
		},
		...(body ? { body: JSON.stringify(body) } : {}),
	};
}

/** Asks for nothing to be done: Braze judges the key and its permission first. */
export function buildTest(connection: Connection): RequestDescription {
	return { method: "POST", ...request(connection, "/users/track", { attributes: [] }), onlyReads: true };
}

/** One profile for each key: two rows that Braze takes for one person are sent once. */
export function sentRows(batch: Batch): { row: BatchRow; indexes: number[] }[] {
	const byKey = new Map<string, { row: BatchRow; indexes: number[] }>();
	for (const [index, row] of batch.rows.entries()) {
		const key = `${row.kind} ${row.kind === "email" ? row.value.toLowerCase() : row.value}`;
		const same = byKey.get(key);
		if (same) same.indexes.push(index);
		else byKey.set(key, { row, indexes: [index] });
	}
	return [...byKey.values()];
}

/** Braze's name of the identifier. */
const identifiers: Record<string, string> = { user_id: "external_id", email: "email" };

/**
 * Who is in the audience as one attribute, with the mapped ones beside it. Those who leave get false: their other
 * attributes stay, and nobody is created to be told so.
 */
export function buildBatch(connection: Connection, batch: Batch): RequestDescription {
	const isAdd = batch.operation === "add";
	const { id, name } = batch.audience;
	// Before its first run a sync has no audience yet, and its request is only shown.
	const membership = id.startsWith("muster") ? id : attributeOf(name);
	const attributes = sentRows(batch).map(({ row }) => ({
		...(isAdd ? row.fields : {}),
		[identifiers[row.kind] ?? row.kind]: row.value,
		[membership]: isAdd,
		...(!isAdd || batch.isUpdateOnly ? { _update_existing_only: true } : {}),
	}));
	return { method: "POST", ...request(connection, "/users/track", { attributes }) };
}

export type OptOutList = "unsubscribes" | "hard_bounces";
/** Braze's largest page. */
export const optOutPage = 500;

/** Braze reads both dates as midnight UTC. */
export function buildOptOuts(
	connection: Connection,
	list: OptOutList,
	{ from, to, offset }: { from: string; to: string; offset: number },
): RequestDescription {
	const query = new URLSearchParams({
		start_date: from,
		end_date: to,
		limit: String(optOutPage),
		offset: String(offset),
		// From the oldest, so that whoever opts out meanwhile moves no page. Hard bounces have no order to choose.
		...(list === "unsubscribes" ? { sort_direction: "asc" } : {}),
	});
	return { method: "GET", ...request(connection, `/email/${list}?${query}`) };
}
