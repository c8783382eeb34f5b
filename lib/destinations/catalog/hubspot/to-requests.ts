import type { AudienceRequest, BatchRow, Connection, RequestDescription } from "@/lib/destinations/contract";
import type { FieldValue } from "@/lib/destinations/what-is-sent";

/** HubSpot's own number for contacts among the types of objects. */
const contacts = "0-1";
/** Most people in a search's page (developers.hubspot.com, CRM search). */
const pageSize = 200;

function ask(
	{ settings, credentials }: Connection,
	method: RequestDescription["method"],
	path: string,
	body?: unknown,
): RequestDescription {
	return {
		method,
		url: `${(settings.baseUrl || "https://api.hubapi.com").replace(/\/+$/, "")}/${path}`,
		headers: {
			authorization: `Bearer ${credentials.accessToken ?? ""}`,
			accept: "application/json",
			...(body === undefined ? {} : { "content-type": "application/json" }),
		},
		...(body === undefined ? {} : { body: JSON.stringify(body) }),
	};
}

/** Names the account the token belongs to. */
export function buildAccount(connection: Connection): RequestDescription {
	return ask(connection, "GET", "account-info/v3/details");
}

/** One list, only to see that lists may be read. */
export function buildPermission(connection: Connection): RequestDescription {
	return { ...ask(connection, "POST", "crm/v3/lists/search", { count: 1, offset: 0 }), onlyReads: true };
}

export function buildFindList(connection: Connection, { name }: AudienceRequest): RequestDescription {
	return ask(
		connection,
		"GET",
		`crm/v3/lists/object-type-id/${contacts}/name/${encodeURIComponent(name)}?includeFilters=false`,
	);
}

/** MANUAL lists alone take and lose members whenever they are told to. */
export function buildCreateList(connection: Connection, { name }: AudienceRequest): RequestDescription {
	return ask(connection, "POST", "crm/v3/lists", { name, objectTypeId: contacts, processingType: "MANUAL" });
}

export function buildListSize(connection: Connection, input: { audienceId: string }): RequestDescription {
	return ask(connection, "GET", `crm/v3/lists/${encodeURIComponent(input.audienceId)}?includeFilters=false`);
}

export function buildProperties(connection: Connection): RequestDescription {
	return ask(connection, "GET", "crm/v3/properties/contacts?archived=false");
}

/** Which records have these addresses, as their own or as a further one. */
export function buildLookUp(connection: Connection, emails: readonly string[]): RequestDescription {
	return {
		...ask(connection, "POST", "crm/v3/objects/contacts/batch/read", {
			idProperty: "email",
			inputs: emails.map((id) => ({ id })),
			properties: ["email", "hs_additional_emails"],
			propertiesWithHistory: [],
		}),
		onlyReads: true,
	};
}

/** HubSpot takes every value as text; empty text clears the property. A list is one text with semicolons. */
function textOf(value: FieldValue): string {
	if (value === null) return "";
	return typeof value === "object" ? value.join(";") : String(value);
}

function propertiesOf({ fields = {} }: BatchRow): Record<string, string> {
	return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, textOf(value)]));
}

/** The address itself is what each answer is recognized by: it stays true when rows are left out meanwhile. */
export function buildUpsert(connection: Connection, rows: readonly BatchRow[]): RequestDescription {
	return ask(connection, "POST", "crm/v3/objects/contacts/batch/upsert", {
		inputs: rows.map((row) => ({
			id: row.value,
			idProperty: "email",
			properties: propertiesOf(row),
			objectWriteTraceId: row.value,
		})),
	});
}

/** By record id: contacts cannot be updated in a batch by their address. `isMoved` also gives them the new address. */
export function buildUpdate(
	connection: Connection,
	rows: readonly { row: BatchRow; id: string; isMoved: boolean }[],
): RequestDescription {
	return ask(connection, "POST", "crm/v3/objects/contacts/batch/update", {
		inputs: rows.map(({ row, id, isMoved }) => ({
			id,
			properties: { ...propertiesOf(row), ...(isMoved ? { email: row.value } : {}) },
			objectWriteTraceId: row.value,
		})),
	});
}

export function buildMembership(
	connection: Connection,
	change: "add" | "remove",
	listId: string,
	ids: readonly string[],
): RequestDescription {
	return ask(connection, "PUT", `crm/v3/lists/${encodeURIComponent(listId)}/memberships/${change}`, ids);
}

/** Contacts that are unsubscribed from all email or whose address bounced, and that changed since then. */
export function buildOptOuts(connection: Connection, since: Date, after: string | null): RequestDescription {
	const changed = { propertyName: "lastmodifieddate", operator: "GTE", value: String(since.getTime()) };
	return {
		...ask(connection, "POST", "crm/v3/objects/contacts/search", {
			filterGroups: [
				{ filters: [changed, { propertyName: "hs_email_optout", operator: "EQ", value: "true" }] },
				{
					filters: [changed, { propertyName: "hs_email_hard_bounce_reason_enum", operator: "HAS_PROPERTY" }],
				},
			],
			properties: ["email", "hs_email_optout", "hs_email_hard_bounce_reason_enum", "lastmodifieddate"],
			sorts: [{ propertyName: "lastmodifieddate", direction: "ASCENDING" }],
			limit: pageSize,
			...(after === null ? {} : { after }),
		}),
		onlyReads: true,
	};
}
