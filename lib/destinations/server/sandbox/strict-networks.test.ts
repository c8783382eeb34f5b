import { beforeEach, describe, expect, it } from "vitest";
import { playLinkedIn } from "@/lib/destinations/server/sandbox/linkedin-network";
import type { SandboxAnswer, SandboxNetwork } from "@/lib/destinations/server/sandbox/sandbox-network";
import { playTikTok } from "@/lib/destinations/server/sandbox/tiktok-network";

// What the vendors' guides say, told to the sandbox by hand: not by what Muster itself sends.
let now = 0;
let network: SandboxNetwork;
const open = (play: typeof playLinkedIn) => {
	now = Date.parse("2026-11-30T00:00:00Z");
	network = play({ now: () => now, change: (change) => network.apply(change) });
	network.seed();
};
type Call = { method: string; path: string; headers?: Record<string, string | undefined>; body?: unknown };
function send({ method, path, headers = {}, body }: Call): SandboxAnswer {
	const read = network.read({
		method,
		url: new URL(path, "http://sandbox"),
		headers: { "content-type": "application/json", ...headers },
		body: body === undefined ? "" : JSON.stringify(body),
	});
	return "apply" in read ? read.apply() : read;
}
const hash = (letter: string) => letter.repeat(64);

describe("the sandbox's LinkedIn", () => {
	const headers = {
		authorization: "Bearer sandbox-linkedin-token",
		"linkedin-version": "202606",
		"x-restli-protocol-version": "2.0.0",
	};
	const account = "urn:li:sponsoredAccount:500001";
	const segment = {
		name: "VIP",
		sourcePlatform: "MUSTER",
		sourceSegmentId: "aud_42",
		account,
		type: "USER",
		destinations: [{ destination: "LINKEDIN" }],
	};
	const create = (body: object = segment, changed: Record<string, string | undefined> = {}) =>
		send({ method: "POST", path: "/rest/dmpSegments", headers: { ...headers, ...changed }, body });
	const element = (letter: string, action = "ADD") => ({
		action,
		userIds: [{ idType: "SHA256_EMAIL", idValue: hash(letter) }],
	});
	const users = (elements: object[], changed: Record<string, string | undefined> = {}) =>
		send({
			method: "POST",
			path: "/rest/dmpSegments/10804/users",
			headers: { ...headers, "x-restli-method": "BATCH_CREATE", ...changed },
			body: { elements },
		});
	beforeEach(() => open(playLinkedIn));

	it("answers a create with an id in a header and no body, and keeps the segment from its users for a while", () => {
		expect(create()).toEqual({ status: 201, body: null, headers: { "x-restli-id": "10804" } });
		now += 4_999;
		expect(users([element("a")]).status).toBe(404);
		now += 1;
		expect(users([element("a")])).toEqual({ status: 200, body: { elements: [{ status: 201 }] } });
		const size = { method: "GET", path: "/rest/dmpSegments/10804/destinations/LINKEDIN", headers };
		expect(send(size).body).toMatchObject({ status: "READY", inputCount: 1 });
		now += 7 * 86_400_000;
		expect(send(size).body).toMatchObject({ inputCount: 0, matchedCount: 0 });
	});

	it.each([
		["no version", { "linkedin-version": undefined }, 400],
		["a retired version", { "linkedin-version": "202511" }, 426],
		["a version that never was", { "linkedin-version": "v25.0" }, 426],
		["another protocol", { "x-restli-protocol-version": "1.0.0" }, 400],
		["no token", { authorization: undefined }, 401],
		["another's token", { authorization: "Bearer x" }, 401],
		["a body that is not JSON", { "content-type": "text/plain" }, 400],
	])("refuses %s", (_name, changed, status) => {
		expect(create(segment, changed).status).toBe(status);
	});

	it.each([
		["an unknown property", { ...segment, description: "x" }, 400],
		["another's account", { ...segment, account: "urn:li:sponsoredAccount:1" }, 403],
		["a platform it did not agree on", { ...segment, sourcePlatform: "SEGMENT" }, 400],
		["another destination", { ...segment, destinations: [{ destination: "OTHER" }] }, 400],
	])("refuses a segment with %s", (_name, body, status) => {
		expect(create(body).status).toBe(status);
	});

	it("allows equal names, and one segment for each id of ours", () => {
		expect(create().status).toBe(201);
		expect(create({ ...segment, sourceSegmentId: "aud_43" }).status).toBe(201);
		expect(create().status).toBe(409);
		const find = (query: string) =>
			send({
				method: "GET",
				path: `/rest/dmpSegments?q=account&account=${encodeURIComponent(account)}${query}`,
				headers,
			});
		expect(find("&sourceSegmentId=aud_43").body).toMatchObject({ elements: [{ id: 10805, name: "VIP" }] });
		expect(find("").body).toMatchObject({ paging: { total: 2 } });
		expect(find("&name=VIP").status).toBe(400);
	});

	it("refuses a viewer and an app without approval", () => {
		create();
		now += 5_000;
		network.addAccount({ id: "500001", accessToken: "sandbox-linkedin-token", role: "VIEWER" });
		expect(create({ ...segment, sourceSegmentId: "aud_43" }).status).toBe(403);
		expect(users([element("a")]).status).toBe(403);
		network.addAccount({ id: "500001", accessToken: "sandbox-linkedin-token", isApproved: false });
		expect(users([element("a")]).status).toBe(403);
	});

	it("takes up to 5,000 different people, and answers for each", () => {
		create();
		now += 5_000;
		const many = (count: number) =>
			Array.from({ length: count }, (_, index) => ({
				action: "ADD",
				userIds: [{ idType: "SHA256_EMAIL", idValue: index.toString(16).padStart(64, "0") }],
			}));
		expect(users(many(5_000)).status).toBe(200);
		expect(users(many(5_001)).status).toBe(400);
		expect(users([]).status).toBe(400);
		expect(users([element("a"), element("a", "REMOVE")]).status).toBe(400);
		expect(users([element("a")], { "x-restli-method": undefined }).status).toBe(400);
		expect(users([{ ...element("a"), email: "x" }]).status).toBe(400);
		expect(users([{ ...element("a"), firstName: "x".repeat(36) }]).status).toBe(400);
		const raw = { action: "ADD", userIds: [{ idType: "SHA256_EMAIL", idValue: "jane@example.com" }] };
		expect(users([element("b"), raw, element("c")]).body).toMatchObject({
			elements: [{ status: 201 }, { status: 400 }, { status: 201 }],
		});
	});
});

describe("the sandbox's TikTok", () => {
	const advertiser = "7000000000000000001";
	const post = (path: string, body: object, headers: Record<string, string | undefined> = {}) =>
		send({
			method: "POST",
			path: `/open_api/v1.3${path}`,
			headers: { "access-token": "sandbox-tiktok-token", ...headers },
			body,
		});
	const get = (path: string) =>
		send({
			method: "GET",
			path: `/open_api/v1.3${path}`,
			headers: { "access-token": "sandbox-tiktok-token" },
		});
	const create = (name: string) =>
		post("/segment/audience/", { advertiser_id: advertiser, action: "create", custom_audience_name: name });
	const mapping = {
		advertiser_ids: [advertiser],
		action: "add",
		id_schema: ["EMAIL_SHA256", "PHONE_SHA256"],
		batch_data: [
			[
				{ id: hash("a"), audience_ids: ["170000000"] },
				{ id: hash("b"), audience_ids: ["170000000"] },
			],
			[{ id: hash("c"), audience_ids: ["170000000"] }, {}],
		],
	};
	const map = (changed: object, headers = {}) =>
		post("/segment/mapping/", { ...mapping, ...changed }, headers);
	beforeEach(() => open(playTikTok));

	it("always answers 200 with a code, and takes the documented body", () => {
		expect(create("VIP")).toMatchObject({
			status: 200,
			body: { code: 0, data: { audience_id: "170000000" } },
		});
		expect(map({})).toMatchObject({ status: 200, body: { code: 0 } });
		expect(network.describeAudience("170000000")).toMatchObject({
			keys: [{ column: "EMAIL_SHA256" }, { column: "PHONE_SHA256" }, { column: "EMAIL_SHA256" }],
		});
		expect(map({ action: "delete" })).toMatchObject({ body: { code: 0 } });
		expect(network.describeAudience("170000000")).toMatchObject({ keys: [] });
	});

	const one = (id: string, audience = "170000000") => ({ id, audience_ids: [audience] });
	it.each([
		["an unknown property", { external_audience_id: "9" }, 40002],
		["another action", { action: "remove" }, 40002],
		["a type twice", { id_schema: ["EMAIL_SHA256", "EMAIL_SHA256"] }, 40002],
		["a row that does not fit the schema", { batch_data: [[one(hash("a"))]] }, 40002],
		["a row without any id", { batch_data: [[{}, {}]] }, 40002],
		["null for a missing id", { batch_data: [[one(hash("a")), null]] }, 40002],
		["a raw address", { batch_data: [[one("jane@example.com"), {}]] }, 40002],
		["63 digits", { batch_data: [[one(hash("a").slice(1)), {}]] }, 40002],
		["no rows", { batch_data: [] }, 40002],
		["another's account", { advertiser_ids: ["1"] }, 40001],
		["an audience that is not there", { batch_data: [[one(hash("a"), "9"), {}]] }, 40002],
		["another's audience", { batch_data: [[one(hash("a"), "170000001"), {}]] }, 40002],
	])("refuses %s", (_name, changed, code) => {
		create("VIP");
		network.addAccount({ id: "2", accessToken: "another-token", audiences: ["Theirs"] });
		expect(map(changed)).toMatchObject({ status: 200, body: { code } });
	});

	it("knows no address without its last slash, and tells a missing token from a wrong one", () => {
		create("VIP");
		expect(post("/segment/mapping", mapping).status).toBe(404);
		expect(map({}, { "access-token": undefined }).body).toMatchObject({ code: 40104 });
		expect(map({}, { "access-token": "x" }).body).toMatchObject({ code: 40105 });
		expect(
			map({}, { "access-token": undefined, authorization: "Bearer sandbox-tiktok-token" }).body,
		).toMatchObject({
			code: 40104,
		});
	});

	it("allows equal names, cuts long ones, and lists at most a hundred on a page", () => {
		for (const name of ["VIP", "VIP", "x".repeat(71)]) create(name);
		const list = (query: string) =>
			get(`/dmp/custom_audience/list/?advertiser_id=${advertiser}${query}`).body as {
				code: number;
				data: { list: { name: string }[]; page_info: object };
			};
		expect(list("").data.list.map(({ name }) => name)).toEqual(["VIP", "VIP", "x".repeat(70)]);
		expect(list("&page=2&page_size=2").data).toMatchObject({
			list: [{ name: "x".repeat(70) }],
			page_info: { page: 2, total_page: 2, total_number: 3 },
		});
		expect(list("&page_size=101").code).toBe(40002);
		expect(list("&page=0").code).toBe(40002);
		expect(list("&name=VIP").code).toBe(40002);
	});

	it("shows only what the account owns", () => {
		create("VIP");
		const details = (ids: string, of = advertiser) =>
			get(`/dmp/custom_audience/get/?advertiser_id=${of}&custom_audience_ids=${encodeURIComponent(ids)}`)
				.body;
		expect(details('["170000000"]')).toMatchObject({
			code: 0,
			data: { list: [{ audience_details: { cover_num: 0, is_valid: false } }] },
		});
		expect(details("170000000")).toMatchObject({ code: 40002 });
		expect(details('["9"]')).toMatchObject({ code: 40002 });
		expect(details('["170000000"]', "1")).toMatchObject({ code: 40001 });
	});

	it("survives a restart", () => {
		create("VIP");
		map({});
		const journal = [...network.journal()];
		const before = network.describeAudience("170000000");
		network.reset();
		expect(network.describeAudience("170000000")).toBeNull();
		for (const change of journal) network.apply(change);
		expect(network.describeAudience("170000000")).toEqual(before);
	});
});
