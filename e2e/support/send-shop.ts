import { type APIRequestContext, expect } from "@playwright/test";
import { sendMessages } from "@/e2e/support/send-messages";

const day = 86_400_000;

/**
 * Sends customers to an empty workspace and waits until they are counted: customer n ordered n times, once a
 * day.
 */
export async function sendShop(
	api: APIRequestContext,
	{
		customers,
		traits,
		properties,
	}: {
		customers: number;
		/** What is known about customer n. */
		traits: (n: number) => Record<string, unknown>;
		/** The properties of their order k days ago. */
		properties: (k: number) => Record<string, unknown>;
	},
): Promise<void> {
	const { token } = await (await api.post("/api/v1/sources", { data: { name: "Shop" } })).json();
	const at = (ago: number) => new Date(Date.now() - ago).toISOString();
	const batch = Array.from({ length: customers }, (_, n) => [
		{ type: "identify", userId: `c-${n}`, traits: traits(n), timestamp: at(60 * day) },
		...Array.from({ length: n }, (_, k) => ({
			type: "track",
			userId: `c-${n}`,
			event: "Order Completed",
			properties: properties(k),
			timestamp: at(k * day + 3_600_000),
		})),
	]).flat();
	await sendMessages(token, batch);
	await expect(async () => {
		const catalog = await (await api.get("/api/v1/catalog")).json();
		const everyone = { kind: "everyone", field: "everyone", operator: "equals", value: true };
		const rule = { combinator: "and", rules: [everyone] };
		const preview = await (await api.post("/api/v1/segments/preview", { data: { rule } })).json();
		expect([catalog.events.length, preview.total]).toEqual([1, customers]);
	}).toPass({ timeout: 30_000 });
}
