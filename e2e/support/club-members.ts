import { type APIRequestContext, request } from "@playwright/test";
import { expect, openApi } from "@/e2e/support/fixtures";
import { baseUrl, type Visitor } from "@/e2e/support/workspace";

const day = 86_400_000;

/** Four hundred customers who agreed to advertising, and what some of them bought, sent as a shop would send them. */
async function sendCustomers(own: Visitor): Promise<void> {
	const api = await openApi(own);
	const { token } = await (await api.post("/api/v1/sources", { data: { name: "Shop" } })).json();
	await api.dispose();
	const shop = await request.newContext({ baseURL: baseUrl });
	const now = Date.now();
	const people = Array.from({ length: 400 }, (_, i) => ({
		type: "identify",
		userId: `c-${i}`,
		traits: { plan: "club" },
		timestamp: new Date(now - 5 * day).toISOString(),
	}));
	const orders = Array.from({ length: 60 }, (_, i) => ({
		type: "track",
		userId: `c-${i}`,
		event: "Order Completed",
		properties: { revenue: 20 + i },
		timestamp: new Date(now - 3 * day).toISOString(),
	}));
	const batch = [...people, ...orders];
	for (let at = 0; at < batch.length; at += 100) {
		const answer = await shop.post("/v1/batch", {
			headers: { authorization: `Basic ${Buffer.from(`${token}:`).toString("base64")}` },
			data: { batch: batch.slice(at, at + 100) },
		});
		expect(answer.status()).toBe(200);
	}
	await shop.dispose();
}

/** A segment of four hundred people who can be reached at a sandbox receiver, computed. */
export async function prepareClub(
	own: Visitor,
	api: APIRequestContext,
): Promise<{ segmentId: string; destinationId: string }> {
	await sendCustomers(own);
	for (let i = 0; i < 400; i += 40) {
		const answers = await Promise.all(
			Array.from({ length: 40 }, (_, n) =>
				api.post("/api/v1/consent", {
					data: {
						identifier: { kind: "user_id", value: `c-${i + n}` },
						purpose: "advertising",
						state: "granted",
						statement: "Ticked the box at the till",
					},
				}),
			),
		);
		for (const answer of answers) expect(answer.status()).toBe(201);
	}
	const networks = await (await api.get("/api/v1/destinations/networks")).json();
	const webhook = networks.items.find((network: { slug: string }) => network.slug === "webhook");
	const destination = await api.post("/api/v1/destinations", {
		data: { network: "webhook", name: "Our receiver", values: webhook.sandboxValues },
	});
	expect(destination.status(), await destination.text()).toBe(201);
	await expect
		.poll(async () => (await (await api.get("/api/v1/catalog")).json()).events.length, { timeout: 30_000 })
		.toBeGreaterThan(0);
	const segment = await api.post("/api/v1/segments", {
		data: {
			name: "Club members",
			rule: {
				combinator: "and",
				rules: [{ kind: "trait", field: "plan", type: "string", operator: "equals", value: "club" }],
			},
		},
	});
	expect(segment.status(), await segment.text()).toBe(201);
	const { id } = await segment.json();
	await expect
		.poll(async () => (await (await api.get(`/api/v1/segments/${id}`)).json()).size, { timeout: 60_000 })
		.toBe(400);
	return { segmentId: id, destinationId: (await destination.json()).id };
}
