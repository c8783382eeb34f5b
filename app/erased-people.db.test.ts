import { afterAll, expect, test } from "vitest";
import { GET as getProfile } from "@/app/api/v1/profiles/[profileId]/route";
import { GET as getDeliveries } from "@/app/api/v1/syncs/people/[uid]/route";
import { newId } from "@/lib/kernel/ids";
import { closeDatabase } from "@/lib/platform/postgres/database";
import { closeWarehouse } from "@/lib/platform/warehouse/warehouse";
import { requestErasure } from "@/lib/privacy/server/request-erasure";
import { createPeople } from "@/lib/syncs/testing/make-people";
import type { RouteHandler } from "@/lib/workspaces/server/define-route";
import { createTestWorkspace } from "@/lib/workspaces/testing/create-test-workspace";
import { signInAs } from "@/lib/workspaces/testing/sign-in-as";

afterAll(async () => {
	await closeDatabase();
	await closeWarehouse();
});

test("the API reports what destinations confirmed about an erased person, and nothing about them", async () => {
	const ctx = await createTestWorkspace();
	await createPeople(ctx, [{ uid: 1, email: "ada@example.com", userId: "u1" }]);
	const headers = await signInAs(ctx);
	const call = async (handler: RouteHandler, params: Record<string, string>) =>
		await handler(new Request("http://localhost:3000/api/v1/x", { headers }), {
			params: Promise.resolve(params),
		});
	const { id: erasureId } = await requestErasure({ ...ctx, now: new Date() }, { profileId: 1 });
	const at = new Date("2026-11-29T15:43:00.000Z");
	const destination = { erasureId, keyHashes: [], destinationName: "Meta", identifiers: 2 };
	const [confirmed, pending] = [newId("syn"), newId("syn")];
	await ctx.db.erasureRemoval.createMany({
		data: [
			{
				...destination,
				syncId: confirmed,
				syncName: "Champions",
				removed: 2,
				checkedAt: at,
				confirmedAt: at,
			},
			{
				...destination,
				syncId: pending,
				syncName: "Lapsed",
				removed: 1,
				reason: "No answer was clear yet.",
				checkedAt: at,
				retryAt: at,
			},
			{ ...destination, syncId: newId("syn"), syncName: "Planned only", identifiers: 0, confirmedAt: at },
		],
	});
	const answer = await call(getDeliveries, { uid: "1" });
	expect(answer.status).toBe(200);
	const text = await answer.text();
	const { items } = JSON.parse(text);
	expect(items).toHaveLength(2);
	expect(items).toContainEqual({
		syncId: confirmed,
		syncName: "Champions",
		destinationName: "Meta",
		fate: "erased",
		sentence: "Erased on request. 2 identifiers removed. Meta confirmed this on 29 Nov 2026, 15:43 UTC.",
		removal: { confirmedAt: at.toISOString(), givenUpAt: null, nextTryAt: null },
		problem: null,
		withdrawal: null,
		identifiers: [],
	});
	expect(items).toContainEqual({
		syncId: pending,
		syncName: "Lapsed",
		destinationName: "Meta",
		fate: "erased",
		sentence:
			"Erased on request. 1 identifier removed. 1 identifier not confirmed yet. No answer was clear yet; removals are asked again at 29 Nov 2026, 15:43 UTC.",
		removal: { confirmedAt: null, givenUpAt: null, nextTryAt: at.toISOString() },
		problem: null,
		withdrawal: null,
		identifiers: [],
	});
	expect(text).not.toMatch(/ada|u1\b|@/);
	expect((await call(getProfile, { profileId: "1" })).status).toBe(404);
});
