import type {
	AudienceRequest,
	Batch,
	BatchRow,
	Connection,
	RequestDescription,
} from "@/lib/destinations/contract";

/** Whether the project finds its users by your customer ID. */
export function isByUserId({ settings }: Connection): boolean {
	return settings.projectType === "user_id";
}

function request(
	connection: Connection,
	method: RequestDescription["method"],
	path: string,
	body?: object,
): RequestDescription {
	const { settings, credentials } = connection;
	const host = settings.dataCenter === "eu" ? "https://api.eu.iterable.com" : "https://api.iterable.com";
	return {
		method,
		url: `${(settings.baseUrl || host).replace(/\/+$/, "")}/api${path}`,
		headers: {
			// Never in the address, which proxies write down.
			"api-key": credentials.apiKey ?? "",
			accept: "application/json",
			...(body ? { "content-type": "application/json" } : {}),
		},
		...(body ? { body: JSON.stringify(body) } : {}),
	};
}

/** All lists at once; Iterable has no pages of them. */
export function buildLists(connection: Connection): RequestDescription {
	return request(connection, "GET", "/lists");
}

export function buildCreateList(
	connection: Connection,
	{ name, description }: AudienceRequest,
): RequestDescription {
	return request(connection, "POST", "/lists", { name, description });
}

export function buildListSize(
	connection: Connection,
	{ audienceId }: { audienceId: string },
): RequestDescription {
	return request(connection, "GET", `/lists/${encodeURIComponent(audienceId)}/size`);
}

/** How Iterable names a person: a user ID without an address is its own person only if it is preferred. */
export function userOf({ kind, value }: Pick<BatchRow, "kind" | "value">): object {
	return kind === "user_id" ? { userId: value, preferUserId: true } : { email: value };
}

/** Adds to the list; who is unknown is created unless only people already there are wanted. */
export function buildSubscribe(
	connection: Connection,
	batch: Batch,
	rows: readonly BatchRow[],
): RequestDescription {
	return request(connection, "POST", "/lists/subscribe", {
		listId: Number(batch.audience.id),
		updateExistingUsersOnly: batch.isUpdateOnly === true,
		subscribers: rows.map((row) => ({ ...userOf(row), dataFields: row.fields ?? {} })),
	});
}

/** Takes people off the list. `channelUnsubscribe` would end every message of the channel to them. */
export function buildUnsubscribe(
	connection: Connection,
	listId: string,
	rows: readonly Pick<BatchRow, "kind" | "value">[],
): RequestDescription {
	return request(connection, "POST", "/lists/unsubscribe", {
		listId: Number(listId),
		subscribers: rows.map(({ kind, value }) => (kind === "user_id" ? { userId: value } : { email: value })),
		channelUnsubscribe: false,
	});
}

/** Gives the profile another address. */
export function buildUpdateEmail(
	connection: Connection,
	currentEmail: string,
	newEmail: string,
): RequestDescription {
	return request(connection, "POST", "/users/updateEmail", { currentEmail, newEmail });
}
