import Ajv from "ajv";
import { describe, expect, it } from "vitest";
import { googleDefinition } from "@/lib/destinations/catalog/google/definition";
import {
	buildCreateList,
	buildFindList,
	buildListSize,
	buildRequestStatus,
	buildTryCreate,
	buildTryRead,
} from "@/lib/destinations/catalog/google/to-requests";
import type { Batch, Connection, RequestDescription } from "@/lib/destinations/contract";
import { firstRequest } from "@/lib/destinations/conversation";
import { startSandbox } from "@/lib/destinations/server/sandbox/start-sandbox";
import specification from "@/lib/destinations/testing/google-datamanager.json";

type Schema = { [name: string]: unknown };
type Method = {
	id: string;
	httpMethod: string;
	path: string;
	parameters?: Record<string, { location: string } | undefined>;
	request?: { $ref: string };
	response?: { $ref: string };
};

// Google's own description of the API, as JSON Schema: its names of schemas become references, and fields it does not
// know are errors.
describe("Google's specification", () => {
	const ajv = new Ajv({ strict: false });
	ajv.addFormat("int64", /^-?\d+$/);
	ajv.addFormat("google-duration", /^\d+(?:\.\d+)?s$/);
	ajv.addFormat("google-datetime", /^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
	for (const format of ["int32", "double", "byte"]) ajv.addFormat(format, true);
	const closed = (schema: unknown): unknown => {
		if (Array.isArray(schema)) return schema.map(closed);
		if (schema === null || typeof schema !== "object") return schema;
		const { type, ...rest } = schema as Schema;
		return {
			// Google's word for whatever it may be.
			...(type === undefined || type === "any" ? {} : { type }),
			...Object.fromEntries(
				Object.entries(rest).map(([name, value]) => [
					name,
					name === "$ref" ? `#/definitions/${value}` : closed(value),
				]),
			),
		};
	};
	// Of a schema itself "id" is its name; of its properties it is one of them.
	const definitions = Object.fromEntries(
		Object.entries<Schema>(specification.schemas).map(([name, { id: _id, properties, ...schema }]) => [
			name,
			{
				...(closed(schema) as Schema),
				...(properties
					? {
							additionalProperties: false,
							properties: Object.fromEntries(
								Object.entries(properties).map(([key, value]) => [key, closed(value)]),
							),
						}
					: {}),
			},
		]),
	);
	const problemsOf = (name: string, body: unknown): unknown => {
		const validate = ajv.compile({ $ref: `#/definitions/${name}`, definitions });
		return validate(body) ? null : validate.errors;
	};
	const methods: readonly Method[] = specification.methods;
	const methodOf = ({ method, url }: RequestDescription): Method => {
		const { pathname } = new URL(url);
		const found = methods.find((one) => {
			const pattern = one.path
				.replace("{+parent}", "accountTypes/[A-Z_]+/accounts/\\d+")
				.replace("{+name}", "accountTypes/[A-Z_]+/accounts/\\d+/userLists/\\d+");
			return one.httpMethod === method && new RegExp(`^/${pattern}$`).test(pathname);
		});
		if (!found) throw new Error(`Google has no ${method} ${pathname}`);
		return found;
	};

	const connection: Connection = {
		settings: { customerId: "123-456-7890", loginCustomerId: "111-111-1111" },
		credentials: { accessToken: "ya29" },
	};
	const at = new Date(0);
	const hash = "6228d577ed8b4c57b0388fbef9d63caed2ca3c1cca39bc8db1253cf22f80beae";
	const batch: Batch = {
		operation: "add",
		audience: { id: "987654321", name: "VIP" },
		kinds: ["email", "phone"],
		rows: [
			{ kind: "email", value: hash },
			{ kind: "phone", value: hash },
		],
		session: { id: "1", seq: 1, isLast: true, estimatedTotal: 2 },
		requestId: "run_1_1",
		runId: "run_1",
	};
	const deliver = (operation: "add" | "remove") =>
		firstRequest(googleDefinition.deliver, { connection, input: { ...batch, operation }, at });
	const wanted = { name: "VIP (Muster a1)", description: "x", ownId: "syn_a1" };

	it.each([
		["ingest", deliver("add")],
		["remove", deliver("remove")],
		["find", buildFindList(connection, wanted, "p2")],
		["create", buildCreateList(connection, wanted)],
		["try to read", buildTryRead(connection)],
		["try to create", buildTryCreate(connection, at)],
		["size", buildListSize(connection, { audienceId: "987654321" })],
		["status", buildRequestStatus(connection, { receipt: "r-1" })],
	])("knows the request, its parameters and its body: %s", (_name, request) => {
		const method = methodOf(request);
		for (const name of new URL(request.url).searchParams.keys()) {
			expect(method.parameters?.[name]).toMatchObject({ location: "query" });
		}
		expect(request.body === undefined).toBe(method.request === undefined);
		if (method.request) expect(problemsOf(method.request.$ref, JSON.parse(request.body ?? ""))).toBeNull();
	});

	it("would notice a misspelled field, a wrong word, and consent in a removal", () => {
		const body = JSON.parse(deliver("add").body ?? "");
		expect(problemsOf("IngestAudienceMembersRequest", { ...body, encodings: "HEX" })).not.toBeNull();
		expect(problemsOf("IngestAudienceMembersRequest", { ...body, encoding: "hex" })).not.toBeNull();
		expect(problemsOf("RemoveAudienceMembersRequest", body)).not.toBeNull();
		expect(problemsOf("UserList", { displayName: "x", membershipDuration: "540 days" })).not.toBeNull();
	});

	it("is what the sandbox answers by", async () => {
		const sandbox = await startSandbox({ port: 0 });
		const { settings } = googleDefinition.sandboxConnection(sandbox.url);
		const own: Connection = { settings, credentials: { accessToken: "sandbox-google-token" } };
		const ask = async (request: RequestDescription): Promise<Record<string, string>> => {
			const answer = await fetch(request.url, request as RequestInit);
			expect(answer.status).toBe(200);
			const body = await answer.json();
			const { pathname, search } = new URL(request.url);
			const url = `https://x${pathname.replace("/google/", "/")}${search}`;
			expect(problemsOf(methodOf({ ...request, url }).response?.$ref ?? "", body)).toBeNull();
			return body;
		};
		try {
			await ask(buildTryRead(own));
			await ask(buildTryCreate(own, at));
			const list = await ask(buildCreateList(own, wanted));
			const audience = { id: list.id ?? "", name: wanted.name };
			const send = (operation: "add" | "remove") =>
				ask(
					firstRequest(googleDefinition.deliver, {
						connection: own,
						input: { ...batch, audience, operation },
						at,
					}),
				);
			const added = await send("add");
			const removed = await send("remove");
			for (const offset of [0, 3_600_000]) {
				sandbox.setClock(offset);
				for (const { requestId = "" } of [added, removed]) {
					await ask(buildRequestStatus(own, { receipt: requestId }));
				}
			}
			await ask(buildListSize(own, { audienceId: audience.id }));
			await ask(buildFindList(own, wanted, null));
		} finally {
			await sandbox.close();
		}
	});
});
