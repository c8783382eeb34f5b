import { beforeAll, describe, expect, it } from "vitest";
import { endCampaign } from "@/lib/campaigns/server/end-campaign";
import { assignNewMembers } from "@/lib/holdouts/server/assign-new-members";
import { createAudience, createRunningCampaign } from "@/lib/holdouts/testing/create-audience";
import { formatInstant } from "@/lib/kernel/sql-binder";
import { readLift } from "@/lib/lift/server/read-lift";
import { recordClosings } from "@/lib/lift/server/record-closings";
import { insertRows } from "@/lib/platform/warehouse/define-query";
import type { Context } from "@/lib/workspaces/server/context";
import { createTestWorkspace } from "@/lib/workspaces/testing/create-test-workspace";

const DAY = 86_400_000;
const launch = new Date("2026-03-01T09:00:00Z");
const WINDOW = 7;
const people = Array.from({ length: 400 }, (_, i) => i + 1);

let ctx: Context;
let campaignId: string;
let messages = 0;
const at = (days: number): Context => ({ ...ctx, now: new Date(launch.getTime() + days * DAY) });

async function order(uids: readonly number[], day: number, arrivedDay: number): Promise<void> {
	await insertRows(
		ctx.warehouse,
		"events",
		uids.map((uid) => ({
			ws: ctx.workspace.number,
			event: "Order Completed",
			uid,
			time: formatInstant(launch.getTime() + day * DAY),
			message: String(++messages),
			received_at: formatInstant(launch.getTime() + arrivedDay * DAY),
			source: "test",
			properties: { amount: 20 },
		})),
	);
}

beforeAll(async () => {
	ctx = await createTestWorkspace({ now: launch });
	const audience = await createAudience(ctx, people);
	campaignId = await createRunningCampaign(ctx, audience, { holdoutBp: 5000, windowDays: WINDOW });
	await assignNewMembers(ctx, campaignId);
	await order(people.slice(0, 100), 2, 2);
	await endCampaign(at(3), campaignId);
});

describe("conversions that arrive late", () => {
	it("are told apart from the figures when the last window had closed; both are kept", async () => {
		const early = await recordClosings(at(9).now, ctx.workspace.id);
		expect(early.seen).toBe(0);
		expect(await recordClosings(at(10.001).now, ctx.workspace.id)).toEqual({ seen: 1, failed: 0 });
		expect((await readLift(at(11), campaignId)).late).toBeNull();
		const before = await readLift(at(11), campaignId);
		// Ten days late, from within everyone's window; and one after every window, which is not of this campaign.
		await order(people.slice(100, 112), 5, 20);
		await order(people.slice(112, 113), 8, 20);
		const { late, metrics, asOf } = await readLift(at(21), campaignId);
		expect(asOf).toBe(at(21).now.toISOString());
		expect((late?.treated ?? 0) + (late?.holdout ?? 0)).toBe(12);
		expect(late?.closedAt).toBe(at(10).now.toISOString());
		const conversion = late?.moved.find(({ unit }) => unit === "share");
		const differenceIn = (all: typeof metrics) => {
			const found = all.find(({ kind }) => kind === "conversion");
			return found?.difference.known ? found.difference.figure.value : null;
		};
		expect(conversion?.before).toBe(differenceIn(before.metrics));
		expect(conversion?.after).toBe(differenceIn(metrics));
		expect(conversion?.after).not.toBe(conversion?.before);
	});

	it("are not taken into the kept figures by a later tick", async () => {
		expect(await recordClosings(at(22).now, ctx.workspace.id)).toEqual({ seen: 0, failed: 0 });
		expect((await readLift(at(23), campaignId)).late).not.toBeNull();
	});
});
