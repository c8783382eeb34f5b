import { Analytics } from "@segment/analytics-node";
import { afterEach, beforeAll, describe, expect, test } from "vitest";
import { clientAddressHeader, sealClientAddress } from "@/lib/platform/http/client-address";
import { settleOutbox } from "@/lib/platform/warehouse/outbox";
import { createSource } from "@/lib/sources/server/create-source";
import type { IngestLimits } from "@/lib/sources/server/ingest/limit-requests";
import { type Ingest, startIngest } from "@/lib/sources/server/ingest/start-ingest";
import { rowsIn } from "@/lib/sources/testing/send-messages";
import type { Context } from "@/lib/workspaces/server/context";
import { createTestWorkspace } from "@/lib/workspaces/testing/create-test-workspace";

let ctx: Context;
let ingest: Ingest;
let keys: string[];
beforeAll(async () => {
	ctx = await createTestWorkspace();
	const made = await Promise.all(["Shop", "App"].map((name) => createSource(ctx, { name })));
	keys = made.map(({ token }) => token);
});
afterEach(() => ingest.stop());

const start = async (limits: IngestLimits) => {
	ingest = await startIngest({
		db: ctx.db,
		warehouse: ctx.warehouse,
		port: 0,
		limits,
		publicUrl: "https://muster.example.com",
	});
};
let sent = 0;
async function post(key: string | undefined, headers: Record<string, string> = {}): Promise<Response> {
	sent += 1;
	return await fetch(`${ingest.url}/v1/track`, {
		method: "POST",
		headers: { authorization: `Basic ${Buffer.from(`${key}:`).toString("base64")}`, ...headers },
		body: JSON.stringify({ userId: "u1", event: "Seen", messageId: `limit-${sent}` }),
	});
}
const times = (count: number, send: (index: number) => Promise<Response>) =>
	Promise.all(Array.from({ length: count }, (_, index) => send(index)));
const refusals = (answers: Response[]) => answers.filter(({ status }) => status === 429);

describe("ingest", () => {
	test("accepts as many requests with a key as its quota, concurrently too, and other keys continue", async () => {
		await start({ perKey: 20, perAddress: 0 });
		const answers = await times(25, () => post(keys[0]));
		expect(refusals(answers)).toHaveLength(5);
		const refused = refusals(answers)[0];
		expect(Number(refused?.headers.get("retry-after"))).toBeGreaterThan(0);
		expect(await refused?.json()).toMatchObject({ success: false, error: { code: "limit" } });
		const other = await post(keys[1]);
		expect(other.status).toBe(200);
		expect(other.headers.get("ratelimit-policy")).toBe('"key";q=20;w=10');
		expect(other.headers.get("ratelimit")).toMatch(/^"key";r=19;t=\d+$/);
	});

	test("counts by address before it knows the key, and believes the web app's word alone", async () => {
		await start({ perKey: 0, perAddress: 10 });
		// Each claims another address: none is believed, so all come from this machine.
		const claimed = await times(12, (index) =>
			post("wk_unknown", { "x-forwarded-for": `6.6.6.${index}`, [clientAddressHeader]: `x 6.6.6.${index}` }),
		);
		expect(refusals(claimed)).toHaveLength(2);
		const noted = await times(12, () =>
			post(keys[0], { [clientAddressHeader]: sealClientAddress("203.0.113.9") }),
		);
		expect(refusals(noted)).toHaveLength(2);
		const elsewhere = await post(keys[0], { [clientAddressHeader]: sealClientAddress("203.0.113.10") });
		expect(elsewhere.status).toBe(200);
	});

	test("loses nothing from Segment's own library, which honors the retry time", async () => {
		await start({ perKey: 2, perAddress: 0, windowSeconds: 1 });
		const errors: unknown[] = [];
		const own = await createTestWorkspace();
		const { token } = await createSource(own, { name: "Server" });
		const analytics = new Analytics({ writeKey: token, host: ingest.url, flushAt: 1 });
		analytics.on("error", (error) => errors.push(error));
		for (let i = 0; i < 5; i++) analytics.track({ userId: "u1", event: "Item Added", properties: { i } });
		await analytics.closeAndFlush({ timeout: 30_000 });
		expect(errors).toEqual([]);
		await settleOutbox(own.db, own.warehouse);
		expect(await rowsIn(own, "events")).toBe(5);
	});
});
