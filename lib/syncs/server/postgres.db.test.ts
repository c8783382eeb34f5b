import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";

vi.hoisted(() => {
	process.env.ALLOW_PRIVATE_DESTINATIONS = "true";
});

import { connectDestination } from "@/lib/destinations/server/connect-destination";
import { testConnection } from "@/lib/destinations/server/test-connection";
import { env } from "@/lib/platform/env";
import { connectPostgres, type OutboundPostgres, quoteName } from "@/lib/platform/outbound/postgres";
import { closeDatabase } from "@/lib/platform/postgres/database";
import { closeWarehouse } from "@/lib/platform/warehouse/warehouse";
import type { CreateSyncInput } from "@/lib/syncs/edit-contracts";
import { createPeople, createTestSegment, setMembers } from "@/lib/syncs/testing/make-people";
import { openTestSync } from "@/lib/syncs/testing/open-test-sync";
import { setTraits } from "@/lib/syncs/testing/set-traits";
import type { Context } from "@/lib/workspaces/server/context";
import { createTestWorkspace } from "@/lib/workspaces/testing/create-test-workspace";

const schema = `write "back" ${process.pid}`.replaceAll('"', "");
/** Half a minute later the columns are read anew. */
let aheadMs = 0;
const realNow = Date.now;
function resetFields(): void {
	aheadMs += 60_000;
	vi.spyOn(Date, "now").mockImplementation(() => realNow() + aheadMs);
}
const at = (table: string): string => `${quoteName(schema)}.${quoteName(table)}`;
let ctx: Context;
let server: OutboundPostgres;
let values: Record<string, string>;
beforeAll(async () => {
	const url = new URL(env.DATABASE_URL ?? "");
	server = await connectPostgres(
		{
			host: url.hostname,
			port: Number(url.port),
			database: url.pathname.slice(1),
			username: decodeURIComponent(url.username),
			password: decodeURIComponent(url.password),
			isEncrypted: false,
		},
		{ connectMs: 5_000, timeoutMs: 20_000, allowPrivate: true },
	);
	await server.query(`CREATE SCHEMA ${quoteName(schema)}`);
	values = {
		url: `postgresql://${url.host}${url.pathname}`,
		schema,
		username: decodeURIComponent(url.username),
		password: decodeURIComponent(url.password),
		tls: "none",
	};
	ctx = await createTestWorkspace();
	await createPeople(ctx, [
		...[1, 2, 3, 4].map((uid) => ({ uid, email: `P${uid}@example.com` })),
		{ uid: 5, email: "shared@example.com" },
		{ uid: 6, email: "Shared@example.com" },
		{ uid: 7, userId: "without an address" },
	]);
});
afterAll(async () => {
	vi.restoreAllMocks();
	await server.query(`DROP SCHEMA ${quoteName(schema)} CASCADE`);
	await server.end();
	await closeDatabase();
	await closeWarehouse();
});

describe("a table of a sync in Postgres", () => {
	it("is created, merged by its key, and holds the audience", async () => {
		expect(await testConnection(ctx, { network: "postgres", values })).toMatchObject({
			ok: true,
			message: expect.stringContaining(`Connected to ${schema} in `),
		});
		const wrong = await testConnection(ctx, {
			network: "postgres",
			values: { ...values, schema: "not there" },
		});
		expect(wrong).toMatchObject({
			ok: false,
			message: expect.stringContaining("no such database or schema"),
		});

		const segmentId = await createTestSegment(ctx, [1, 2, 3]);
		const { id: destinationId } = await connectDestination(ctx, {
			network: "postgres",
			name: "Warehouse",
			values,
		});
		const mapping = [{ target: 'the "tier"', source: { constant: "gold" } }];
		const sync = await openTestSync(ctx, null, {
			segmentId,
			destinationId,
			identifierKinds: ["email"],
			mapping,
		});
		expect(await sync.run()).toMatchObject({ status: "finished", counts: { added: 3, delivered: 3 } });
		const tables = await server.query<{ name: string }>(
			"SELECT tablename AS name FROM pg_tables WHERE schemaname = $1",
			[schema],
		);
		expect(tables).toHaveLength(1);
		const table = `${quoteName(schema)}.${quoteName(tables[0]?.name ?? "")}`;
		const held = async () =>
			await server.query<{ version: string; email: string; tier: string }>(
				`SELECT xmin::text AS version, email, "the ""tier""" AS tier FROM ${table} ORDER BY email`,
			);
		const first = await held();
		expect(first.map(({ email, tier }) => `${email} ${tier}`)).toEqual([
			"p1@example.com gold",
			"p2@example.com gold",
			"p3@example.com gold",
		]);

		// What is asserted again, because no answer came, is written nowhere.
		await ctx.db.deliveryKey.updateMany({
			where: { syncId: sync.id },
			data: { state: "unknown", since: new Date(0), dueAt: new Date(0) },
		});
		await sync.run();
		expect(await held()).toEqual(first);

		// A column that became too narrow refuses one row; a leaver is deleted all the same.
		await server.query(`ALTER TABLE ${table} ADD CHECK (email <> 'p4@example.com')`);
		await setMembers(ctx, segmentId, [2, 3, 4]);
		expect((await sync.run()).counts).toMatchObject({ removed: 1, rejected: 1 });
		expect((await held()).map(({ email }) => email)).toEqual(["p2@example.com", "p3@example.com"]);
	});
});

describe("a table of the customer's", () => {
	const plan = (value: string) => ({ type: "string", value }) as const;

	it("is checked before anything is sent, and each thing that is wrong with it is named", async () => {
		await server.query(
			`CREATE TABLE ${at("unfit")} (email text, "in_audience" text, total int GENERATED ALWAYS AS (1) STORED)`,
		);
		await server.query(`CREATE VIEW ${at("seen")} AS SELECT 1 AS email`);
		const test = async (given: Record<string, string>) =>
			(await testConnection(ctx, { network: "postgres", values: { ...values, ...given } })).message;
		expect(await test({ table: "missing" })).toContain("There is no table “missing”");
		expect(await test({ table: "seen" })).toContain("is no table but a view");
		expect(await test({ table: "unfit" })).toContain("None of the columns email, user_id, phone");
		expect(await test({ table: "unfit", keyColumn: "mail" })).toContain("has no column “mail”");
		expect(await test({ table: "unfit", keyColumn: "email" })).toContain("Add a unique constraint");
		await server.query(`ALTER TABLE ${at("unfit")} ADD UNIQUE (email)`);
		expect(await test({ table: "unfit", leavers: "flag" })).toContain("no boolean column “in_audience”");
		expect(await test({ table: "unfit" })).toContain(`Connected to the table ${schema}.unfit`);
		expect(await test({ ca: "-----BEGIN CERTIFICATE-----" })).toContain("need attention");
	});

	it("gets the mapped columns and the flag of whoever is in it, and loses no row and no other column", async () => {
		await server.query(
			`CREATE TABLE ${at("customers")} (id int GENERATED ALWAYS AS IDENTITY, "E-mail" varchar(40) UNIQUE, city varchar(3),
				points numeric, active boolean, note text DEFAULT 'new', owner text NOT NULL)`,
		);
		await server.query(
			`INSERT INTO ${at("customers")} ("E-mail", note, owner) VALUES
				('p1@example.com', 'ours', 'me'), ('p2@example.com', 'ours', 'me'), ('other@example.com', 'ours', 'me')`,
		);
		await setTraits(ctx, "city", {
			1: plan("Ulm"),
			2: plan("Lyon"),
			3: plan("Ulm"),
			5: plan("Rom"),
			6: plan("Bar"),
		});
		const { id: destinationId } = await connectDestination(ctx, {
			network: "postgres",
			name: "Customers",
			values: { ...values, table: "customers", keyColumn: "E-mail", leavers: "flag", flagColumn: "active" },
		});
		const segmentId = await createTestSegment(ctx, [1, 2, 3, 5, 6, 7]);
		const city = { target: "city", source: { trait: "city" } } as const;
		const input = { segmentId, destinationId, identifierKinds: ["email"] };
		const refusal = async (mapping: NonNullable<CreateSyncInput["mapping"]>) =>
			await openTestSync(ctx, null, { ...input, mapping }).then(
				() => "",
				(error: unknown) => (error instanceof Error ? error.message : ""),
			);
		// A column that new rows need a value of; one that is not there; a type that does not fit.
		expect(await refusal([city])).toBe("owner is needed. Map a field to it.");
		const owner = { target: "owner", source: { constant: "muster" } } as const;
		expect(await refusal([city, owner, { target: "town", source: { trait: "city" } }])).toMatch(
			/^Postgres has no field called town\. It has city, points, note, owner/,
		);
		expect(await refusal([city, owner, { target: "points", source: { constant: "many" } }])).toMatch(
			/^points .*number/,
		);
		expect(await refusal([owner, { target: "city", source: { constant: "Lyon" } }])).toBe(
			"city takes at most 3 characters.",
		);
		await server.query(`ALTER TABLE ${at("customers")} ALTER owner SET DEFAULT 'nobody'`);
		resetFields();
		const sync = await openTestSync(ctx, null, { ...input, mapping: [city] });
		await expect(openTestSync(ctx, null, { ...input, mapping: [city] })).rejects.toThrow(
			"share the table “customers”",
		);

		const held = async () =>
			(
				await server.query<Record<string, string>>(
					`SELECT concat_ws(' ', "E-mail", city, active, note, owner) AS row, xmin::text AS version
						FROM ${at("customers")} ORDER BY "E-mail"`,
				)
			).map(({ row, version }) => [row, version]);
		const rows = async () => (await held()).map(([row]) => row);
		// "Lyon" is too long and rejected alone; two people with one address are one row; who has no address is counted.
		expect((await sync.run()).counts).toMatchObject({ rejected: 1, noIdentifier: 1 });
		expect(await rows()).toEqual([
			"other@example.com ours me",
			"p1@example.com Ulm t ours me",
			"p2@example.com ours me",
			"p3@example.com Ulm t new nobody",
			"shared@example.com Rom t new nobody",
		]);
		const before = await held();
		await sync.run();
		expect(await held()).toEqual(before);

		// A leaver is flagged, and stays with everything else that is known of them.
		await setMembers(ctx, segmentId, [3, 6]);
		// Meanwhile someone makes a column obligatory that Muster does not fill, and drops the mapped one.
		await server.query(`ALTER TABLE ${at("customers")} ADD tier text NOT NULL DEFAULT 'x'`);
		await server.query(`ALTER TABLE ${at("customers")} ALTER tier DROP DEFAULT, DROP city`);
		resetFields();
		const run = await sync.run();
		expect(run.counts).toMatchObject({ missingFields: ["city"], removed: 1 });
		expect(
			(
				await server.query<{ row: string }>(
					`SELECT concat_ws(' ', "E-mail", active) AS row FROM ${at("customers")} ORDER BY "E-mail"`,
				)
			).map(({ row }) => row),
		).toEqual([
			"other@example.com",
			"p1@example.com f",
			"p2@example.com",
			"p3@example.com t",
			"shared@example.com t",
		]);
	});
});
