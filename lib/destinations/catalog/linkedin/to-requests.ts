import { linkedInApiVersion } from "@/lib/destinations/catalog/linkedin/api-version";
import type { AudienceRequest, Batch, Connection, RequestDescription } from "@/lib/destinations/contract";

/** Where the token comes from; nothing else reads it. */
function tokenOf(connection: Connection): string {
	return connection.credentials.accessToken ?? "";
}

function request(
	connection: Connection,
	method: RequestDescription["method"],
	path: string,
	{
		query = {},
		body,
		restliMethod,
	}: { query?: Record<string, string>; body?: object; restliMethod?: string } = {},
): RequestDescription {
	const base = (connection.settings.baseUrl || "https://api.linkedin.com").replace(/\/+$/, "");
	const url = new URL(`${base}/rest/${path}`);
	for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
	return {
		method,
		url: url.toString(),
		headers: {
			authorization: `Bearer ${tokenOf(connection)}`,
			accept: "application/json",
			"linkedin-version": connection.settings.apiVersion || linkedInApiVersion,
			"x-restli-protocol-version": "2.0.0",
			...(restliMethod ? { "x-restli-method": restliMethod } : {}),
			...(body ? { "content-type": "application/json" } : {}),
		},
		...(body ? { body: JSON.stringify(body) } : {}),
	};
}

function accountNumber(connection: Connection): string {
	return (connection.settings.adAccountId ?? "").replace(/^urn:li:sponsoredAccount:/, "");
}

/** The ad account as LinkedIn names it in bodies and queries. */
export function accountUrn(connection: Connection): string {
	return `urn:li:sponsoredAccount:${accountNumber(connection)}`;
}

function platformOf(connection: Connection): string {
	return connection.settings.sourcePlatform ?? "";
}

/** Names the ad account. */
export function buildAccount(connection: Connection): RequestDescription {
	return request(connection, "GET", `adAccounts/${accountNumber(connection)}`);
}

/** The ad accounts of the person who gave access, with the role in each. */
export function buildRoles(connection: Connection): RequestDescription {
	return request(connection, "GET", "adAccountUsers", { query: { q: "authenticatedUser" } });
}

/** Reading segments needs the permission of the Audiences program and the platform's agreed name. */
export function buildPermission(connection: Connection): RequestDescription {
	return request(connection, "GET", "dmpSegments", {
		query: {
			q: "account",
			account: accountUrn(connection),
			sourcePlatform: platformOf(connection),
			count: "1",
		},
	});
}

export function buildFindSegment(
	connection: Connection,
	{ ownId }: AudienceRequest,
	page: string | null,
): RequestDescription {
	return request(connection, "GET", "dmpSegments", {
		query: {
			q: "account",
			account: accountUrn(connection),
			sourceSegmentId: ownId,
			sourcePlatform: platformOf(connection),
			...(page === null ? {} : { start: page }),
		},
	});
}

export function buildCreateSegment(
	connection: Connection,
	{ name, ownId }: AudienceRequest,
): RequestDescription {
	return request(connection, "POST", "dmpSegments", {
		body: {
			name,
			sourcePlatform: platformOf(connection),
			sourceSegmentId: ownId,
			account: accountUrn(connection),
			accessPolicy: "PRIVATE",
			type: "USER",
			destinations: [{ destination: "LINKEDIN" }],
		},
	});
}

/** One element for each person; LinkedIn answers for each in the same order. */
export function buildBatch(connection: Connection, batch: Batch): RequestDescription {
	const action = batch.operation === "add" ? "ADD" : "REMOVE";
	return request(connection, "POST", `dmpSegments/${batch.audience.id}/users`, {
		restliMethod: "BATCH_CREATE",
		body: {
			elements: batch.rows.map(({ value }) => ({
				action,
				userIds: [{ idType: "SHA256_EMAIL", idValue: value }],
			})),
		},
	});
}

export function buildSegment(connection: Connection, segmentId: string): RequestDescription {
	return request(connection, "GET", `dmpSegments/${segmentId}`);
}

/** Status and size of the segment for LinkedIn's own ads. */
export function buildSegmentSize(
	connection: Connection,
	{ audienceId }: { audienceId: string },
): RequestDescription {
	return request(connection, "GET", `dmpSegments/${audienceId}/destinations/LINKEDIN`);
}
