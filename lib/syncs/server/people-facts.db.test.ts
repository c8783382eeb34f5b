import { afterAll, beforeAll, expect, it, vi } from "vitest";

vi.hoisted(() => {
	process.env.ALLOW_PRIVATE_DESTINATIONS = "true";
});

import { setConsent } from "@/lib/consent/testing/set-consent";
import { type Sandbox, startSandbox } from "@/lib/destinations/server/sandbox/start-sandbox";
import { closeDatabase } from "@/lib/platform/postgres/database";
import { runSql } from "@/lib/platform/warehouse/define-query";
import { closeWarehouse } from "@/lib/platform/warehouse/warehouse";
import { storeNextPlanSql } from "@/lib/syncs/audience-sql";
import { findSync, scopeOf } from "@/lib/syncs/server/open-sync";
import { changedPeople, type PlannedPerson } from "@/lib/syncs/server/people-facts";
import { createPeople, createTestSegment, setMembers } from "@/lib/syncs/testing/make-people";
import { connectTestMeta, openTestSync } from "@/lib/syncs/testing/open-test-sync";
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

it("says the same of people who changed, whether it asks about them by name or about everyone", async () => {
	const ctx = await createTestWorkspace();
	const uids = Array.from({ length: 12 }, (_, index) => index + 1);
	await createPeople(
		ctx,
		uids.map((uid) => ({ uid, userId: `c${uid}` })),
	);
	const segmentId = await createTestSegment(ctx, [1, 2, 3, 4, 5, 6, 7, 8]);
	const customers = await createTestSegment(ctx, [12]);
	const sync = await openTestSync(ctx, sandbox, {
		segmentId,
		destinationId: await connectTestMeta(ctx, sandbox),
		identifierKinds: ["user_id"],
		excludedSegmentIds: [customers],
	});
	await sync.run();
	// 1 leaves, 2 becomes a customer, 3 withdraws, 9 and 10 enter, 12 would enter but is a customer.
	await setMembers(ctx, segmentId, [2, 3, 4, 5, 6, 7, 8, 9, 10, 12]);
	await setMembers(ctx, customers, [2, 12]);
	await setConsent(ctx, [3], "denied");
	const stored = await findSync(ctx, sync.id);
	const scope = await scopeOf(ctx, stored, new Date());
	await runSql(ctx.warehouse, "syncs.store_plan", storeNextPlanSql(scope, new Date()));
	const found = async (maxNamed: number): Promise<PlannedPerson[]> => {
		const all: PlannedPerson[] = [];
		for await (const people of changedPeople(ctx, scope, { isFull: false, maxNamed })) all.push(...people);
		return all;
	};
	const byName = await found(5);
	expect(byName.map(({ uid, reason }) => [uid, reason])).toEqual([
		[1, "left"],
		[2, "excluded"],
		[3, "no_consent"],
		[9, "wanted"],
		[10, "wanted"],
	]);
	expect(await found(4)).toEqual(byName);
});
