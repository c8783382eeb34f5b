import type { AudienceRequest, BatchRow, Connection, RequestDescription } from "@/lib/destinations/contract";
import type { FieldValue } from "@/lib/destinations/what-is-sent";
import { md5Hex } from "@/lib/kernel/sha256";

/** Mailchimp's largest page, of segments and merge fields and of members. */
export const pageSize = 1_000;

/** The data center is the end of the key: …-us21. */
function baseOf({ settings, credentials }: Connection): string {
	const center = /-([a-z]{2,5}\d{1,3})$/.exec(credentials.apiKey ?? "")?.[1] ?? "";
	return (settings.baseUrl || `https://${center}.api.mailchimp.com/3.0`).replace(/\/+$/, "");
}

function build(
	connection: Connection,
	method: RequestDescription["method"],
	path: string,
	body?: object,
): RequestDescription {
	return {
		method,
		url: `${baseOf(connection)}/lists/${encodeURIComponent(connection.settings.listId ?? "")}${path}`,
		headers: {
			accept: "application/json",
			authorization: `Bearer ${connection.credentials.apiKey ?? ""}`,
			...(body ? { "content-type": "application/json" } : {}),
		},
		...(body ? { body: JSON.stringify(body) } : {}),
	};
}

/** Mailchimp's name of a contact. */
export function contactHash(email: string): string {
	return md5Hex(email.toLowerCase());
}

export function buildList(connection: Connection): RequestDescription {
	return build(connection, "GET", "?fields=id,name,stats.member_count");
}

export function buildMergeFields(connection: Connection): RequestDescription {
	return build(connection, "GET", `/merge-fields?count=${pageSize}`);
}

export function buildFindSegment(
	connection: Connection,
	_wanted: AudienceRequest,
	page: string | null,
): RequestDescription {
	const fields = "segments.id,segments.name,total_items";
	return build(
		connection,
		"GET",
		`/segments?type=static&count=${pageSize}&offset=${page ?? 0}&fields=${fields}`,
	);
}

export function buildCreateSegment(connection: Connection, { name }: AudienceRequest): RequestDescription {
	return build(connection, "POST", "/segments", { name, static_segment: [] });
}

export function buildSegment(
	connection: Connection,
	{ audienceId }: { audienceId: string },
): RequestDescription {
	return build(connection, "GET", `/segments/${audienceId}?fields=id,name,member_count`);
}

/** By merge tag. Nothing is an empty text: Mailchimp clears a field by that, and leaves it alone for null. */
function mergeFields({ fields = {} }: BatchRow): { merge_fields?: Record<string, FieldValue> } {
	const entries = Object.entries(fields).map(([tag, value]) => [
		tag.toUpperCase(),
		value === null
			? ""
			: typeof value === "boolean"
				? String(value)
				: Array.isArray(value)
					? value.join(", ")
					: value,
	]);
	return entries.length > 0 ? { merge_fields: Object.fromEntries(entries) } : {};
}

function statusIfNew({ settings }: Connection): string {
	return settings.statusIfNew || "transactional";
}

/**
 * Creates contacts, and leaves alone whoever is there: with `update_existing` the batch would set their status, and
 * resubscribe who has left.
 */
export function buildCreateContacts(connection: Connection, rows: readonly BatchRow[]): RequestDescription {
	return build(connection, "POST", "?skip_merge_validation=true", {
		members: rows.map((row) => ({
			email_address: row.value,
			email_type: "html",
			status: statusIfNew(connection),
			...mergeFields(row),
		})),
		update_existing: false,
	});
}

/** Brings one contact up to date; without `isUpdateOnly` it is created if it has gone meanwhile. Never a status. */
export function buildUpdateContact(
	connection: Connection,
	row: BatchRow,
	isUpdateOnly: boolean,
): RequestDescription {
	const path = `/members/${contactHash(row.value)}?skip_merge_validation=true`;
	if (isUpdateOnly) return build(connection, "PATCH", path, mergeFields(row));
	return build(connection, "PUT", path, {
		email_address: row.value,
		status_if_new: statusIfNew(connection),
		...mergeFields(row),
	});
}

/** Gives a contact its person's new address. */
export function buildMoveContact(connection: Connection, former: string, value: string): RequestDescription {
	return build(connection, "PATCH", `/members/${contactHash(former)}?skip_merge_validation=true`, {
		email_address: value,
	});
}

export function buildMembership(
	connection: Connection,
	segmentId: string,
	operation: "add" | "remove",
	rows: readonly BatchRow[],
): RequestDescription {
	const emails = rows.map(({ value }) => value);
	const change = operation === "add" ? { members_to_add: emails } : { members_to_remove: emails };
	return build(connection, "POST", `/segments/${segmentId}`, change);
}

export type OptOutStatus = "unsubscribed" | "cleaned";

export function buildOptOuts(
	connection: Connection,
	status: OptOutStatus,
	{ since, before, offset }: { since: Date; before: Date; offset: number },
): RequestDescription {
	const query = new URLSearchParams({
		status,
		since_last_changed: since.toISOString(),
		before_last_changed: before.toISOString(),
		count: String(pageSize),
		offset: String(offset),
		fields: "members.email_address,members.status,members.last_changed,total_items",
	});
	return build(connection, "GET", `/members?${query}`);
}
