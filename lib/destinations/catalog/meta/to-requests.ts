import { metaApiVersion } from "@/lib/destinations/catalog/meta/api-version";
import { metaColumnOf, valueColumn } from "@/lib/destinations/catalog/meta/columns";
import type { AudienceRequest, Batch, Connection, RequestDescription } from "@/lib/destinations/contract";
import { hmacSha256 } from "@/lib/kernel/sha256";

function proofOf(connection: Connection): string | null {
	const { appSecret, accessToken } = connection.credentials;
	if (!appSecret) return null;
	return Array.from(hmacSha256(appSecret, accessToken ?? ""), (byte) =>
		byte.toString(16).padStart(2, "0"),
	).join("");
}

/** Where the API is, without its version. */
export function baseAddressOf({ settings }: Connection): string {
	return (settings.baseUrl || "https://graph.facebook.com").replace(/\/+$/, "");
}

function request(
	connection: Connection,
	method: RequestDescription["method"],
	path: string,
	{ query = {}, body }: { query?: Record<string, string>; body?: object } = {},
): RequestDescription {
	const url = new URL(
		`${baseAddressOf(connection)}/${connection.settings.apiVersion || metaApiVersion}/${path}`,
	);
	for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
	const proof = proofOf(connection);
	if (proof) url.searchParams.set("appsecret_proof", proof);
	return {
		method,
		url: url.toString(),
		headers: {
			authorization: `Bearer ${connection.credentials.accessToken ?? ""}`,
			accept: "application/json",
			...(body ? { "content-type": "application/json" } : {}),
		},
		...(body ? { body: JSON.stringify(body) } : {}),
	};
}

/** The ad account as Meta's addresses name it. */
export function accountOf(connection: Connection): string {
	return `act_${(connection.settings.adAccountId ?? "").replace(/^act_/, "")}`;
}

/** Reads the account and whether its Custom Audience terms were accepted. */
export function buildAccount(connection: Connection): RequestDescription {
	return request(connection, "GET", accountOf(connection), {
		query: { fields: "name,account_status,tos_accepted" },
	});
}

/** Meta cannot search its audiences by name: every page is read. */
export function buildFindAudience(
	connection: Connection,
	_wanted: AudienceRequest,
	page: string | null,
): RequestDescription {
	return request(connection, "GET", `${accountOf(connection)}/customaudiences`, {
		query: { fields: "id,name", limit: "100", ...(page === null ? {} : { after: page }) },
	});
}

export function buildCreateAudience(connection: Connection, audience: AudienceRequest): RequestDescription {
	return request(connection, "POST", `${accountOf(connection)}/customaudiences`, {
		body: {
			name: audience.name,
			subtype: "CUSTOM",
			customer_file_source: "USER_PROVIDED_ONLY",
			description: audience.description,
			...(audience.fieldNames?.includes(valueColumn) ? { is_value_based: true } : {}),
		},
	});
}

/**
 * Adds or removes rows. Every request carries the audience's full schema, because Meta rejects data of any
 * other shape than the audience started with; a row fills exactly one column, so that each value can be
 * removed on its own.
 */
export function buildBatch(connection: Connection, batch: Batch): RequestDescription {
	// A value is sent with a person; taking one out needs only who it is.
	const hasValue = batch.operation === "add" && (batch.fieldNames?.includes(valueColumn) ?? false);
	const columns = new Map(batch.kinds.map((kind, index) => [kind, index]));
	return request(connection, batch.operation === "add" ? "POST" : "DELETE", `${batch.audience.id}/users`, {
		body: {
			session: {
				// Safe as a number: created below 2^53 when the session is opened.
				session_id: Number(batch.session.id),
				batch_seq: batch.session.seq,
				last_batch_flag: batch.session.isLast,
				estimated_num_total: batch.session.estimatedTotal,
			},
			payload: {
				schema: [...batch.kinds.map(metaColumnOf), ...(hasValue ? [valueColumn] : [])],
				data: batch.rows.map((row) => {
					const cells: (string | number)[] = batch.kinds.map(() => "");
					const column = columns.get(row.kind);
					if (column !== undefined) cells[column] = row.value;
					if (hasValue) cells.push(worthOf(row));
					return cells;
				}),
			},
		},
	});
}

/** A number, never text and never hashed. A row without one does not get here; to make one up would be worse than to fail. */
function worthOf(row: Batch["rows"][number]): number {
	const value = row.fields?.[valueColumn];
	if (typeof value !== "number") throw new Error("A row of a value-based audience has no value");
	return value;
}

export function buildAudienceSize(
	connection: Connection,
	{ audienceId }: { audienceId: string },
): RequestDescription {
	return request(connection, "GET", audienceId, {
		query: {
			fields:
				"name,approximate_count_lower_bound,approximate_count_upper_bound,operation_status,delivery_status,time_content_updated",
		},
	});
}

export function buildSession(
	connection: Connection,
	{ audienceId, receipt }: { audienceId: string; receipt: string },
): RequestDescription {
	return request(connection, "GET", `${audienceId}/sessions`, { query: { session_id: receipt } });
}
