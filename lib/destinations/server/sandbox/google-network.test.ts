import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Sandbox, startSandbox } from "@/lib/destinations/server/sandbox/start-sandbox";

// What Google refuses, by its specification and guides; written apart from the client, which never sends most of it.
let sandbox: Sandbox;
let listId = "";
beforeAll(async () => {
	sandbox = await startSandbox({ port: 0 });
});
beforeEach(async () => {
	sandbox.reset();
	listId = (await call("POST", lists, newList)).body.id;
});
afterAll(() => sandbox.close());

const lists = "/v1/accountTypes/GOOGLE_ADS/accounts/1002003001/userLists";
const newList = {
	displayName: "VIP",
	membershipDuration: "2592000s",
	ingestedUserListInfo: {
		uploadKeyTypes: ["CONTACT_ID"],
		contactIdInfo: { dataSourceType: "DATA_SOURCE_TYPE_FIRST_PARTY" },
	},
};
const hash = "6228d577ed8b4c57b0388fbef9d63caed2ca3c1cca39bc8db1253cf22f80beae";
const granted = { adUserData: "CONSENT_GRANTED", adPersonalization: "CONSENT_GRANTED" };
const destinations = () => [
	{
		operatingAccount: { accountType: "GOOGLE_ADS", accountId: "1002003001" },
		productDestinationId: listId,
	},
];
const person = (emailAddress = hash) => ({ userData: { userIdentifiers: [{ emailAddress }] } });
const ingest = (more: object = {}) => ({
	destinations: destinations(),
	audienceMembers: [{ ...person(), consent: granted }],
	encoding: "HEX",
	termsOfService: { customerMatchTermsOfServiceStatus: "ACCEPTED" },
	...more,
});
const removal = (more: object = {}) => ({
	destinations: destinations(),
	audienceMembers: [person()],
	encoding: "HEX",
	...more,
});
const held = (): number => {
	const list = sandbox.networks.get("google")?.describeAudience(listId);
	return list && "keys" in list && Array.isArray(list.keys) ? list.keys.length : -1;
};

async function call(method: string, path: string, body?: object, headers: Record<string, string> = {}) {
	const answer = await fetch(`${sandbox.url}/google${path}`, {
		method,
		headers: { authorization: "Bearer sandbox-google-token", ...headers },
		...(body ? { body: JSON.stringify(body) } : {}),
	});
	const parsed = await answer.json();
	const details: { reason?: string; fieldViolations?: { field: string; reason: string }[] }[] =
		parsed.error?.details ?? [];
	return {
		status: answer.status,
		body: parsed,
		code: parsed.error?.status,
		reason: details[0]?.reason,
		violations: details.flatMap((one) => one.fieldViolations ?? []),
	};
}
const send = (verb: "ingest" | "remove", body: object) => call("POST", `/v1/audienceMembers:${verb}`, body);
const status = async (requestId: string) =>
	(await call("GET", `/v1/requestStatus:retrieve?requestId=${requestId}`)).body
		.requestStatusPerDestination[0];

describe("an upload to the sandbox's Google", () => {
	it.each([
		["an unknown field", () => ingest({ encodings: "HEX" }), "INVALID_FORMAT"],
		["no consent", () => ingest({ audienceMembers: [person()] }), "REQUIRED_FIELD_MISSING"],
		[
			"consent left open",
			() =>
				ingest({
					audienceMembers: [
						{ ...person(), consent: { ...granted, adUserData: "CONSENT_STATUS_UNSPECIFIED" } },
					],
				}),
			"INVALID_FORMAT",
		],
		["no terms", () => ingest({ termsOfService: undefined }), "TERMS_AND_CONDITIONS_NOT_SIGNED"],
		["no encoding", () => ingest({ encoding: undefined }), "REQUIRED_FIELD_MISSING"],
		[
			"an address in the clear",
			() => ingest({ audienceMembers: [{ ...person("u1@example.com"), consent: granted }] }),
			"INVALID_HEX_ENCODING",
		],
		[
			"a short hash",
			() => ingest({ audienceMembers: [{ ...person(hash.slice(2)), consent: granted }] }),
			"INVALID_SHA256_FORMAT",
		],
		[
			"two identifiers in one",
			() =>
				ingest({
					audienceMembers: [
						{
							userData: { userIdentifiers: [{ emailAddress: hash, phoneNumber: hash }] },
							consent: granted,
						},
					],
				}),
			"INVALID_FORMAT",
		],
		["nobody", () => ingest({ audienceMembers: [] }), "REQUIRED_FIELD_MISSING"],
		[
			"10,001 people",
			() => ingest({ audienceMembers: Array(10_001).fill({ ...person(), consent: granted }) }),
			"TOO_MANY_AUDIENCE_MEMBERS",
		],
		[
			"two kinds of data",
			() =>
				ingest({
					audienceMembers: [
						{ ...person(), consent: granted },
						{ mobileData: { mobileIds: ["x"] }, consent: granted },
					],
				}),
			"MULTIPLE_DATA_TYPES_NOT_ALLOWED",
		],
		[
			"another list",
			() => ingest({ destinations: [{ ...destinations()[0], productDestinationId: "1" }] }),
			"INVALID_USER_LIST_ID",
		],
		[
			"an account with dashes",
			() =>
				ingest({
					destinations: [
						{
							...destinations()[0],
							operatingAccount: { accountType: "GOOGLE_ADS", accountId: "100-200-3001" },
						},
					],
				}),
			"INVALID_NUMBER_FORMAT",
		],
	])("with %s is refused, and no one of it is added", async (_name, body, reason) => {
		const answer = await send("ingest", body());
		expect(answer).toMatchObject({ status: 400, code: "INVALID_ARGUMENT" });
		expect(answer.violations.map((one) => one.reason)).toContain(reason);
		expect(held()).toBe(0);
	});

	it("of 10,000 people is taken", async () => {
		const members = Array.from({ length: 10_000 }, (_, index) => ({
			...person(index.toString(16).padStart(64, "0")),
			consent: granted,
		}));
		expect(await send("ingest", ingest({ audienceMembers: members }))).toMatchObject({ status: 200 });
		expect(held()).toBe(10_000);
	});

	it("names every bad row, and applies none of the good ones", async () => {
		const members = [person(), person("x"), person("y")].map((one) => ({ ...one, consent: granted }));
		const answer = await send("ingest", ingest({ audienceMembers: members }));
		expect(answer.violations.map((one) => one.field)).toEqual([
			"audience_members.audience_members[1].user_data.user_identifiers[0]",
			"audience_members.audience_members[2].user_data.user_identifiers[0]",
		]);
		expect(held()).toBe(0);
	});

	it.each([
		{ consent: granted },
		{ termsOfService: { customerMatchTermsOfServiceStatus: "ACCEPTED" } },
		{ audienceMembers: [{ ...person(), consent: granted }] },
	])("cannot remove with %j", async (more) => {
		await send("ingest", ingest());
		expect(await send("remove", removal(more))).toMatchObject({ status: 400 });
		expect(held()).toBe(1);
		expect(await send("remove", removal())).toMatchObject({ status: 200 });
		expect(held()).toBe(0);
	});

	it("without the consent of some leaves them out, and says so later as a count", async () => {
		const members = [
			{ ...person(), consent: granted },
			{ ...person("b".repeat(64)), consent: { ...granted, adPersonalization: "CONSENT_DENIED" } },
		];
		const { body } = await send("ingest", ingest({ audienceMembers: members }));
		expect(held()).toBe(1);
		expect(await status(body.requestId)).toMatchObject({ requestStatus: "PROCESSING" });
		sandbox.setClock(20 * 60_000 - 1_000);
		expect(await status(body.requestId)).toMatchObject({ requestStatus: "PROCESSING" });
		sandbox.setClock(20 * 60_000 + 1_000);
		expect(await status(body.requestId)).toMatchObject({
			requestStatus: "PARTIAL_SUCCESS",
			errorInfo: {
				errorCounts: [{ recordCount: "1", reason: "PROCESSING_ERROR_REASON_DENIED_CONSENT" }],
			},
		});
	});

	it("may take effect long after it was accepted, even after a removal sent later", async () => {
		sandbox.networks.get("google")?.addAccount({
			id: "1002003001",
			accessToken: "sandbox-google-token",
			additionDelayMs: 3_600_000,
		});
		await send("ingest", ingest());
		await send("remove", removal());
		expect(held()).toBe(0);
		sandbox.setClock(3_601_000);
		expect(held()).toBe(1);
	});

	it("is forgotten when the days of its list are over", async () => {
		await send("ingest", ingest());
		sandbox.setClock(30 * 86_400_000 - 60_000);
		expect(held()).toBe(1);
		sandbox.setClock(30 * 86_400_000 + 60_000);
		expect(held()).toBe(0);
	});
});

describe("lists in the sandbox's Google", () => {
	it.each([
		[{ displayName: "VIP" }, "DISPLAY_NAME_ALREADY_USED"],
		[{ displayName: "" }, "INVALID_FORMAT"],
		[{ membershipDuration: "46742400s" }, "MEMBERSHIP_DURATION_TOO_LONG"],
		[{ membershipDuration: "100000s" }, "INVALID_ARGUMENT"],
		[{ id: "1" }, "INVALID_FORMAT"],
		[{ ingestedUserListInfo: { uploadKeyTypes: ["MOBILE_ID"] } }, "UNSUPPORTED_USER_LIST_UPLOAD_KEY_TYPES"],
	])("are not created with %j", async (more, reason) => {
		const answer = await call("POST", lists, { ...newList, displayName: "Other", ...more });
		expect(answer).toMatchObject({ status: 400, violations: [{ reason }] });
	});

	it("are not created when the request only has them checked", async () => {
		const other = { ...newList, displayName: "Other", membershipDuration: "46656000s" };
		expect(await call("POST", `${lists}?validateOnly=true`, other)).toMatchObject({ status: 200, body: {} });
		expect((await call("GET", lists)).body.userLists).toHaveLength(1);
	});

	it("are found by name, and page by page", async () => {
		for (const displayName of ["B", "C"]) await call("POST", lists, { ...newList, displayName });
		const filter = encodeURIComponent('display_name = "C"');
		expect((await call("GET", `${lists}?filter=${filter}`)).body.userLists).toMatchObject([
			{ displayName: "C" },
		]);
		const first = await call("GET", `${lists}?pageSize=2`);
		expect(first.body.userLists).toHaveLength(2);
		const second = await call("GET", `${lists}?pageSize=2&pageToken=${first.body.nextPageToken}`);
		expect(second.body).toMatchObject({ userLists: [{ displayName: "C" }] });
		expect(second.body.nextPageToken).toBeUndefined();
		const mixed = await call("GET", `${lists}?filter=${filter}&pageToken=${first.body.nextPageToken}`);
		expect(mixed.violations).toMatchObject([{ reason: "INVALID_PAGE_TOKEN" }]);
		expect((await call("GET", `${lists}?filter=name~C`)).violations).toMatchObject([
			{ reason: "INVALID_FILTER" },
		]);
		expect((await call("GET", `${lists}?limit=2`)).status).toBe(400);
	});
});

describe("access to the sandbox's Google", () => {
	it("needs a token it knows", async () => {
		for (const authorization of ["Bearer other-token", "sandbox-google-token", ""]) {
			expect(await call("GET", lists, undefined, { authorization })).toMatchObject({
				status: 401,
				code: "UNAUTHENTICATED",
			});
		}
	});

	it("needs the manager account where there is one, and no other", async () => {
		sandbox.networks
			.get("google")
			?.addAccount({ id: "5556667777", accessToken: "token-of-agency", managerId: "1112223333" });
		const path = "/v1/accountTypes/GOOGLE_ADS/accounts/5556667777/userLists";
		const as = (id?: string) =>
			call("GET", path, undefined, {
				authorization: "Bearer token-of-agency",
				...(id ? { "login-account": `accountTypes/GOOGLE_ADS/accounts/${id}` } : {}),
			});
		expect((await as("1112223333")).status).toBe(200);
		expect(await as()).toMatchObject({ status: 403, code: "PERMISSION_DENIED" });
		expect((await as("1002003001")).status).toBe(403);
		const foreign = await call("GET", path);
		expect(foreign.status).toBe(403);
	});

	it("is refused with the reason to an account that may not upload", async () => {
		sandbox.networks
			.get("google")
			?.addAccount({ id: "1002003001", accessToken: "sandbox-google-token", isEligible: false });
		expect(await send("ingest", ingest())).toMatchObject({ status: 403, reason: "NOT_ALLOWLISTED" });
	});
});
