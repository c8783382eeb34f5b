import { afterAll, beforeAll, expect, it, vi } from "vitest";

const there = vi.hoisted(() => {
	process.env.ALLOW_PRIVATE_DESTINATIONS = "true";
	return { names: ["plan", "tier"], isDown: false };
});
// A webhook whose receiver says which fields it has: the product has no such network.
vi.mock("@/lib/destinations/registry", async (importActual) => {
	const actual = await importActual<typeof import("@/lib/destinations/registry")>();
	const webhook = actual.networkOf("webhook");
	const own = {
		...webhook,
		slug: "records",
		name: "Records",
		mapping: { fields: [], takesOthers: false, maxFields: 10 },
		readFields: () =>
			there.isDown
				? { kind: "failed", problem: { class: "auth", message: "The key is not accepted.", detail: "" } }
				: {
						kind: "done",
						value: there.names.map((name) => ({ name, label: name, help: "", type: "text" })),
					},
	};
	return {
		...actual,
		findNetwork: (slug: string) => (slug === "records" ? own : actual.findNetwork(slug)),
		networkOf: (slug: string) => (slug === "records" ? own : actual.networkOf(slug)),
	};
});

import { networkOf } from "@/lib/destinations/registry";
import { connectDestination } from "@/lib/destinations/server/connect-destination";
import { readFields } from "@/lib/destinations/server/read-fields";
import { type Sandbox, startSandbox } from "@/lib/destinations/server/sandbox/start-sandbox";
import { closeDatabase } from "@/lib/platform/postgres/database";
import { closeWarehouse } from "@/lib/platform/warehouse/warehouse";
import { updateSync } from "@/lib/syncs/server/change-sync";
import { dryRunSync } from "@/lib/syncs/server/dry-run";
import { getSync } from "@/lib/syncs/server/get-sync";
import { createPeople, createTestSegment, setMembers } from "@/lib/syncs/testing/make-people";
import { openTestSync } from "@/lib/syncs/testing/open-test-sync";
import { setTraits } from "@/lib/syncs/testing/set-traits";
import { createTestWorkspace } from "@/lib/workspaces/testing/create-test-workspace";

let sandbox: Sandbox;
beforeAll(async () => {
	sandbox = await startSandbox({ port: 0 });
});
afterAll(async () => {
	vi.useRealTimers();
	await sandbox.close();
	await closeDatabase();
	await closeWarehouse();
});

/** What was read is kept for half a minute. */
const later = () => vi.setSystemTime(Date.now() + 60_000);

it("a field must exist there to be mapped, and one that vanished is left out, which is said, until it is back", async () => {
	const ctx = await createTestWorkspace();
	await createPeople(
		ctx,
		[1, 2].map((uid) => ({ uid, email: `u${uid}@example.com` })),
	);
	await setTraits(ctx, "plan", {
		1: { type: "string", value: "gold" },
		2: { type: "string", value: "gold" },
	});
	await setTraits(ctx, "level", {
		1: { type: "string", value: "high" },
		2: { type: "string", value: "high" },
	});
	const segmentId = await createTestSegment(ctx, [1]);
	const { settings, credentials } = networkOf("records").sandboxConnection(sandbox.url);
	const values = { ...settings, ...credentials };
	const { id: destinationId } = await connectDestination(ctx, { network: "records", name: "Ours", values });
	expect(await readFields(ctx, destinationId)).toMatchObject({ isKnown: true, problem: null });

	const plan = { target: "plan", source: { trait: "plan" } };
	const sync = await openTestSync(ctx, sandbox, {
		segmentId,
		destinationId,
		identifierKinds: ["email"],
		mapping: [plan, { target: "tier", source: { trait: "level" } }],
	});
	expect((await getSync(ctx, sync.id)).mapping.map(({ type }) => type)).toEqual(["text", "text"]);
	const saving = (target: string) =>
		updateSync(ctx, sync.id, { mapping: [{ ...plan, target, transform: "none", digits: 0 }] } as never);
	await expect(saving("plann")).rejects.toThrow("Records has no field called plann. It has plan, tier.");

	const sentTo = () => sandbox.webhooks.receivers.get("demo")?.events.at(-1)?.person.traits;
	expect((await sync.run()).counts.missingFields).toEqual([]);
	expect(sentTo()).toEqual({ plan: "gold", tier: "high" });

	vi.useFakeTimers({ toFake: ["Date"] });
	there.names = ["plan"];
	later();
	expect((await sync.run()).counts.missingFields).toEqual(["tier"]);
	expect(sentTo()).toEqual({ plan: "gold" });
	// A dry run shows what a run would send: to someone who comes now, too.
	await setMembers(ctx, segmentId, [1, 2]);
	const shown = JSON.stringify((await dryRunSync(ctx, sync.id)).requests);
	expect(shown).toContain("plan");
	expect(shown).not.toContain("tier");
	await setMembers(ctx, segmentId, [1]);
	expect((await getSync(ctx, sync.id)).troubles).toMatchObject([{ kind: "missing_fields" }]);

	// While it cannot be asked, what was found last holds, and any name can be typed.
	there.isDown = true;
	later();
	expect((await sync.run()).counts.missingFields).toEqual(["tier"]);
	expect(await readFields(ctx, destinationId)).toEqual({
		isKnown: false,
		problem: "The key is not accepted.",
		fields: [],
	});

	there.isDown = false;
	there.names = ["plan", "tier"];
	later();
	expect((await sync.run()).counts.missingFields).toEqual([]);
	expect(sentTo()).toEqual({ plan: "gold", tier: "high" });
});
