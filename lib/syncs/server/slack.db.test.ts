import { afterAll, beforeAll, expect, it, vi } from "vitest";

vi.hoisted(() => {
	process.env.ALLOW_PRIVATE_DESTINATIONS = "true";
});

import { z } from "zod";
import { networkOf } from "@/lib/destinations/registry";
import { connectDestination } from "@/lib/destinations/server/connect-destination";
import { type Sandbox, startSandbox } from "@/lib/destinations/server/sandbox/start-sandbox";
import { closeDatabase } from "@/lib/platform/postgres/database";
import { closeWarehouse } from "@/lib/platform/warehouse/warehouse";
import { createPeople, createTestSegment, setMembers } from "@/lib/syncs/testing/make-people";
import { openTestSync } from "@/lib/syncs/testing/open-test-sync";
import { createTestWorkspace } from "@/lib/workspaces/testing/create-test-workspace";

let sandbox: Sandbox;
beforeAll(async () => {
	sandbox = await startSandbox({ port: 0 });
});
afterAll(async () => {
	await sandbox.close();
	await closeDatabase();
	await closeWarehouse();
});

it("a channel is told how many entered and left, and after a refusal told again", async () => {
	const ctx = await createTestWorkspace();
	const people = [2, 3, 4].map((uid) => ({ uid, userId: `customer-${uid}`, consents: true }));
	await createPeople(ctx, people);
	const { settings, credentials } = networkOf("slack").sandboxConnection(sandbox.url);
	const destination = await connectDestination(ctx, {
		network: "slack",
		name: "Growth",
		values: { ...settings, ...credentials } as Record<string, string>,
	});
	const segmentId = await createTestSegment(ctx, [2, 3]);
	const sync = await openTestSync(ctx, null, {
		segmentId,
		destinationId: destination.id,
		identifierKinds: ["user_id"],
		purpose: "advertising",
	});
	sandbox.faults.add({
		network: "slack",
		kind: "throttle",
		operation: "add",
		after: 0,
		times: 1,
		delayMs: 0,
		retryAfterSeconds: 1,
		values: [],
	});
	await sync.run();
	await setMembers(ctx, segmentId, [3, 4]);
	await sync.run();
	const { messages } = z
		.object({ messages: z.array(z.string()) })
		.parse(sandbox.networks.get("slack")?.describeAudience("C0SANDBOX1"));
	expect(messages.map((text) => text.replace(/(entered|left) .*/, "$1")).sort()).toEqual([
		"1 person entered",
		"1 person left",
		"2 people entered",
	]);
	expect(JSON.stringify(messages)).not.toContain("customer-");
});
