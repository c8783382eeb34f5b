import type { AudienceRequest, BatchRow, Connection, RequestDescription } from "@/lib/destinations/contract";
import type { FieldValue } from "@/lib/destinations/what-is-sent";

/** Spring '26 (developer.salesforce.com, REST API); Salesforce keeps a version for at least three years. */
export const salesforceApiVersion = "66.0";

/** An address of the organization. */
export function addressOf({ settings }: Connection, path: string): string {
	return `${(settings.baseUrl ?? "").replace(/\/+$/, "")}/${path}`;
}

function ask(
	connection: Connection,
	method: RequestDescription["method"],
	path: string,
	body?: unknown,
): RequestDescription {
	const version = connection.settings.apiVersion || salesforceApiVersion;
	return {
		method,
		url: addressOf(connection, `services/data/v${version}/${path}`),
		headers: {
			authorization: `Bearer ${connection.credentials.accessToken ?? ""}`,
			accept: "application/json",
			...(body === undefined ? {} : { "content-type": "application/json" }),
		},
		...(body === undefined ? {} : { body: JSON.stringify(body) }),
	};
}

/** A text within SOQL: what would end it or mean more is escaped. */
export function quote(text: string): string {
	const escaped = text
		.replaceAll("\\", "\\\\")
		.replaceAll("'", "\\'")
		.replaceAll('"', '\\"')
		.replaceAll("\n", "\\n")
		.replaceAll("\r", "\\r");
	return `'${escaped}'`;
}

function query(connection: Connection, soql: string): RequestDescription {
	return ask(connection, "GET", `query?q=${encodeURIComponent(soql)}`);
}

const listOf = (values: readonly string[]): string => values.map(quote).join(",");

/** The field that a contact is found by. */
export function identifierField(connection: Connection, kind: string): string {
	return kind === "email" ? "Email" : (connection.settings.externalIdField ?? "");
}

export function buildOrganization(connection: Connection): RequestDescription {
	return query(connection, "SELECT Id, Name FROM Organization");
}

/** Whether campaigns may be read. */
export function buildPermission(connection: Connection): RequestDescription {
	return query(connection, "SELECT Id FROM Campaign LIMIT 1");
}

export function buildFindCampaign(connection: Connection, { name }: AudienceRequest): RequestDescription {
	return query(connection, `SELECT Id FROM Campaign WHERE Name = ${quote(name)} LIMIT 5`);
}

export function buildCreateCampaign(
	connection: Connection,
	{ name, description }: AudienceRequest,
): RequestDescription {
	return ask(connection, "POST", "sobjects/Campaign", {
		Name: name,
		Description: description,
		IsActive: true,
	});
}

export function buildCampaignSize(
	connection: Connection,
	{ audienceId }: { audienceId: string },
): RequestDescription {
	return query(connection, `SELECT Id, NumberOfContacts FROM Campaign WHERE Id = ${quote(audienceId)}`);
}

export function buildDescribe(connection: Connection): RequestDescription {
	return ask(connection, "GET", "sobjects/Contact/describe");
}

export function buildLookUp(
	connection: Connection,
	field: string,
	values: readonly string[],
): RequestDescription {
	return query(connection, `SELECT Id, ${field} FROM Contact WHERE ${field} IN (${listOf(values)})`);
}

/** Memberships by the contact's id, and by its identifier: contacts are merged there. */
export function buildFindMembers(
	connection: Connection,
	field: string,
	campaignId: string,
	{ ids, values }: { ids: readonly string[]; values: readonly string[] },
): RequestDescription {
	const byId = ids.length > 0 ? `ContactId IN (${listOf(ids)}) OR ` : "";
	const where = `CampaignId = ${quote(campaignId)} AND (${byId}Contact.${field} IN (${listOf(values)}))`;
	return query(connection, `SELECT Id, ContactId, Contact.${field} FROM CampaignMember WHERE ${where}`);
}

/** Types stay as they are; empty text is no value; several choices are one text with semicolons. */
function asSent(value: FieldValue): string | number | boolean | null {
	if (value === null || value === "") return null;
	return typeof value === "object" ? value.join(";") : value;
}

function fieldsOf({ fields = {} }: BatchRow): Record<string, string | number | boolean | null> {
	return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, asSent(value)]));
}

type Sent = Record<string, unknown>;

function collection(
	connection: Connection,
	method: "POST" | "PATCH",
	type: string,
	records: readonly Sent[],
): RequestDescription {
	return ask(connection, method, "composite/sobjects", {
		allOrNone: false,
		records: records.map((record) => ({ attributes: { type }, ...record })),
	});
}

/** `moved`: the field that gets the person's new identifier. */
export function buildUpdate(
	connection: Connection,
	rows: readonly { row: BatchRow; id: string; moved: string | null }[],
): RequestDescription {
	const records = rows.map(({ row, id, moved }) => ({
		id,
		...fieldsOf(row),
		...(moved === null ? {} : { [moved]: row.value }),
	}));
	return collection(connection, "PATCH", "Contact", records);
}

/** Salesforce takes no contact without a last name. */
export function buildCreate(
	connection: Connection,
	field: string,
	rows: readonly BatchRow[],
): RequestDescription {
	const without = connection.settings.lastName || "(unknown)";
	const records = rows.map((row) => {
		const fields = fieldsOf(row);
		return { ...fields, LastName: fields.LastName ?? without, [field]: row.value };
	});
	return collection(connection, "POST", "Contact", records);
}

export function buildJoin(
	connection: Connection,
	campaignId: string,
	ids: readonly string[],
): RequestDescription {
	const records = ids.map((ContactId) => ({ CampaignId: campaignId, ContactId }));
	return collection(connection, "POST", "CampaignMember", records);
}

export function buildLeave(connection: Connection, memberIds: readonly string[]): RequestDescription {
	return ask(connection, "DELETE", `composite/sobjects?ids=${memberIds.join(",")}&allOrNone=false`);
}
