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
import { createPeople, createTestSegment, setMembers } from "@/lib/syncs/testing/make-people";
import { openTestSync } from "@/lib/syncs/testing/open-test-sync";
import type { Context } from "@/lib/workspaces/server/context";
import { createTestWorkspace } from "@/lib/workspaces/testing/create-test-workspace";

const schema = `write "back" ${process.pid}`.replaceAll('"', "");
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
	await createPeople(
		ctx,
		[1, 2, 3, 4].map((uid) => ({ uid, email: `P${uid}@example.com` })),
	);
});
afterAll(async () => {
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
