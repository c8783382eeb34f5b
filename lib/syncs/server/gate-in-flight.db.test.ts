import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";

vi.hoisted(() => {
	process.env.ALLOW_PRIVATE_DESTINATIONS = "true";
});

import { setConsent } from "@/lib/consent/testing/set-consent";
import { webhookDefinition } from "@/lib/destinations/catalog/webhook/definition";
import { connectDestination } from "@/lib/destinations/server/connect-destination";
import { endRuns } from "@/lib/destinations/server/end-runs";
import { assignArm } from "@/lib/holdouts/assign-arm";
import { assignNewMembers } from "@/lib/holdouts/server/assign-new-members";
import { holdGlobally } from "@/lib/holdouts/testing/hold-globally";
import { newId } from "@/lib/kernel/ids";
import { formatInstant } from "@/lib/kernel/sql-binder";
import { closeDatabase } from "@/lib/platform/postgres/database";
import { insertRows } from "@/lib/platform/warehouse/define-query";
import { closeWarehouse } from "@/lib/platform/warehouse/warehouse";
import { recordConsent } from "@/lib/sources/server/record-consent";
import { afterFirstPlan } from "@/lib/syncs/testing/after-first-plan";
import { createTestCampaign } from "@/lib/syncs/testing/make-campaign";
import { createPeople, createTestSegment, setMembers } from "@/lib/syncs/testing/make-people";
import { openTestSync } from "@/lib/syncs/testing/open-test-sync";
import { SlowNetwork } from "@/lib/syncs/testing/slow-network";
import type { Context } from "@/lib/workspaces/server/context";
import { createTestWorkspace } from "@/lib/workspaces/testing/create-test-workspace";

const secret = "whsec_bXVzdGVyLXNhbmRib3gtc2lnbmluZy1zZWNyZXQ=";

let network: SlowNetwork;
let url = "";
beforeAll(async () => {
	network = new SlowNetwork();
	url = await network.open();
});
afterAll(async () => {
	network.close();
	await closeDatabase();
	await closeWarehouse();
});

const people = Array.from({ length: 100 }, (_, index) => index + 1);

async function place(ctx: Context) {
	await createPeople(
		ctx,
		people.map((uid) => ({ uid, userId: `c${uid}` })),
	);
	const segmentId = await createTestSegment(ctx, people);
	const { id: destinationId } = await connectDestination(ctx, {
		network: "webhook",
		name: "Slow",
		values: { url, signingSecret: secret },
	});
	network.requests.length = 0;
	return { segmentId, destinationId, identifierKinds: ["user_id"] };
}

const sent = () => network.requests.flatMap(({ added }) => added.map((row) => row.user_id));

async function merge(ctx: Context, root: number, absorbed: number): Promise<void> {
	const workspaceNumber = ctx.workspace.number;
	await ctx.db.profileMerge.create({
		data: { id: newId("mrg"), workspaceNumber, rootUid: root, absorbedUid: absorbed, reason: "test" },
	});
	await ctx.db.profile.update({
		where: { workspaceNumber_uid: { workspaceNumber, uid: absorbed } },
		data: { rootUid: root },
	});
	const at = formatInstant(new Date());
	await insertRows(ctx.warehouse, "profile_change", [
		{ ws: workspaceNumber, change: "merged", uid: absorbed, root, effective_at: at, recorded_at: at },
	]);
}

describe("what happens while a run is under way", () => {
	it("counts a no of someone who turns out to be the same person, be it the first merge of the workspace", async () => {
		const ctx = await createTestWorkspace();
		const given = await place(ctx);
		await setConsent(ctx, [2], "denied");
		const sync = await openTestSync(
			afterFirstPlan(ctx, async () => await merge(ctx, 1, 2)),
			null,
			given,
		);
		await sync.run();
		expect(sent()).not.toContain("c1");
		expect(sent()).toHaveLength(98);
	});

	it("keeps people out whom a group holds out while the request waits to be repeated", async () => {
		const ctx = await createTestWorkspace();
		const sync = await openTestSync(ctx, null, await place(ctx));
		network.answers = [() => ({ status: 429, delayMs: 0, headers: { "retry-after": "1" } })];
		let isHeld: ((uid: number) => boolean) | undefined;
		let waitedMs = 0;
		await sync.run({
			now: () => Date.now() + waitedMs,
			sleep: async (ms) => {
				isHeld ??= await holdGlobally(ctx);
				waitedMs += Math.max(ms, 5_000);
			},
		});
		const held = people.filter((uid) => isHeld?.(uid));
		expect(held.length).toBeGreaterThan(0);
		const [, ...after] = network.requests.filter(({ added }) => added.length > 0);
		const later = after.flatMap(({ added }) => added.map((row) => row.user_id));
		expect(later.filter((key) => held.some((uid) => key === `c${uid}`))).toEqual([]);
		expect(later).toHaveLength(people.length - held.length);
	});

	it("sends nothing more to a destination that was moved or disconnected while a request waited to be repeated", async () => {
		const ctx = await createTestWorkspace();
		const given = await place(ctx);
		const sync = await openTestSync(ctx, null, given);
		network.answers = [() => ({ status: 429, delayMs: 0, headers: { "retry-after": "1" } })];
		const sleep = async () => {
			await ctx.db.$transaction((tx) =>
				endRuns(tx, given.destinationId, { message: "It was moved to another place.", now: new Date() }),
			);
		};
		await expect(sync.run({ sleep })).rejects.toThrow("lost its turn");
		expect(network.requests.filter(({ added }) => added.length > 0)).toHaveLength(1);
	});

	it("takes someone out who withdraws while a long delivery goes on, and then goes on with it", async () => {
		const ctx = await createTestWorkspace();
		const given = await place(ctx);
		const sync = await openTestSync(ctx, null, given);
		let passedMs = 0;
		const told: { type: string; key: string }[] = [];
		const first = { key: "" };
		const usual = webhookDefinition.limits.rowsPerRequest;
		webhookDefinition.limits.rowsPerRequest = 10;
		network.onEvents = (events) => {
			told.push(...events);
		};
		network.onRequest = async () => {
			passedMs += 45_000;
			// Someone of the first request, while the second one is answered.
			if (first.key !== "" || told.length !== 20) return;
			first.key = told[0]?.key ?? "";
			await recordConsent(
				{ ...ctx, now: new Date() },
				{
					identifier: { kind: "user_id", value: first.key },
					purpose: "advertising",
					state: "denied",
					statement: "",
				},
			);
		};
		try {
			const run = await sync.run({ now: () => Date.now() + passedMs });
			expect(run).toMatchObject({ status: "finished", counts: { added: 100, removed: 1 } });
		} finally {
			webhookDefinition.limits.rowsPerRequest = usual;
			network.onRequest = () => {};
			network.onEvents = () => {};
		}
		const out = told.findIndex(({ type }) => type === "left");
		expect(told[out]?.key).toBe(first.key);
		// Not after everyone else: within a minute or so of the run's own time.
		expect(out).toBeLessThan(50);
		expect(new Set(told.filter(({ type }) => type === "entered").map(({ key }) => key)).size).toBe(100);
		expect(told).toHaveLength(101);
	});

	it("delivers everyone though newcomers are held out again and again meanwhile", async () => {
		const ctx = await createTestWorkspace();
		const given = await place(ctx);
		const later = Array.from({ length: 30 }, (_, index) => 101 + index);
		await createPeople(
			ctx,
			later.map((uid) => ({ uid, userId: `c${uid}` })),
		);
		const campaignId = await createTestCampaign(ctx, given.segmentId, 5000);
		const sync = await openTestSync(ctx, null, { ...given, campaignId });
		await assignNewMembers(ctx, campaignId);
		const usual = webhookDefinition.limits.rowsPerRequest;
		webhookDefinition.limits.rowsPerRequest = 4;
		let come = 0;
		network.onRequest = async () => {
			if (come >= 6) return;
			come++;
			await setMembers(ctx, given.segmentId, [...people, ...later.slice(0, come * 5)]);
			await assignNewMembers(ctx, campaignId);
		};
		try {
			expect(await sync.run()).toMatchObject({ status: "finished" });
		} finally {
			webhookDefinition.limits.rowsPerRequest = usual;
			network.onRequest = () => {};
		}
		expect(come).toBe(6);
		const treated = people.filter((uid) => assignArm(campaignId, uid, 5000) === "treated");
		expect(treated.filter((uid) => !sent().includes(`c${uid}`))).toEqual([]);
		const held = [...people, ...later].filter((uid) => assignArm(campaignId, uid, 5000) === "holdout");
		expect(held.filter((uid) => sent().includes(`c${uid}`))).toEqual([]);
	});

	it("adds no one once the campaign has ended", async () => {
		const ctx = await createTestWorkspace();
		const given = await place(ctx);
		const campaignId = await createTestCampaign(ctx, given.segmentId, 2000);
		const ending = afterFirstPlan(ctx, async () => {
			await ctx.db.campaign.update({
				where: { id: campaignId },
				data: { status: "ended", endedAt: new Date() },
			});
		});
		const sync = await openTestSync(ending, null, { ...given, campaignId });
		await assignNewMembers(ctx, campaignId);
		await sync.run();
		expect(sent()).toEqual([]);
	});
});
