import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { closeDatabase } from "@/lib/platform/postgres/database";
import { closeWarehouse } from "@/lib/platform/warehouse/warehouse";
import { maxTraits } from "@/lib/sources/server/catalogue";
import { createSource } from "@/lib/sources/server/create-source";
import { getDataCatalogue } from "@/lib/sources/server/get-data-catalogue";
import { listProblems } from "@/lib/sources/server/imports/list-problems";
import { type Ingest, startIngest } from "@/lib/sources/server/ingest/start-ingest";
import { importFile } from "@/lib/sources/testing/import-file";
import type { Context } from "@/lib/workspaces/server/context";
import { createTestWorkspace } from "@/lib/workspaces/testing/create-test-workspace";

const beyond = `is not stored: the workspace holds ${maxTraits} names of traits already`;
const computed = "is computed here: messages cannot set it";

let ctx: Context;
let ingest: Ingest;
let token: string;

beforeAll(async () => {
	ctx = await createTestWorkspace();
	await ctx.db.traitDefinition.createMany({
		data: [
			...Array.from({ length: maxTraits }, (_, at) => ({ name: `trait_${at}`, isComputed: false })),
			{ name: "spent", isComputed: true },
		].map((one) => ({ ...one, workspaceNumber: ctx.workspace.number, type: "string" })),
	});
	token = (await createSource(ctx, { name: "Site" })).token;
	const limits = { perKey: 0, perAddress: 0 };
	ingest = await startIngest({
		db: ctx.db,
		warehouse: ctx.warehouse,
		port: 0,
		limits,
		publicUrl: "https://muster.example.com",
	});
});
afterAll(async () => {
	await ingest.stop();
	await closeDatabase();
	await closeWarehouse();
});

async function post(path: string, body: object) {
	const response = await fetch(`${ingest.url}${path}`, {
		method: "POST",
		headers: {
			"content-type": "application/json",
			authorization: `Basic ${Buffer.from(`${token}:`).toString("base64")}`,
		},
		body: JSON.stringify(body),
	});
	return { status: response.status, body: await response.json() };
}

describe("a trait that cannot be stored", () => {
	it("is named in the answer, by the name it was sent under", async () => {
		const batch = [
			{ type: "track", userId: "u1" },
			{ type: "identify", userId: "u1", traits: { trait_1: "a", really_new: "red", gone: null } },
			{ type: "track", userId: "u1", event: "Seen", context: { traits: { shade: "dark" } } },
			{ type: "group", userId: "u1", groupId: "g", traits: { size: "L" } },
			{ type: "identify", userId: "u2", traits: { spent: 12, trait_2: "b" } },
		];
		// Senders whose messages are stored together are each notified of their own.
		const [answer, other] = await Promise.all([
			post("/v1/batch", { batch }),
			post("/v1/identify", { userId: "u3", traits: { another: 1 } }),
		]);
		expect(answer).toEqual({
			status: 200,
			body: {
				success: true,
				rejected: [{ index: 0, field: "event", reason: "must be the name of the event" }],
				ignored: [
					{ index: 1, field: "traits.really_new", reason: beyond },
					{ index: 2, field: "context.traits.shade", reason: beyond },
					{ index: 3, field: "groupId", reason: beyond },
					{ index: 3, field: "traits.size", reason: beyond },
					{ index: 4, field: "traits.spent", reason: computed },
				],
			},
		});
		expect(other.body).toMatchObject({ ignored: [{ index: 0, field: "traits.another", reason: beyond }] });
	});

	it("is a problem of the import, once for its column", async () => {
		const bytes =
			"email,trait_3,shade,spent\na@example.com,x,,1\nb@example.com,y,red,2\nc@example.com,z,blue,3\n";
		const done = await importFile(ctx, { kind: "people", name: "f.csv", bytes });
		expect(done).toMatchObject({ rowsRead: 3, rowsAccepted: 3, rowsRejected: 0 });
		const { items } = await listProblems(ctx, { importId: done.id, kind: "row", limit: 10 });
		expect(items).toEqual([
			{ line: 2, column: "spent", reason: `${computed}; left out of every row` },
			{ line: 3, column: "shade", reason: `${beyond}; left out of every row` },
		]);
	});

	it("leaves room for contact data", async () => {
		await post("/v1/identify", { userId: "u4", traits: { phone: "+12133734253" } });
		const { traits, ...catalogue } = await getDataCatalogue(ctx);
		expect(traits.map(({ name }) => name)).toEqual(expect.arrayContaining(["has_phone", "phone_country"]));
		expect(catalogue).toMatchObject({ maxTraits, isFullOfTraits: true });
	});
});
