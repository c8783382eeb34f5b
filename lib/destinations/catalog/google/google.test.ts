import { createVerify, generateKeyPairSync } from "node:crypto";
import { describe, expect, it } from "vitest";
import { googleServiceAccount, googleSignIn } from "@/lib/destinations/catalog/google/authorization";
import { googleDefinition } from "@/lib/destinations/catalog/google/definition";
import {
	readBatch,
	readCreateList,
	readFoundLists,
	readListSize,
	readRequestStatus,
} from "@/lib/destinations/catalog/google/read-outcome";
import { readProblem, readRefusal } from "@/lib/destinations/catalog/google/read-problem";
import { googleServiceDefinition } from "@/lib/destinations/catalog/google/service-definition";
import { checkConnection } from "@/lib/destinations/check-connection";
import type { Batch, Connection, HttpResponse } from "@/lib/destinations/contract";
import { firstRequest } from "@/lib/destinations/conversation";
import { authorizeUrl } from "@/lib/destinations/token-endpoint";
import { deliver } from "@/lib/syncs/deliver";
import { newKey } from "@/lib/syncs/ledger";

const connection: Connection = {
	settings: {
		customerId: "123-456-7890",
		loginCustomerId: "111-111-1111",
		membershipDays: "30",
		baseUrl: "https://datamanager.googleapis.com",
	},
	credentials: { accessToken: "ya29.of-a-user" },
};
const at = new Date("2026-11-30T00:00:00Z");
// SHA-256 of u1@example.com, u2@example.com, u3@example.com.
const hashes = [
	"6228d577ed8b4c57b0388fbef9d63caed2ca3c1cca39bc8db1253cf22f80beae",
	"b8ecf29b766a88258fb2ffddc465928bc4cc82bd93c31b597d0e055c790e50ab",
	"d3dea7a7ef6f508f8f1a59df4f2fd7bbcfdabbdb7cdb807676c359c24ab9e5e6",
];
const batch: Batch = {
	operation: "add",
	audience: { id: "987654321", name: "VIP" },
	kinds: ["email", "phone"],
	rows: [
		{ kind: "email", value: hashes[0] ?? "" },
		{ kind: "phone", value: hashes[1] ?? "" },
	],
	session: { id: "1", seq: 1, isLast: true, estimatedTotal: 2 },
	requestId: "run_1_1",
	runId: "run_1",
};
const requestFor = (given: Batch, of = connection) =>
	firstRequest(googleDefinition.deliver, { connection: of, input: given, at });
const answer = (status: number, body: object, headers: Record<string, string> = {}): HttpResponse => ({
	status,
	headers,
	body: JSON.stringify(body),
});
const errorInfo = (reason: string) => ({
	"@type": "type.googleapis.com/google.rpc.ErrorInfo",
	reason,
	domain: "datamanager.googleapis.com",
});
const fault = (status: number, code: string, reason = code, details: object[] = []) =>
	answer(status, {
		error: { code: status, message: "x", status: code, details: [errorInfo(reason), ...details] },
	});
const violations = (...fieldViolations: object[]) =>
	fault(400, "INVALID_ARGUMENT", "INVALID_ARGUMENT", [
		{ "@type": "type.googleapis.com/google.rpc.BadRequest", fieldViolations },
	]);

describe("what Muster sends to Google", () => {
	it("adds each identifier as a member of its own, with both consents, the terms and the encoding", () => {
		const request = requestFor(batch);
		expect(`${request.method} ${request.url}`).toBe(
			"POST https://datamanager.googleapis.com/v1/audienceMembers:ingest",
		);
		expect(request.headers.authorization).toBe("Bearer ya29.of-a-user");
		const consent = { adUserData: "CONSENT_GRANTED", adPersonalization: "CONSENT_GRANTED" };
		expect(JSON.parse(request.body ?? "")).toEqual({
			destinations: [
				{
					operatingAccount: { accountType: "GOOGLE_ADS", accountId: "1234567890" },
					loginAccount: { accountType: "GOOGLE_ADS", accountId: "1111111111" },
					productDestinationId: "987654321",
				},
			],
			audienceMembers: [
				{ userData: { userIdentifiers: [{ emailAddress: hashes[0] }] }, consent },
				{ userData: { userIdentifiers: [{ phoneNumber: hashes[1] }] }, consent },
			],
			encoding: "HEX",
			termsOfService: { customerMatchTermsOfServiceStatus: "ACCEPTED" },
		});
	});

	it("removes without consent and without terms", () => {
		const request = requestFor({ ...batch, operation: "remove" });
		expect(request.url).toBe("https://datamanager.googleapis.com/v1/audienceMembers:remove");
		const body = JSON.parse(request.body ?? "");
		expect(Object.keys(body).sort()).toEqual(["audienceMembers", "destinations", "encoding"]);
		expect(request.body).not.toContain("consent");
	});

	it("leaves the manager account and the quota project out where there is none, and names them where there is", () => {
		const { loginCustomerId: _none, ...settings } = connection.settings;
		const alone = requestFor(batch, { ...connection, settings });
		expect(alone.body).not.toContain("loginAccount");
		expect(alone.headers["x-goog-user-project"]).toBeUndefined();
		const project = { ...connection, settings: { ...settings, quotaProject: "my-project-123" } };
		expect(requestFor(batch, project).headers["x-goog-user-project"]).toBe("my-project-123");
	});

	it("looks for the list by its name, as the manager's user, before it creates one with the days of the setting", () => {
		const { prepareAudience } = googleDefinition;
		const input = { name: "VIP (Muster a1)", description: "x", ownId: "syn_a1" };
		const said = { connection, input, at };
		const find = prepareAudience?.({ ...said, memory: null, answer: null });
		if (find?.kind !== "ask") throw new Error("It does not look first");
		const url = new URL(find.request.url);
		expect(url.pathname).toBe("/v1/accountTypes/GOOGLE_ADS/accounts/1234567890/userLists");
		expect(url.searchParams.get("filter")).toBe('display_name = "VIP (Muster a1)"');
		expect(find.request.headers["login-account"]).toBe("accountTypes/GOOGLE_ADS/accounts/1111111111");
		const create = prepareAudience?.({ ...said, memory: find.memory ?? null, answer: answer(200, {}) });
		if (create?.kind !== "ask") throw new Error("It does not create one");
		expect(create.request.method).toBe("POST");
		expect(JSON.parse(create.request.body ?? "")).toMatchObject({
			displayName: "VIP (Muster a1)",
			integrationCode: "syn_a1",
			membershipDuration: "2592000s",
		});
		expect(
			prepareAudience?.({
				...said,
				memory: create.memory ?? null,
				answer: answer(200, { id: "5", displayName: "VIP (Muster a1)" }),
			}),
		).toEqual({ kind: "done", value: "5" });
	});

	it("reads every page when the name cannot be quoted", () => {
		const input = { name: 'The "best" (Muster a1)', description: "x", ownId: "syn_a1" };
		const find = googleDefinition.prepareAudience?.({ connection, input, at, memory: null, answer: null });
		if (find?.kind !== "ask") throw new Error("It does not look first");
		const url = new URL(find.request.url);
		expect([...url.searchParams.keys()]).toEqual(["pageSize"]);
		const next = googleDefinition.prepareAudience?.({
			connection,
			input,
			at,
			memory: find.memory ?? null,
			answer: answer(200, { userLists: [{ id: "1", displayName: "Other" }], nextPageToken: "p2" }),
		});
		if (next?.kind !== "ask") throw new Error("It does not go on");
		expect(new URL(next.request.url).searchParams.get("pageToken")).toBe("p2");
	});

	it("tests a connection by two looks that change nothing", () => {
		const said = { connection, input: { at }, at };
		const read = googleDefinition.test({ ...said, memory: null, answer: null });
		if (read.kind !== "ask") throw new Error("No request");
		expect(read.request.method).toBe("GET");
		const write = googleDefinition.test({ ...said, memory: read.memory ?? null, answer: answer(200, {}) });
		if (write.kind !== "ask") throw new Error("No second request");
		expect(new URL(write.request.url).searchParams.get("validateOnly")).toBe("true");
		expect(googleDefinition.test({ ...said, memory: write.memory ?? null, answer: answer(200, {}) })).toEqual(
			{ kind: "done", value: "Google Ads account 123-456-7890" },
		);
		expect(
			googleDefinition.test({
				...said,
				memory: write.memory ?? null,
				answer: fault(403, "PERMISSION_DENIED", "NOT_ALLOWLISTED"),
			}),
		).toMatchObject({ kind: "failed", problem: { class: "config" } });
		const page = { status: 200, headers: {}, body: "<html>Back soon</html>" };
		expect(googleDefinition.test({ ...said, memory: read.memory ?? null, answer: page })).toMatchObject({
			kind: "failed",
			problem: { class: "transient" },
		});
	});

	it("keeps the token out of every address", () => {
		for (const request of [
			firstRequest(googleDefinition.test, { connection, input: { at }, at }),
			requestFor(batch),
		]) {
			expect(request.url).not.toContain("ya29");
		}
	});

	it.each([
		["email", "Jane.Doe+Promo@Gmail.com", "d6117306485ed0e50afab3ac871e98f81699151f30281527d63ff5f233656c69"],
		["email", "ana", null],
		["phone", "(800) 555-0100", "fb4f73a6ec5fdb7077d564cdd22c3554b43ce49168550c3b12c547b78c517b30"],
		["phone", "+0000000000", null],
	])("makes of the %s %j the key %j", (kind, raw, expected) => {
		const of = { ...connection, settings: { ...connection.settings, defaultCountry: "US" } };
		expect(googleDefinition.identifierKinds.find((one) => one.kind === kind)?.toRemoteKey(raw, of)).toBe(
			expected,
		);
	});

	it.each([
		["30", 30],
		["540", 540],
		["", 540],
	])("knows that with %j days people are kept for %i", (membershipDays, days) => {
		const of = { ...connection, settings: { ...connection.settings, membershipDays } };
		for (const kind of googleDefinition.identifierKinds) expect(kind.keptMs?.(of)).toBe(days * 86_400_000);
	});
});

describe("the connect form", () => {
	const values = { customerId: "1234567890", clientId: "app-1", clientSecret: "secret-of-app" };
	const check = (given: Record<string, string>, before?: Connection) =>
		checkConnection(googleDefinition, { ...values, ...given }, { before, trustsPlainHttp: () => false });

	it.each([
		["membershipDays", "0", false],
		["membershipDays", "1", true],
		["membershipDays", "540", true],
		["membershipDays", "541", false],
		["membershipDays", "30.5", false],
		["customerId", "123-456-7890", true],
		["customerId", "123456789", false],
		["loginCustomerId", "12345678901", false],
	])("for %s takes %j: %s", (name, value, isFine) => {
		expect(check({ [name]: value }).ok).toBe(isFine);
	});

	it("does not change how long lists keep people, because lists that exist keep them as they were created", () => {
		const before: Connection = {
			settings: { customerId: "1234567890", membershipDays: "30" },
			credentials: {},
		};
		expect(check({ membershipDays: "30" }, before).ok).toBe(true);
		expect(check({}, before)).toMatchObject({ ok: true, connection: { settings: { membershipDays: "30" } } });
		const changed = check({ membershipDays: "540" }, before);
		expect(changed).toMatchObject({ ok: false, issues: [{ path: "values.membershipDays" }] });
	});
});

describe("what Muster reads from Google", () => {
	it.each([
		[fault(401, "UNAUTHENTICATED", "ACCESS_TOKEN_EXPIRED"), "auth"],
		[fault(403, "PERMISSION_DENIED", "ACCESS_TOKEN_SCOPE_INSUFFICIENT"), "auth"],
		[fault(403, "PERMISSION_DENIED"), "config"],
		[fault(403, "PERMISSION_DENIED", "SERVICE_DISABLED"), "config"],
		[fault(403, "PERMISSION_DENIED", "NOT_ALLOWLISTED"), "config"],
		[fault(400, "INVALID_ARGUMENT", "TERMS_AND_CONDITIONS_NOT_SIGNED"), "config"],
		[fault(400, "INVALID_ARGUMENT", "CONCURRENT_MODIFICATION"), "transient"],
		[fault(409, "ABORTED"), "transient"],
		[fault(429, "RESOURCE_EXHAUSTED"), "throttled"],
		[fault(503, "UNAVAILABLE"), "transient"],
		[fault(504, "DEADLINE_EXCEEDED"), "transient"],
		[fault(500, "INTERNAL", "INTERNAL_ERROR"), "transient"],
		[fault(404, "NOT_FOUND"), "config"],
		[fault(400, "INVALID_ARGUMENT", "DISPLAY_NAME_ALREADY_USED"), "throttled"],
		[fault(400, "INVALID_ARGUMENT"), "bad_batch"],
		[answer(400, { error: {} }), "config"],
		[answer(429, {}), "throttled"],
		[{ status: 502, headers: {}, body: "<html>" }, "transient"],
		[{ status: 409, headers: {}, body: "<html>" }, "transient"],
		[{ status: 401, headers: {}, body: "" }, "auth"],
		[{ status: 404, headers: {}, body: "<html>" }, "config"],
	] as const)("puts %j into its class", (given, expected) => {
		const problem = readProblem(given);
		expect(problem.class).toBe(expected);
		expect(problem.message).toMatch(/[.]$/);
	});

	it.each([
		["NOT_ALLOWLISTED", /Customer Match policy/],
		["TERMS_AND_CONDITIONS_NOT_SIGNED", /Accept them/],
		["SERVICE_DISABLED", /Enable it/],
		["EU_POLITICAL_ADVERTISING_DECLARATION_REQUIRED", /declaration/],
		["INVALID_USER_LIST_ID", /create a new one/],
	])("says for %s what to do", (reason, cure) => {
		expect(readProblem(fault(400, "INVALID_ARGUMENT", reason))).toMatchObject({
			class: "config",
			message: expect.stringMatching(cure),
			detail: expect.stringContaining(reason),
		});
	});

	it.each([
		[{ "retry-after": "7" }, [], 7_000],
		[{}, [{ "@type": "type.googleapis.com/google.rpc.RetryInfo", retryDelay: "3.5s" }], 3_500],
		[{}, [{ "@type": "type.googleapis.com/google.rpc.RetryInfo", retryDelay: "42s" }], 42_000],
		[{}, [], undefined],
	])("waits as long as %j and %j say", (headers, details, expected) => {
		const given = { ...fault(429, "RESOURCE_EXHAUSTED", "RESOURCE_EXHAUSTED", details), headers };
		expect(readProblem(given).retryAfterMs).toBe(expected);
	});

	it("keeps Google's request ID for its support, and reads the example of its own guide", () => {
		const given = answer(400, {
			error: {
				code: 400,
				message: "There was a problem with the request.",
				status: "INVALID_ARGUMENT",
				details: [
					{
						"@type": "type.googleapis.com/google.rpc.ErrorInfo",
						reason: "INVALID_ARGUMENT",
						domain: "datamanager.googleapis.com",
						metadata: { requestId: "t-a8896317-069f-4198-afed-182a3872a660" },
					},
					{
						"@type": "type.googleapis.com/google.rpc.RequestInfo",
						requestId: "t-a8896317-069f-4198-afed-182a3872a660",
					},
					{
						"@type": "type.googleapis.com/google.rpc.BadRequest",
						fieldViolations: [
							{
								field: "destinations[0].login_account.account_id",
								description: "String is not a valid number.",
								reason: "INVALID_NUMBER_FORMAT",
							},
						],
					},
				],
			},
		});
		expect(readProblem(given)).toEqual({
			class: "config",
			message: expect.stringContaining("Check the customer ID"),
			detail:
				"HTTP 400, INVALID_ARGUMENT, INVALID_NUMBER_FORMAT, request t-a8896317-069f-4198-afed-182a3872a660: There was a problem with the request.",
		});
	});

	it("shows no one's hash in what it keeps of an error, and is not misled by odd reasons", () => {
		const given = answer(400, {
			error: {
				status: "INVALID_ARGUMENT",
				message: `Invalid value at 'audience_members[0]' (TYPE_STRING), "${hashes[0]}"`,
				details: [errorInfo("constructor")],
			},
		});
		expect(readProblem(given)).toEqual({
			class: "bad_batch",
			message: expect.any(String),
			detail: `HTTP 400, INVALID_ARGUMENT: Invalid value at 'audience_members[0]' (TYPE_STRING), "…"`,
		});
		expect(readProblem(answer(400, { error: { status: "toString" } })).class).toBe("config");
	});

	it.each([
		["audience_members[0].user_data.user_identifiers[0].email_address", 0],
		["audienceMembers[0].userData.userIdentifiers[0].emailAddress", 0],
		["audience_members.audience_members[2].user_data.user_identifiers[0]", 2],
	])("blames the row that %s names", (field, index) => {
		expect(readProblem(violations({ field, reason: "INVALID_HEX_ENCODING" }))).toMatchObject({
			class: "bad_batch",
			rows: [{ index, reason: "Google calls this value badly formed (INVALID_HEX_ENCODING)." }],
		});
	});

	it("blames no row where none is named, each only once, and none for a fault of the whole request", () => {
		expect(readProblem(violations({ field: "" })).rows).toBeUndefined();
		expect(readProblem(violations({ field: "audience_members" })).rows).toBeUndefined();
		const twice = violations({ field: "audience_members[1].a" }, { field: "audience_members[1].b" });
		expect(readProblem(twice).rows).toHaveLength(1);
		const whole = violations({ field: "audience_members[1].a" }, { field: "terms_of_service" });
		expect(readProblem(whole)).toMatchObject({ class: "config" });
		expect(readProblem(whole).rows).toBeUndefined();
	});

	it("calls what is wrong with a request without rows a matter of the settings", () => {
		expect(
			readRefusal(violations({ field: "user_list.display_name", reason: "INVALID_DISPLAY_NAME" })),
		).toMatchObject({ class: "config", detail: expect.stringContaining("INVALID_DISPLAY_NAME") });
	});

	it("takes an upload as accepted, with the ID under which Google tells more later", () => {
		expect(readBatch(answer(200, { requestId: "r-1", fieldWarnings: [] }), batch)).toEqual({
			ok: true,
			value: { others: "accepted", byIndex: new Map(), invalidCount: 0, receipt: "r-1" },
		});
		for (const body of [{}, { requestId: "" }]) {
			expect(readBatch(answer(200, body), batch)).toMatchObject({
				ok: false,
				problem: { class: "transient" },
			});
		}
	});

	it("finds only the account's own list of exactly this name", () => {
		const wanted = { name: "VIP", description: "", ownId: "syn_1" };
		const lists = [
			{ id: "1", displayName: "vip" },
			{ id: "2", displayName: "VIP", accessReason: "SHARED" },
			{ id: "3", displayName: "VIP", accessReason: "OWNED" },
		];
		expect(readFoundLists(answer(200, { userLists: lists, nextPageToken: "" }), wanted)).toEqual({
			ok: true,
			value: { ids: ["3"], next: null },
		});
		expect(readFoundLists(answer(200, { nextPageToken: "p2" }), wanted)).toEqual({
			ok: true,
			value: { ids: [], next: "p2" },
		});
		expect(readFoundLists(answer(200, []), wanted)).toMatchObject({ ok: false });
		expect(readCreateList(answer(200, { id: "not a number" }))).toMatchObject({ ok: false });
	});

	it("reads sizes, which are text, and the match rate", () => {
		const list = {
			id: "1",
			membershipDuration: "2592000s",
			sizeInfo: { displayNetworkMembersCount: "900", searchNetworkMembersCount: "1200" },
			ingestedUserListInfo: { contactIdInfo: { matchRatePercentage: 62 } },
		};
		expect(readListSize(answer(200, list), null, connection)).toEqual({
			ok: true,
			value: { lower: 900, upper: 1200, status: "Open", matchRate: { lower: 62, upper: 62 } },
		});
		expect(readListSize(answer(200, { id: "1" }), null, connection)).toEqual({
			ok: true,
			value: { lower: -1, upper: -1, status: "Open" },
		});
		for (const [given, status] of [
			[{ membershipStatus: "CLOSED", closingReason: "UNUSED" }, /^Closed: no campaign/],
			[{ membershipStatus: "CLOSED" }, /^Closed$/],
			[{ membershipDuration: "46656000s" }, /^Keeps people for 540 days, not for 30/],
		] as const) {
			expect(readListSize(answer(200, { id: "1", ...given }), null, connection)).toMatchObject({
				value: { status: expect.stringMatching(status) },
			});
		}
	});

	const status = (requestStatus: string, rest: object = {}) =>
		answer(200, { requestStatusPerDestination: [{ destination: {}, requestStatus, ...rest }] });
	it("reads what became of an upload", () => {
		expect(
			readRequestStatus(
				status("PARTIAL_SUCCESS", {
					errorInfo: {
						errorCounts: [{ recordCount: "3", reason: "PROCESSING_ERROR_REASON_DENIED_CONSENT" }],
					},
					warningInfo: {
						warningCounts: [{ recordCount: "1", reason: "PROCESSING_WARNING_REASON_SOMETHING_NEW" }],
					},
					audienceMembersIngestionStatus: {
						userDataIngestionStatus: {
							recordCount: "100",
							userIdentifierCount: "180",
							uploadMatchRateRange: "MATCH_RATE_RANGE_61_TO_70",
						},
					},
				}),
			),
		).toEqual({
			ok: true,
			value: {
				isFinished: true,
				hasFailed: false,
				received: 100,
				matched: null,
				matchRate: { lower: 61, upper: 70 },
				reasons: [
					{ reason: "Consent was denied, by the person or in the account's default settings", count: 3 },
					{ reason: "Something new", count: 1 },
				],
			},
		});
	});

	it.each([
		["PROCESSING", false, false],
		["REQUEST_STATUS_UNKNOWN", false, false],
		["SUCCESS", true, false],
		["PARTIAL_SUCCESS", true, false],
		["FAILED", true, true],
		// As the guide's text spells it, unlike the enum.
		["FAILURE", true, true],
	])("of %s knows: finished %s, failed %s", (requestStatus, isFinished, hasFailed) => {
		expect(readRequestStatus(status(requestStatus))).toMatchObject({ value: { isFinished, hasFailed } });
	});

	it.each([
		["MATCH_RATE_RANGE_LESS_THAN_20", { lower: 0, upper: 20 }],
		["MATCH_RATE_RANGE_20_TO_30", { lower: 20, upper: 30 }],
		["MATCH_RATE_RANGE_91_TO_100", { lower: 91, upper: 100 }],
		["MATCH_RATE_RANGE_NOT_ELIGIBLE", null],
		["MATCH_RATE_RANGE_UNKNOWN", null],
	])("reads %s as %j", (uploadMatchRateRange, matchRate) => {
		const ingestion = { userDataIngestionStatus: { uploadMatchRateRange } };
		expect(readRequestStatus(status("SUCCESS", { audienceMembersIngestionStatus: ingestion }))).toMatchObject(
			{
				value: { matchRate },
			},
		);
	});
});

describe("a batch that Google refuses as a whole", () => {
	/** Delivers three people to a Google that refuses whatever holds the first of them. */
	async function deliverTo(refuse: (bad: number) => HttpResponse) {
		const sent: string[][] = [];
		const ended = new Map<string, string>();
		const keys = hashes.map((value, index) => ({
			id: `k${index}`,
			cursor: `k${index}`,
			kind: "email",
			value,
			ledger: { ...newKey, isDesired: true, since: 0 },
		}));
		const end = await deliver(
			{
				now: () => 1_000,
				newSessionId: () => "1",
				countDue: async (operation) => (operation === "add" ? keys.length : 0),
				readDue: async (operation, after) => (operation === "add" && after === null ? keys : []),
				checkGate: async (given) => ({ allowed: new Set(given.map(({ id }) => id)), recheck: null }),
				noteHeldBack: () => {},
				writeIntent: async () => {},
				send: async (request) => {
					const values = request.keys.map(({ value }) => value);
					sent.push(values);
					const bad = values.indexOf(hashes[0] ?? "");
					const given = bad === -1 ? answer(200, { requestId: "r" }) : refuse(bad);
					const verdict = readBatch(given, batch);
					if (verdict.ok) return { kind: "answered", result: verdict.value };
					const { message, detail, rows = [] } = verdict.problem;
					expect(verdict.problem.class).toBe("bad_batch");
					return { kind: "bad_batch", reason: message, detail, rows };
				},
				writeOutcome: async (_request, _result, settled) => {
					for (const key of settled) ended.set(key.value, key.ledger.state);
				},
				readStopRequest: async () => null,
				keptMs: () => null,
			},
			{ settleMs: 1, refusedRetryMs: 1, renewAheadMs: 1 },
			10_000,
			1,
		);
		expect(end).toEqual({ kind: "finished" });
		return { sent, states: hashes.map((hash) => ended.get(hash)) };
	}

	it.each(["audience_members[#].user_data.user_identifiers[0].email_address", "audienceMembers[#].userData"])(
		"drops the row named by %s and sends the others in one further request",
		async (path) => {
			const { sent, states } = await deliverTo((bad) =>
				violations({ field: path.replace("#", String(bad)), reason: "INVALID_HEX_ENCODING" }),
			);
			expect(sent.map((values) => values.length)).toEqual([3, 2]);
			expect(states).toEqual(["rejected", "accepted", "accepted"]);
		},
	);

	it.each([
		violations({ field: "" }),
		fault(400, "INVALID_ARGUMENT"),
		violations({ field: "audience_members" }),
	])("is halved to the bad row in at most five requests when none is named: %j", async (refusal) => {
		const { sent, states } = await deliverTo(() => refusal);
		expect(sent.length).toBeLessThanOrEqual(5);
		expect(states).toEqual(["rejected", "accepted", "accepted"]);
	});
});

describe("access to Google", () => {
	it("is asked of a person with a page that gives a refresh token, for nothing but this API", () => {
		const url = new URL(
			authorizeUrl(
				googleSignIn,
				{ settings: { clientId: "app-1" }, credentials: {} },
				{
					state: "s",
					verifier: "v".repeat(50),
					redirectAddress: "https://muster.example/api/oauth/callback",
				},
			),
		);
		expect(`${url.origin}${url.pathname}`).toBe("https://accounts.google.com/o/oauth2/v2/auth");
		expect(Object.fromEntries(url.searchParams)).toMatchObject({
			access_type: "offline",
			prompt: "consent",
			client_id: "app-1",
			code_challenge_method: "S256",
			scope: "https://www.googleapis.com/auth/datamanager",
		});
	});

	it("is asserted by a service account so that its public key proves it, at Google's address whatever the file says", () => {
		const { privateKey, publicKey } = generateKeyPairSync("rsa", {
			modulusLength: 2048,
			publicKeyEncoding: { type: "spki", format: "pem" },
			privateKeyEncoding: { type: "pkcs8", format: "pem" },
		});
		const file = {
			client_email: "muster@my-project-123.iam.gserviceaccount.com",
			private_key: privateKey,
			private_key_id: "k1",
			token_uri: "https://evil.example/token",
		};
		const credentials = { serviceAccountKey: JSON.stringify(file) };
		const made = googleServiceAccount.mint.build({ settings: {}, credentials }, at);
		if (!made.ok) throw new Error(made.problem.message);
		expect(made.value.url).toBe("https://oauth2.googleapis.com/token");
		const assertion = new URLSearchParams(made.value.body).get("assertion") ?? "";
		const [header = "", claims = "", signature = ""] = assertion.split(".");
		expect(
			createVerify("sha256").update(`${header}.${claims}`).verify(publicKey, signature, "base64url"),
		).toBe(true);
		expect(JSON.parse(Buffer.from(claims, "base64url").toString())).toEqual({
			iss: "muster@my-project-123.iam.gserviceaccount.com",
			scope: "https://www.googleapis.com/auth/datamanager",
			aud: "https://oauth2.googleapis.com/token",
			iat: 1_795_996_800,
			exp: 1_796_000_400,
		});
	});

	it("of a service account is the same network otherwise", () => {
		expect(googleServiceDefinition.deliver).toBe(googleDefinition.deliver);
		const names = googleServiceDefinition.fields.map(({ name }) => name);
		expect(names).toContain("serviceAccountKey");
		expect(names).not.toContain("clientSecret");
	});
});
