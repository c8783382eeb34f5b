import { toAttributeValue } from "@/lib/destinations/catalog/customerio/to-attribute-value";
import type {
	AudienceRequest,
	Batch,
	BatchRow,
	Connection,
	RequestDescription,
} from "@/lib/destinations/contract";

/** The vendor's names of the identifiers, by Muster's. */
const columns: Readonly<Record<string, "id" | "email">> = { email: "email", user_id: "id" };

export function columnOf(kind: string): "id" | "email" {
	const column = columns[kind];
	if (!column) throw new Error(`Customer.io has no identifier of the kind ${kind}`);
	return column;
}

function baseOf({ settings }: Connection, api: "track" | "app"): string {
	const own = api === "track" ? settings.trackUrl : settings.appUrl;
	const host = settings.region === "eu" ? `${api === "app" ? "api" : api}-eu` : api === "app" ? "api" : api;
	return (own || `https://${host}.customer.io`).replace(/\/+$/, "");
}

function track(
	connection: Connection,
	method: RequestDescription["method"],
	path: string,
	body?: object,
): RequestDescription {
	const pair = `${connection.settings.siteId ?? ""}:${connection.credentials.trackApiKey ?? ""}`;
	return {
		method,
		url: `${baseOf(connection, "track")}${path}`,
		headers: {
			authorization: `Basic ${btoa(pair)}`,
			accept: "application/json",
			...(body ? { "content-type": "application/json" } : {}),
		},
		...(body ? { body: JSON.stringify(body) } : {}),
	};
}

function app(
	connection: Connection,
	method: RequestDescription["method"],
	path: string,
	body?: object,
): RequestDescription {
	return {
		method,
		url: `${baseOf(connection, "app")}${path}`,
		headers: {
			authorization: `Bearer ${connection.credentials.appApiKey ?? ""}`,
			accept: "application/json",
			...(body ? { "content-type": "application/json" } : {}),
		},
		...(body ? { body: JSON.stringify(body) } : {}),
	};
}

/** Which workspace the Track key is of, and in which region. */
export function buildRegion(connection: Connection): RequestDescription {
	return track(connection, "GET", "/api/v1/accounts/region");
}

/** Names the workspaces the App key may see. */
export function buildWorkspaces(connection: Connection): RequestDescription {
	return app(connection, "GET", "/v1/workspaces");
}

/** Every segment: Customer.io answers them all at once. */
export function buildSegments(connection: Connection): RequestDescription {
	return app(connection, "GET", "/v1/segments");
}

export function buildCreateSegment(
	connection: Connection,
	{ name, description }: AudienceRequest,
): RequestDescription {
	return app(connection, "POST", "/v1/segments", { segment: { name, description } });
}

export function buildSegment(connection: Connection, id: string): RequestDescription {
	return app(connection, "GET", `/v1/segments/${encodeURIComponent(id)}`);
}

export function buildSegmentSize(
	connection: Connection,
	{ audienceId }: { audienceId: string },
): RequestDescription {
	return app(connection, "GET", `/v1/segments/${encodeURIComponent(audienceId)}/customer_count`);
}

/** Finds the people who have one of these values. */
export function buildSearch(
	connection: Connection,
	kind: string,
	values: readonly string[],
): RequestDescription {
	const field = columnOf(kind);
	const filter = { or: values.map((value) => ({ attribute: { field, operator: "eq", value } })) };
	return { ...app(connection, "POST", "/v1/customers?limit=1000", { filter }), onlyReads: true };
}

/** One person of a batch; `cioId` when their record gets another identifier. */
export type Identified = { row: BatchRow; cioId: string | null };

/** Creates people or brings them up to date. Nothing is said of subscriptions. */
export function buildIdentify(
	connection: Connection,
	batch: Batch,
	people: readonly Identified[],
): RequestDescription {
	return track(connection, "POST", "/api/v2/batch", {
		batch: people.map(({ row, cioId }) => {
			const column = columnOf(row.kind);
			const fields = Object.entries(row.fields ?? {}).map(([name, value]) => [name, toAttributeValue(value)]);
			return {
				type: "person",
				action: "identify",
				identifiers: cioId === null ? { [column]: row.value } : { cio_id: cioId },
				attributes: {
					...Object.fromEntries(fields),
					...(cioId === null ? {} : { [column]: row.value }),
					...(batch.isUpdateOnly ? { _update: true } : {}),
				},
			};
		}),
	});
}

/** Puts people into the manual segment or takes them out; their records stay. */
export function buildMembers(
	connection: Connection,
	segmentId: string,
	change: "add" | "remove",
	kind: string,
	values: readonly string[],
): RequestDescription {
	const path = `/api/v1/segments/${encodeURIComponent(segmentId)}/${change}_customers?id_type=${columnOf(kind)}`;
	return track(connection, "POST", path, { ids: values });
}
