import { type APIRequestContext, request } from "@playwright/test";
import { expect } from "@/e2e/support/fixtures";
import { sendMessages } from "@/e2e/support/send-messages";

/** Where the sandbox network listens, from the catalog. */
async function findSandbox(api: APIRequestContext): Promise<string> {
	const networks = await (await api.get("/api/v1/destinations/networks")).json();
	return networks.items.find((one: { slug: string }) => one.slug === "meta").sandboxValues.baseUrl;
}

/** Twelve people with plans; all but two agree to advertising. */
async function sendPeople(api: APIRequestContext): Promise<void> {
	const made = await api.post("/api/v1/sources", { data: { name: "Website" } });
	const { token } = await made.json();
	const batch = Array.from({ length: 12 }, (_, index) => ({
		type: "identify",
		userId: `u-${index}`,
		traits: { email: `person${index}@example.com`, plan: index < 9 ? "pro" : "free" },
		context: { consent: { categoryPreferences: { advertising: index !== 3 && index !== 11 } } },
		timestamp: new Date(Date.now() - 86_400_000).toISOString(),
	}));
	await sendMessages(token, batch);
}

/** A segment of one condition, with its members computed. */
export async function createSegment(api: APIRequestContext, name: string, leaf: object): Promise<string> {
	let segmentId = "";
	// A trait is known a moment after its first value came.
	await expect(async () => {
		const segment = await api.post("/api/v1/segments", {
			data: { name, rule: { combinator: "and", rules: [leaf] } },
		});
		expect(segment.status(), await segment.text()).toBe(201);
		segmentId = (await segment.json()).id;
	}).toPass({ timeout: 20_000 });
	const refreshed = await api.post(`/api/v1/segments/${segmentId}/refresh`, { data: {} });
	expect(refreshed.ok(), await refreshed.text()).toBe(true);
	return segmentId;
}

/** People, a segment of the nine on the pro plan, and the sandbox connected with an ad account of its own. */
export async function arrange(
	api: APIRequestContext,
): Promise<{ segmentId: string; accountId: string; sandboxUrl: string }> {
	await sendPeople(api);
	const sandboxUrl = await findSandbox(api);
	const accountId = `act_${Date.now()}`;
	const sandbox = await request.newContext({ baseURL: sandboxUrl });
	await sandbox.post("/_sandbox/meta/accounts", {
		data: { id: accountId, accessToken: `token-${accountId}`, name: "Shop" },
	});
	await sandbox.dispose();
	const connected = await api.post("/api/v1/destinations", {
		data: {
			network: "meta",
			name: "Meta shop",
			values: { adAccountId: accountId, accessToken: `token-${accountId}`, baseUrl: sandboxUrl },
		},
	});
	expect(connected.status(), await connected.text()).toBe(201);
	const segmentId = await createSegment(api, "Pro customers", {
		kind: "trait",
		field: "plan",
		type: "string",
		operator: "equals",
		value: "pro",
	});
	return { segmentId, accountId, sandboxUrl };
}

/** What the network itself reports that it holds. */
export async function heldBy({
	sandboxUrl,
	accountId,
}: {
	sandboxUrl: string;
	accountId: string;
}): Promise<number> {
	const sandbox = await request.newContext({ baseURL: sandboxUrl });
	const state = await (await sandbox.get("/_sandbox/state")).json();
	await sandbox.dispose();
	const account = state.meta.accounts.find((one: { id: string }) => one.id === accountId);
	return account?.audiences.reduce((sum: number, one: { count: number }) => sum + one.count, 0) ?? 0;
}
