import { jitsuAnalytics } from "@jitsu/js";
import RudderAnalytics from "@rudderstack/rudder-sdk-node";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { closeDatabase } from "@/lib/platform/postgres/database";
import { defineQuery } from "@/lib/platform/warehouse/define-query";
import { settleOutbox } from "@/lib/platform/warehouse/outbox";
import { closeWarehouse } from "@/lib/platform/warehouse/warehouse";
import { readContact } from "@/lib/profiles/server/read-contact";
import { createSource } from "@/lib/sources/server/create-source";
import { type Ingest, startIngest } from "@/lib/sources/server/ingest/start-ingest";
import type { Context } from "@/lib/workspaces/server/context";
import { createTestWorkspace } from "@/lib/workspaces/testing/create-test-workspace";

let ctx: Context;
let ingest: Ingest;
beforeAll(async () => {
	ctx = await createTestWorkspace();
	const limits = { perKey: 0, perAddress: 0 };
	const publicUrl = "https://muster.example.com";
	ingest = await startIngest({ db: ctx.db, warehouse: ctx.warehouse, port: 0, limits, publicUrl });
});
afterAll(async () => {
	await ingest.stop();
	await closeDatabase();
	await closeWarehouse();
});

const readEvents = defineQuery({
	name: "test.events",
	row: z.object({ event: z.string(), n: z.number().nullable() }),
	build: ({ ws }: { ws: number }) => ({
		sql: `SELECT event, properties.n.:Float64 AS n FROM events WHERE ws = {ws:UInt32}
			ORDER BY time, n`,
		params: { ws },
	}),
});

/** What arrived, in its order: events with their numbers, and the one person they belong to. */
async function arrived(own: Context) {
	await settleOutbox(own.db, own.warehouse);
	const events = await readEvents(own.warehouse, { ws: own.workspace.number });
	const people = await own.db.profile.findMany({ where: { workspaceNumber: own.workspace.number } });
	const roots = [...new Set(people.map(({ rootUid }) => rootUid))];
	const contacts = await readContact(own, roots, ["email", "user_id"]);
	return { events: events.map(({ event, n }) => [event, n]), contacts: [...contacts.values()] };
}

const numbered = (name: string) => Array.from({ length: 6 }, (_, n) => [name, n]);

describe("clients of other makers, unchanged", () => {
	it("RudderStack's for servers", async () => {
		const own = await createTestWorkspace();
		const { token } = await createSource(own, { name: "Rudder" });
		const client = new RudderAnalytics(token, {
			dataPlaneUrl: ingest.url,
			flushAt: 4,
			logLevel: "error",
		});
		client.identify({ userId: "u1", traits: { email: "u1@example.com", plan: "pro" } });
		for (let n = 0; n < 6; n++)
			client.track({
				userId: "u1",
				event: "Item Added",
				properties: { n },
				timestamp: new Date(Date.now() - 60_000 + n),
			});
		await new Promise<void>((resolve, reject) => {
			void client.flush((error) => (error ? reject(error) : resolve()));
		});
		await expect
			.poll(() => arrived(own), { timeout: 20_000, interval: 100 })
			.toEqual({
				events: numbered("Item Added"),
				contacts: [{ email: "u1@example.com", user_id: "u1" }],
			});
	});

	it("Jitsu's, with its two-part key, from a server and as in a browser", async () => {
		for (const s2s of [true, false]) {
			const own = await createTestWorkspace();
			const { token } = await createSource(own, { name: "Jitsu" });
			const client = jitsuAnalytics({
				host: ingest.url,
				writeKey: `js.main:${token}`,
				s2s,
				errorPolicy: "rethrow",
			});
			await client.identify("u2", { email: "u2@example.com", plan: "pro" });
			for (let n = 0; n < 6; n++) await client.track("Item Added", { n });
			const { events, contacts } = await arrived(own);
			expect(events.toSorted((a, b) => Number(a[1]) - Number(b[1]))).toEqual(numbered("Item Added"));
			expect(contacts).toEqual([{ email: "u2@example.com", user_id: "u2" }]);
		}
	});

	it("browser clients learn where to send, with a key that is a source's, and nothing with another", async () => {
		const { token } = await createSource(ctx, { name: "Site" });
		const get = async (path: string, headers: Record<string, string> = {}) => {
			const answer = await fetch(`${ingest.url}${path}`, { headers });
			return {
				status: answer.status,
				cors: answer.headers.get("access-control-allow-origin"),
				body: await answer.json(),
			};
		};
		expect(await get(`/v1/projects/${token}/settings`)).toMatchObject({
			status: 200,
			cors: "*",
			body: {
				integrations: {
					"Segment.io": { apiKey: token, apiHost: "muster.example.com/v1", protocol: "https" },
				},
			},
		});
		const config = { status: 200, body: { source: { writeKey: token, enabled: true, destinations: [] } } };
		expect(await get(`/sourceConfig/?p=npm&v=3.0.0&writeKey=${token}`)).toMatchObject(config);
		expect(await get("/sourceConfig", { authorization: `Basic ${btoa(`${token}:`)}` })).toMatchObject(config);
		for (const path of [
			"/v1/projects/wk_00000000/settings",
			"/sourceConfig?writeKey=wk_00000000",
			"/sourceConfig",
		])
			expect(await get(path), path).toMatchObject({ status: 404, cors: "*", body: { success: false } });
		const preflight = await fetch(`${ingest.url}/api/s/track`, { method: "OPTIONS" });
		expect(preflight.status).toBe(204);
		expect(preflight.headers.get("access-control-allow-headers")).toContain("x-write-key");
	});
});
