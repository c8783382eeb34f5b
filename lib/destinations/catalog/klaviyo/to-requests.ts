import { klaviyoRevision } from "@/lib/destinations/catalog/klaviyo/api-revision";
import type { AudienceRequest, BatchRow, Connection, RequestDescription } from "@/lib/destinations/contract";

/** Attributes of a profile itself; every other mapped name is one of its custom properties. */
const ownAttributes = new Set(["first_name", "last_name", "organization", "title", "locale", "image"]);

const attributes: Record<string, string> = {
	email: "email",
	user_id: "external_id",
	phone: "phone_number",
};

/** Klaviyo's name of an identifier kind. */
export function attributeOf(kind: string): string {
	return attributes[kind] ?? kind;
}

function baseOf(connection: Connection): string {
	return (connection.settings.baseUrl || "https://a.klaviyo.com").replace(/\/+$/, "");
}

function request(
	connection: Connection,
	method: RequestDescription["method"],
	path: string,
	{ query = {}, body }: { query?: Record<string, string>; body?: object } = {},
): RequestDescription {
	const url = new URL(`${baseOf(connection)}/api/${path}`);
	for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
	return {
		method,
		url: url.toString(),
		headers: {
			authorization: `Klaviyo-API-Key ${connection.credentials.apiKey ?? ""}`,
			revision: klaviyoRevision,
			accept: "application/vnd.api+json",
			...(body ? { "content-type": "application/vnd.api+json" } : {}),
		},
		...(body ? { body: JSON.stringify(body) } : {}),
	};
}

export function buildAccount(connection: Connection): RequestDescription {
	return request(connection, "GET", "accounts");
}

/** Shows that the key may read lists. */
export function buildPermission(connection: Connection): RequestDescription {
	return request(connection, "GET", "lists", { query: { "fields[list]": "name" } });
}

/** `cursor`: of the page that the one before it named. */
export function buildFindList(
	connection: Connection,
	{ name }: AudienceRequest,
	cursor: string | null,
): RequestDescription {
	return request(connection, "GET", "lists", {
		query: {
			filter: `equals(name,${JSON.stringify(name)})`,
			...(cursor === null ? {} : { "page[cursor]": cursor }),
		},
	});
}

export function buildCreateList(connection: Connection, { name }: AudienceRequest): RequestDescription {
	return request(connection, "POST", "lists", { body: { data: { type: "list", attributes: { name } } } });
}

export function buildLookUp(
	connection: Connection,
	kind: string,
	values: readonly string[],
	cursor: string | null,
): RequestDescription {
	const attribute = attributeOf(kind);
	return request(connection, "GET", "profiles", {
		query: {
			filter: `any(${attribute},${JSON.stringify(values)})`,
			"fields[profile]": attribute,
			"page[size]": "100",
			...(cursor === null ? {} : { "page[cursor]": cursor }),
		},
	});
}

/** Types stay as they are: text that looks like a number is text there. Null clears. */
function profileOf({ kind, value, fields = {} }: BatchRow): object {
	const own: Record<string, unknown> = {};
	const properties: Record<string, unknown> = {};
	for (const [name, field] of Object.entries(fields))
		(ownAttributes.has(name) ? own : properties)[name] = field;
	return {
		type: "profile",
		attributes: {
			[attributeOf(kind)]: value,
			...own,
			...(Object.keys(properties).length > 0 ? { properties } : {}),
		},
	};
}

/** Says nothing of subscriptions: being on a list is not consent. */
export function buildImport(
	connection: Connection,
	listId: string,
	rows: readonly BatchRow[],
): RequestDescription {
	return request(connection, "POST", "profile-bulk-import-jobs", {
		body: {
			data: {
				type: "profile-bulk-import-job",
				attributes: { profiles: { data: rows.map(profileOf) } },
				relationships: { lists: { data: [{ type: "list", id: listId }] } },
			},
		},
	});
}

export function buildJob(connection: Connection, jobId: string): RequestDescription {
	return request(connection, "GET", `profile-bulk-import-jobs/${encodeURIComponent(jobId)}`);
}

export function buildImportErrors(
	connection: Connection,
	jobId: string,
	cursor: string | null,
): RequestDescription {
	return request(connection, "GET", `profile-bulk-import-jobs/${encodeURIComponent(jobId)}/import-errors`, {
		query: { "page[size]": "100", ...(cursor === null ? {} : { "page[cursor]": cursor }) },
	});
}

/** The profile keeps its id, history and properties. */
export function buildMove(
	connection: Connection,
	{ id, kind, value }: { id: string; kind: string; value: string },
): RequestDescription {
	return request(connection, "PATCH", `profiles/${encodeURIComponent(id)}`, {
		body: { data: { type: "profile", id, attributes: { [attributeOf(kind)]: value } } },
	});
}

/** Takes ids only. Profiles and subscriptions stay. */
export function buildLeave(
	connection: Connection,
	listId: string,
	ids: readonly string[],
): RequestDescription {
	return request(connection, "DELETE", `lists/${encodeURIComponent(listId)}/relationships/profiles`, {
		body: { data: ids.map((id) => ({ type: "profile", id })) },
	});
}
