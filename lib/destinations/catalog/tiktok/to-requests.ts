import { tikTokColumnOf } from "@/lib/destinations/catalog/tiktok/columns";
import type { AudienceRequest, Batch, Connection, RequestDescription } from "@/lib/destinations/contract";

const pageSize = "100";

/** Where the token comes from; nothing else reads it. */
function tokenOf(connection: Connection): string {
	return connection.credentials.accessToken ?? "";
}

/** `path` ends in a slash: without it TikTok does not know the address. */
function request(
	connection: Connection,
	method: RequestDescription["method"],
	path: `${string}/`,
	{ query = {}, body }: { query?: Record<string, string>; body?: object } = {},
): RequestDescription {
	const base = (connection.settings.baseUrl || "https://business-api.tiktok.com").replace(/\/+$/, "");
	const url = new URL(`${base}/open_api/v1.3/${path}`);
	for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
	return {
		method,
		url: url.toString(),
		headers: {
			"access-token": tokenOf(connection),
			accept: "application/json",
			...(body ? { "content-type": "application/json" } : {}),
		},
		...(body ? { body: JSON.stringify(body) } : {}),
	};
}

function advertiserOf(connection: Connection): string {
	return connection.settings.advertiserId ?? "";
}

/** Names the ad account. */
export function buildAdvertiser(connection: Connection): RequestDescription {
	return request(connection, "GET", "advertiser/info/", {
		query: {
			advertiser_ids: JSON.stringify([advertiserOf(connection)]),
			fields: JSON.stringify(["advertiser_id", "name", "status"]),
		},
	});
}

/** Reading audiences needs the app's Audience Management permission. */
export function buildPermission(connection: Connection): RequestDescription {
	return request(connection, "GET", "dmp/custom_audience/list/", {
		query: { advertiser_id: advertiserOf(connection), page: "1", page_size: "1" },
	});
}

/** TikTok cannot search its audiences by name: every page is read. */
export function buildFindAudience(
	connection: Connection,
	_wanted: AudienceRequest,
	page: string | null,
): RequestDescription {
	return request(connection, "GET", "dmp/custom_audience/list/", {
		query: { advertiser_id: advertiserOf(connection), page: page ?? "1", page_size: pageSize },
	});
}

export function buildCreateAudience(connection: Connection, { name }: AudienceRequest): RequestDescription {
	return request(connection, "POST", "segment/audience/", {
		body: { advertiser_id: advertiserOf(connection), action: "create", custom_audience_name: name },
	});
}

/**
 * Adds or removes rows. A row fills exactly one place of the schema, so that each value can be removed on its own; the
 * others are empty objects, because TikTok goes by position.
 */
export function buildBatch(connection: Connection, batch: Batch): RequestDescription {
	return request(connection, "POST", "segment/mapping/", {
		body: {
			advertiser_ids: [advertiserOf(connection)],
			action: batch.operation === "add" ? "add" : "delete",
			id_schema: batch.kinds.map(tikTokColumnOf),
			batch_data: batch.rows.map((row) =>
				batch.kinds.map((kind) =>
					kind === row.kind ? { id: row.value, audience_ids: [batch.audience.id] } : {},
				),
			),
		},
	});
}

export function buildAudienceSize(
	connection: Connection,
	{ audienceId }: { audienceId: string },
): RequestDescription {
	return request(connection, "GET", "dmp/custom_audience/get/", {
		query: {
			advertiser_id: advertiserOf(connection),
			custom_audience_ids: JSON.stringify([audienceId]),
			history_size: "1",
		},
	});
}
