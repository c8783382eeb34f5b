import type { AudienceRequest, BatchRow, Connection, RequestDescription } from "@/lib/destinations/contract";
import type { FieldValue } from "@/lib/destinations/what-is-sent";

/** The columns that Muster writes itself; every mapped field is a column of its own name. */
export const ownColumns = ["SubscriberKey", "EmailAddress", "InAudience"] as const;

/** Longest text of a mapped column, which Muster creates; a data extension's text holds at most as much. */
export const longestText = 4_000;

function restAddressOf({ settings }: Connection): string {
	return (settings.restBaseUri ?? "").replace(/\/+$/, "");
}

/** The tenant's address for tokens: it differs from the one for REST by one word. A sandbox or a proxy has one for both. */
export function authAddressOf(connection: Connection): string {
	return restAddressOf(connection).replace(".rest.marketingcloudapis.com", ".auth.marketingcloudapis.com");
}

function request(
	connection: Connection,
	method: RequestDescription["method"],
	address: string,
	body?: object,
): RequestDescription {
	return {
		method,
		url: address,
		headers: {
			accept: "application/json",
			authorization: `Bearer ${connection.credentials.accessToken ?? ""}`,
			...(body ? { "content-type": "application/json" } : {}),
		},
		...(body ? { body: JSON.stringify(body) } : {}),
	};
}

/** Names the account and the business unit that the token is for. */
export function buildAccount(connection: Connection): RequestDescription {
	return request(connection, "GET", `${authAddressOf(connection)}/v2/userinfo`);
}

/** A data extension's name may hold none of these. */
const refusedInNames = /[!@#$%^*()={}[\]\\.<>/:?|,&"]+/g;
const longestName = 100;

/** The sync's name as a data extension's: its mark stays at the end, so that no two have one name. */
export function extensionName(name: string): string {
	const clean = name.replace(refusedInNames, " ").replace(/\s+/g, " ").trim();
	return clean.length <= longestName
		? clean
		: `${clean.slice(0, longestName - 21)} ${clean.slice(-20)}`.trim();
}

export function buildFind(
	connection: Connection,
	{ name }: AudienceRequest,
	page: string | null,
): RequestDescription {
	const query = new URLSearchParams({ $search: extensionName(name), $page: page ?? "1", $pageSize: "50" });
	return request(connection, "GET", `${restAddressOf(connection)}/data/v1/customobjects?${query}`);
}

/** A sendable data extension: one row for each subscriber, and a column for each mapped field. */
export function buildCreate(
	connection: Connection,
	{ name, description, ownId, fieldNames = [] }: AudienceRequest,
): RequestDescription {
	const column = (ordinal: number, columnName: string, own: object) => ({
		name: columnName,
		type: "Text",
		ordinal,
		isNullable: true,
		isPrimaryKey: false,
		...own,
	});
	const mapped = fieldNames.filter((field) => !ownColumns.some((own) => own === field));
	return request(connection, "POST", `${restAddressOf(connection)}/data/v1/customobjects`, {
		name: extensionName(name),
		key: ownId,
		description: description.slice(0, 200),
		categoryId: Number(connection.settings.folderId),
		isSendable: true,
		sendableCustomObjectField: "SubscriberKey",
		sendableSubscriberField: "_SubscriberKey",
		fields: [
			column(0, "SubscriberKey", { length: 254, isNullable: false, isPrimaryKey: true }),
			column(1, "EmailAddress", { type: "EmailAddress", length: 254 }),
			column(2, "InAudience", { type: "Boolean", isNullable: false }),
			...mapped.map((field, index) => column(index + 3, field, { length: longestText })),
		],
	});
}

/** Everything is text there; what is cleared is empty. */
function textOf(value: FieldValue): string {
	if (value === null) return "";
	return Array.isArray(value) ? value.join(", ") : String(value);
}

/** Puts rows into the data extension or brings them up to date, some time after the answer. Who left is flagged. */
export function buildUpsert(
	connection: Connection,
	key: string,
	rows: readonly BatchRow[],
	isMember: boolean,
): RequestDescription {
	const items = rows.map(({ kind, value, fields }) => ({
		...(isMember && kind === "email" ? { EmailAddress: value } : {}),
		...(isMember
			? Object.fromEntries(Object.entries(fields ?? {}).map(([name, field]) => [name, textOf(field)]))
			: {}),
		SubscriberKey: value,
		InAudience: isMember,
	}));
	const address = `${restAddressOf(connection)}/data/v1/async/dataextensions/key:${encodeURIComponent(key)}/rows`;
	return request(connection, "PUT", address, { items });
}

export function buildStatus(connection: Connection, requestId: string): RequestDescription {
	return request(
		connection,
		"GET",
		`${restAddressOf(connection)}/data/v1/async/${encodeURIComponent(requestId)}/status`,
	);
}

export function buildResults(connection: Connection, requestId: string): RequestDescription {
	return request(
		connection,
		"GET",
		`${restAddressOf(connection)}/data/v1/async/${encodeURIComponent(requestId)}/results`,
	);
}
