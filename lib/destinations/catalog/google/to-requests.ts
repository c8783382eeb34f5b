import { authorizationOf } from "@/lib/destinations/catalog/google/authorization";
import type { AudienceRequest, Batch, Connection, RequestDescription } from "@/lib/destinations/contract";

const defaultDays = 540;

function request(
	connection: Connection,
	method: RequestDescription["method"],
	path: string,
	{ query = {}, body }: { query?: Record<string, string>; body?: object } = {},
): RequestDescription {
	const base = (connection.settings.baseUrl || "https://datamanager.googleapis.com").replace(/\/+$/, "");
	const url = new URL(`${base}/v1/${path}`);
	for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
	return {
		method,
		url: url.toString(),
		headers: {
			...authorizationOf(connection),
			accept: "application/json",
			...(body ? { "content-type": "application/json" } : {}),
		},
		...(body ? { body: JSON.stringify(body) } : {}),
	};
}

const digits = (text: string | undefined): string => (text ?? "").replaceAll("-", "");

/** The account as Google Ads shows it: 123-456-7890. */
export function accountLabel({ settings }: Connection): string {
	return digits(settings.customerId).replace(/^(\d{3})(\d{3})(\d{4})$/, "$1-$2-$3");
}

/** Days after which Google forgets someone who is not sent again. */
export function membershipDays({ settings }: Connection): number {
	return Number(settings.membershipDays || defaultDays);
}

function account(id: string | undefined): { accountType: "GOOGLE_ADS"; accountId: string } {
	return { accountType: "GOOGLE_ADS", accountId: digits(id) };
}

/** A request about the lists of the account, as the user of its manager where there is one. */
function listRequest(
	connection: Connection,
	method: RequestDescription["method"],
	path: string,
	rest: { query?: Record<string, string>; body?: object } = {},
): RequestDescription {
	const { customerId, loginCustomerId } = connection.settings;
	const made = request(
		connection,
		method,
		`accountTypes/GOOGLE_ADS/accounts/${digits(customerId)}/userLists${path}`,
		rest,
	);
	if (!loginCustomerId) return made;
	const login = `accountTypes/GOOGLE_ADS/accounts/${digits(loginCustomerId)}`;
	return { ...made, headers: { ...made.headers, "login-account": login } };
}

/** Reads one of the account's lists: proves that the account can be reached. */
export function buildTryRead(connection: Connection): RequestDescription {
	return listRequest(connection, "GET", "", { query: { pageSize: "1" } });
}

/** Has a list checked and not created: proves that lists may be created. */
export function buildTryCreate(connection: Connection, at: Date): RequestDescription {
	const displayName = `Muster connection test ${at.getTime()}`;
	const body = userList(connection, { displayName, description: "Never created." });
	return listRequest(connection, "POST", "", { query: { validateOnly: "true" }, body });
}

export function buildFindList(
	connection: Connection,
	{ name }: AudienceRequest,
	page: string | null,
): RequestDescription {
	const query: Record<string, string> = { pageSize: "1000" };
	// How Google reads a quotation mark inside a quoted name is not documented: then every page is read.
	if (!/["\\]/.test(name)) query.filter = `display_name = "${name}"`;
	if (page !== null) query.pageToken = page;
	return listRequest(connection, "GET", "", { query });
}

export function buildCreateList(connection: Connection, audience: AudienceRequest): RequestDescription {
	const { name, description, ownId } = audience;
	const body = userList(connection, { displayName: name, description, integrationCode: ownId });
	return listRequest(connection, "POST", "", { body });
}

function userList(connection: Connection, named: object): object {
	return {
		...named,
		membershipDuration: `${membershipDays(connection) * 86_400}s`,
		ingestedUserListInfo: {
			uploadKeyTypes: ["CONTACT_ID"],
			contactIdInfo: { dataSourceType: "DATA_SOURCE_TYPE_FIRST_PARTY" },
		},
	};
}

const fieldOf: Readonly<Record<string, string>> = { email: "emailAddress", phone: "phoneNumber" };
const consent = { adUserData: "CONSENT_GRANTED", adPersonalization: "CONSENT_GRANTED" };

/** Each member has one identifier, so that each can be removed on its own. */
export function buildBatch(connection: Connection, batch: Batch): RequestDescription {
	const isAdd = batch.operation === "add";
	const { customerId, loginCustomerId } = connection.settings;
	return request(connection, "POST", `audienceMembers:${isAdd ? "ingest" : "remove"}`, {
		body: {
			destinations: [
				{
					operatingAccount: account(customerId),
					...(loginCustomerId ? { loginAccount: account(loginCustomerId) } : {}),
					productDestinationId: batch.audience.id,
				},
			],
			audienceMembers: batch.rows.map(({ kind, value }) => ({
				userData: { userIdentifiers: [{ [fieldOf[kind] ?? kind]: value }] },
				...(isAdd ? { consent } : {}),
			})),
			encoding: "HEX",
			// A removal has neither: Google would refuse the unknown fields.
			...(isAdd ? { termsOfService: { customerMatchTermsOfServiceStatus: "ACCEPTED" } } : {}),
		},
	});
}

export function buildListSize(
	connection: Connection,
	{ audienceId }: { audienceId: string },
): RequestDescription {
	return listRequest(connection, "GET", `/${audienceId}`);
}

export function buildRequestStatus(
	connection: Connection,
	{ receipt }: { receipt: string },
): RequestDescription {
	return request(connection, "GET", "requestStatus:retrieve", { query: { requestId: receipt } });
}
