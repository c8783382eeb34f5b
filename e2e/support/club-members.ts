import type { APIRequestContext } from "@playwright/test";
import { expect } from "@/e2e/support/fixtures";
import { sendMessages } from "@/e2e/support/send-messages";

const day = 86_400_000;

/** Customers who agreed to advertising, and what sixty of them bought. */
async function sendCustomers(writeKey: string, count: number): Promise<void> {
	const now = Date.now();
	const people = Array.from({ length: count }, (_, i) => ({
		type: "identify",
		userId: `c-${i}`,
		traits: { plan: "club" },
		context: { consent: { categoryPreferences: { advertising: true } } },
		timestamp: new Date(now - 5 * day).toISOString(),
	}));
	const orders = Array.from({ length: 60 }, (_, i) => ({
		type: "track",
		userId: `c-${i}`,
		event: "Order Completed",
		properties: { revenue: 20 + i },
		timestamp: new Date(now - 3 * day).toISOString(),
	}));
	await sendMessages(writeKey, [...people, ...orders]);
}

/** A segment of people who can be reached at a sandbox receiver, computed. */
export async function prepareClub(
	api: APIRequestContext,
	{ people = 400 }: { people?: number } = {},
): Promise<{ segmentId: string; destinationId: string; writeKey: string }> {
	const { token: writeKey } = await (await api.post("/api/v1/sources", { data: { name: "Shop" } })).json();
	await sendCustomers(writeKey, people);
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
		.toBe(people);
	return { segmentId: id, destinationId: (await destination.json()).id, writeKey };
}
