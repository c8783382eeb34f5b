import { afterAll, beforeAll, expect, it, vi } from "vitest";

vi.hoisted(() => {
	process.env.ALLOW_PRIVATE_DESTINATIONS = "true";
});

import { webhookDefinition } from "@/lib/destinations/catalog/webhook/definition";
import { connectDestination } from "@/lib/destinations/server/connect-destination";
import { closeDatabase } from "@/lib/platform/postgres/database";
import { closeWarehouse } from "@/lib/platform/warehouse/warehouse";
import { requestErasure } from "@/lib/privacy/server/request-erasure";
import { createPeople, createTestSegment } from "@/lib/syncs/testing/make-people";
import { openTestSync } from "@/lib/syncs/testing/open-test-sync";
import { pause, SlowNetwork } from "@/lib/syncs/testing/slow-network";
import { createTestWorkspace } from "@/lib/workspaces/testing/create-test-workspace";

const network = new SlowNetwork();
let url = "";
const usualRows = webhookDefinition.limits.rowsPerRequest;
beforeAll(async () => {
	url = await network.open();
	// Small requests, so that many of them are under way during a run.
	webhookDefinition.limits.rowsPerRequest = 20;
});
afterAll(async () => {
	webhookDefinition.limits.rowsPerRequest = usualRows;
	network.close();
	await closeDatabase();
	await closeWarehouse();
});

// So many that the run outlasts several erasures, each of which waits for requests.
const people = 1_200;

it("sends no key of anyone once their erasure was acknowledged, while a run is in flight", async () => {
	const ctx = await createTestWorkspace();
	const uids = Array.from({ length: people }, (_, index) => index + 1);
	await createPeople(
		ctx,
		uids.map((uid) => ({ uid, userId: `c${uid}` })),
	);
	const { id } = await connectDestination(ctx, {
		network: "webhook",
		name: "Slow",
		values: { url, signingSecret: "whsec_bXVzdGVyLXNhbmRib3gtc2lnbmluZy1zZWNyZXQ=" },
	});
	const sync = await openTestSync(ctx, null, {
		segmentId: await createTestSegment(ctx, uids),
		destinationId: id,
		identifierKinds: ["user_id"],
	});
	let turn = 0;
	const acknowledged: { key: string; at: number }[] = [];
	// Slow until several erasures are through, however slow the machine is.
	network.delayMs = () => (acknowledged.length > 5 ? (++turn * 17) % 50 : 300);
	let isRunning = true;
	const running = sync.run({ timeoutMs: 5_000 }).finally(() => {
		isRunning = false;
	});
	await vi.waitFor(() => expect(network.requests.length).toBeGreaterThan(0), { timeout: 30_000 });
	for (let uid = 3; isRunning && uid <= people; uid += 13) {
		await requestErasure({ ...ctx, now: new Date() }, { profileId: uid });
		acknowledged.push({ key: `c${uid}`, at: performance.now() });
		await pause(uid % 7);
	}
	await running;
	expect(acknowledged.length).toBeGreaterThan(5);
	expect(acknowledged.filter(({ key, at }) => network.lastSeen(key) > at)).toEqual([]);
}, 120_000);
