import Ajv from "ajv";
import { describe, expect, it } from "vitest";
import { tikTokDefinition } from "@/lib/destinations/catalog/tiktok/definition";
import {
	readAdvertiser,
	readAudienceSize,
	readBatch,
	readCreateAudience,
	readFoundAudiences,
	readProblem,
} from "@/lib/destinations/catalog/tiktok/read-outcome";
import {
	buildAdvertiser,
	buildAudienceSize,
	buildCreateAudience,
	buildFindAudience,
	buildPermission,
} from "@/lib/destinations/catalog/tiktok/to-requests";
import type { Batch, Connection, HttpResponse, RequestDescription } from "@/lib/destinations/contract";
import { firstRequest } from "@/lib/destinations/conversation";
import { rowsPerRequest } from "@/lib/destinations/rows-per-request";
import queries from "@/lib/destinations/testing/tiktok-queries.json";

const connection: Connection = {
	settings: { advertiserId: "1", baseUrl: "https://business-api.tiktok.com" },
	credentials: { accessToken: "token-of-an-app" },
};
const email = "86e0b9e56c17cc4d12387e1949b85053fbe73bc3ce5a1188713a9d300cc6133d";
const phone = "36a2cef4ff9bf7a1abd2a93359136b870393be4106e6c5d19b72ff564f9deca4";
const batch: Batch = {
	operation: "add",
	audience: { id: "9", name: "VIP" },
	kinds: ["email", "phone"],
	rows: [
		{ kind: "email", value: email },
		{ kind: "phone", value: phone },
	],
	session: { id: "1", seq: 1, isLast: true, estimatedTotal: 2 },
	requestId: "run_1_1",
	runId: "run_1",
};
const wanted = { name: "VIP (Muster a1)", description: "x", ownId: "syn_a1" };
const requestFor = (given: Batch) =>
	firstRequest(tikTokDefinition.deliver, { connection, input: given, at: new Date(0) });
const say = (code: number, data: object | null = {}, message = "x"): HttpResponse => ({
	status: 200,
	headers: {},
	body: JSON.stringify({ code, message, request_id: "r1", data }),
});

type Endpoint = keyof typeof queries.endpoints;

/** What TikTok's specification has against a query; [] if nothing. */
function faultsOf(request: RequestDescription): string[] {
	const url = new URL(request.url);
	const endpoint = `${request.method} ${url.pathname.replace("/open_api/v1.3", "")}`;
	const parameters = queries.endpoints[endpoint as Endpoint];
	if (!parameters) return [`no such endpoint: ${endpoint}`];
	const query = [...url.searchParams].map(([name, text]) => {
		const known = parameters.find((one) => one.name === name);
		const isText = known === undefined || (!known.isJson && known.schema.type === "string");
		return [name, isText ? text : JSON.parse(text)];
	});
	const ajv = new Ajv({ allErrors: true });
	const isFit = ajv.validate(
		{
			type: "object",
			additionalProperties: false,
			required: parameters.filter((one) => one.required).map((one) => one.name),
			properties: Object.fromEntries(parameters.map((one) => [one.name, one.schema])),
		},
		Object.fromEntries(query),
	);
	return isFit ? [] : (ajv.errors ?? []).map((error) => `${error.instancePath} ${error.message}`);
}

describe("what Muster sends to TikTok", () => {
	it("asks only what TikTok's specification knows", () => {
		for (const request of [
			buildAdvertiser(connection),
			buildPermission(connection),
			buildFindAudience(connection, wanted, null),
			buildFindAudience(connection, wanted, "3"),
			buildAudienceSize(connection, { audienceId: "9" }),
		]) {
			expect(faultsOf(request), request.url).toEqual([]);
		}
		const [find] = [buildFindAudience(connection, wanted, null)];
		const changed = (change: (query: URLSearchParams) => void) => {
			const url = new URL(find.url);
			change(url.searchParams);
			return faultsOf({ ...find, url: url.href });
		};
		expect(changed((query) => query.set("pagesize", "100"))).not.toEqual([]);
		expect(changed((query) => query.set("page_size", "101"))).not.toEqual([]);
		expect(changed((query) => query.delete("advertiser_id"))).not.toEqual([]);
	});

	it("ends every address in a slash, and carries the token in TikTok's header only", () => {
		for (const request of [
			buildAdvertiser(connection),
			buildFindAudience(connection, wanted, null),
			buildCreateAudience(connection, wanted),
			requestFor(batch),
			buildAudienceSize(connection, { audienceId: "9" }),
		]) {
			expect(new URL(request.url).pathname).toMatch(/^\/open_api\/v1\.3\/.+\/$/);
			expect(request.headers["access-token"]).toBe("token-of-an-app");
			expect(request.headers).not.toHaveProperty("authorization");
			expect(`${request.url}${request.body ?? ""}`).not.toContain("token-of-an-app");
		}
	});

	it("creates an audience as the streaming API documents it", () => {
		const request = buildCreateAudience(connection, wanted);
		expect(`${request.method} ${request.url}`).toBe(
			"POST https://business-api.tiktok.com/open_api/v1.3/segment/audience/",
		);
		expect(JSON.parse(request.body ?? "")).toEqual({
			advertiser_id: "1",
			action: "create",
			custom_audience_name: "VIP (Muster a1)",
		});
	});

	it.each([
		["add", "add"],
		["remove", "delete"],
	] as const)("to %s puts an empty object where a row has no id", (operation, action) => {
		const request = requestFor({ ...batch, operation });
		expect(`${request.method} ${request.url}`).toBe(
			"POST https://business-api.tiktok.com/open_api/v1.3/segment/mapping/",
		);
		expect(JSON.parse(request.body ?? "")).toEqual({
			advertiser_ids: ["1"],
			action,
			id_schema: ["EMAIL_SHA256", "PHONE_SHA256"],
			batch_data: [
				[{ id: email, audience_ids: ["9"] }, {}],
				[{}, { id: phone, audience_ids: ["9"] }],
			],
		});
	});

	it.each([
		["email", {}, " Jane.Doe@Example.com ", email],
		["email", { emailRule: "plain" }, "Jane.Doe@Example.com", email],
		[
			"email",
			{ emailRule: "strict" },
			"Mary+x@Example.com",
			"f1904cf1a9d73a55fa5de0ac823c4403ded71afd4c3248d00bdcd0866552bb79",
		],
		["email", {}, "nobody", null],
		["phone", { defaultCountry: "US" }, "(415) 555-0123", phone],
		["phone", {}, "(415) 555-0123", null],
	])("makes of the %s with %j %j the key %j", (kind, settings, raw, expected) => {
		const key = tikTokDefinition.identifierKinds.find((one) => one.kind === kind);
		expect(key?.toRemoteKey(raw, { ...connection, settings })).toBe(expected);
	});

	it("sends as many rows in a request as the setting says, a thousand without it", () => {
		expect(rowsPerRequest(tikTokDefinition, connection)).toBe(1_000);
		const set = { ...connection, settings: { ...connection.settings, rowsPerRequest: "7" } };
		expect(rowsPerRequest(tikTokDefinition, set)).toBe(7);
		const pattern = tikTokDefinition.fields.find((one) => one.name === "rowsPerRequest")?.pattern;
		const fits = (value: string) => new RegExp(pattern?.source ?? "").test(value);
		expect(["1", "999", "9999", "10000"].filter((value) => !fits(value))).toEqual([]);
		expect(["0", "10001", "20000", "", "1.5"].filter(fits)).toEqual([]);
	});
});

describe("what Muster reads from TikTok", () => {
	it.each([
		[40001, "x", "config"],
		[40002, "advertiser_id: wrong", "config"],
		[40002, "batch_data: wrong", "bad_batch"],
		[40100, "x", "throttled"],
		[40102, "x", "auth"],
		[40104, "x", "auth"],
		[40105, "x", "auth"],
		[49999, "x", "config"],
		[50000, "x", "transient"],
		[50002, "x", "transient"],
		[59999, "x", "transient"],
		[60000, "x", "config"],
	] as const)("code %i (%s) in HTTP 200 is %s", (code, message, expected) => {
		const problem = readProblem(say(code, {}, message));
		expect(problem.class).toBe(expected);
		expect(problem.message).toMatch(/[.]$/);
		for (const read of [readBatch, readCreateAudience, readAdvertiser, readAudienceSize]) {
			expect(read(say(code, { audience_id: "9" }, message))).toMatchObject({ ok: false });
		}
	});

	it.each([
		[429, "throttled"],
		[401, "auth"],
		[408, "transient"],
		[500, "transient"],
		[502, "transient"],
		[413, "bad_batch"],
		[404, "config"],
		[200, "transient"],
	])("HTTP %i without a code is %s", (status, expected) => {
		const given = { status, headers: {}, body: "<html>" };
		expect(readProblem(given).class).toBe(expected);
		expect(readBatch(given)).toMatchObject({ ok: false, problem: { class: expected } });
	});

	it("believes the code of a batch, and sends again what was done in part", () => {
		const value = { byIndex: new Map(), invalidCount: 0 };
		expect(readBatch(say(0))).toEqual({ ok: true, value: { ...value, others: "accepted" } });
		expect(readBatch(say(20001))).toEqual({ ok: true, value: { ...value, others: "unclear" } });
		expect(readBatch({ ...say(0), status: 500 })).toMatchObject({
			ok: false,
			problem: { class: "transient" },
		});
	});

	it("keeps ids digit for digit", () => {
		expect(readCreateAudience(say(0, { audience_id: "7178918106775994370" }))).toMatchObject({
			value: "7178918106775994370",
		});
		expect(readCreateAudience(say(0, { audience_id: 167290896 }))).toMatchObject({ value: "167290896" });
		expect(
			readCreateAudience({ ...say(0), body: '{"code":0,"data":{"audience_id":7178918106775994370}}' }),
		).toMatchObject({ ok: false });
	});

	const page = (names: string[], page_info?: object) =>
		readFoundAudiences(
			say(0, { list: names.map((name, index) => ({ audience_id: String(index), name })), page_info }),
			{ ...wanted, name: names[0] ?? "" },
		);

	it("finds an audience by its name as TikTok keeps it", () => {
		const long = "x".repeat(69);
		const find = (name: string, there: string) =>
			readFoundAudiences(say(0, { list: [{ audience_id: "9", name: there }] }), { ...wanted, name });
		expect(find(`${long}yz`, `${long}y`)).toMatchObject({ value: { ids: ["9"] } });
		expect(find(`${long}y`, `${long}y`)).toMatchObject({ value: { ids: ["9"] } });
		expect(find(`${long}y`, long)).toMatchObject({ value: { ids: [] } });
		expect(find("VIP", "VIP 2")).toMatchObject({ value: { ids: [] } });
		const shared = { audience_id: "9", name: "VIP", is_creator: false };
		expect(readFoundAudiences(say(0, { list: [shared] }), { ...wanted, name: "VIP" })).toMatchObject({
			value: { ids: [] },
		});
	});

	it("asks for the next page up to the last", () => {
		expect(page(["A", "B"], { page: 1, page_size: 100, total_number: 250, total_page: 3 })).toEqual({
			ok: true,
			value: { ids: ["0"], next: "2" },
		});
		expect(page(["A"], { page: 3, page_size: 100, total_number: 250, total_page: 3 })).toMatchObject({
			value: { next: null },
		});
		expect(readFoundAudiences(say(0, { list: null }), wanted)).toMatchObject({
			value: { ids: [], next: null },
		});
	});

	it("reads the size, whether it is of use, and when it ends", () => {
		const size = (audience_details: object) => readAudienceSize(say(0, { list: [{ audience_details }] }));
		expect(size({ cover_num: 1200, is_valid: true, is_expiring: false })).toEqual({
			ok: true,
			value: { lower: 1200, upper: 1200, status: "Ready" },
		});
		expect(
			size({
				cover_num: "12",
				is_valid: false,
				error_msg: "too small",
				is_expiring: true,
				expired_time: "2027-01-01",
			}),
		).toMatchObject({ value: { lower: 12, status: "Not usable yet, too small, expires 2027-01-01" } });
		expect(size({})).toMatchObject({ value: { lower: -1, upper: -1, status: "" } });
		expect(readAudienceSize(say(0, { list: [] }))).toMatchObject({ ok: false, problem: { class: "config" } });
	});

	it("names the ad account, and says when the token may not see it", () => {
		expect(readAdvertiser(say(0, { list: [{ advertiser_id: "1", name: "Shop" }] }))).toEqual({
			ok: true,
			value: "Shop",
		});
		expect(readAdvertiser(say(0, { list: [] }))).toMatchObject({ ok: false, problem: { class: "config" } });
	});
});
