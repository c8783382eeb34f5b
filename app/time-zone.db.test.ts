import { afterAll, expect, test } from "vitest";
import { PATCH } from "@/app/api/v1/workspace/route";
import { closeDatabase } from "@/lib/platform/postgres/database";
import { closeWarehouse } from "@/lib/platform/warehouse/warehouse";
import { createSegment } from "@/lib/segments/server/create-segment";
import { findDueSegments, refreshDueSegments } from "@/lib/segments/server/refresh/refresh-due-segments";
import { createTestWorkspace } from "@/lib/workspaces/testing/create-test-workspace";
import { signInAs } from "@/lib/workspaces/testing/sign-in-as";

afterAll(async () => {
	await closeDatabase();
	await closeWarehouse();
});

test("another time zone has every segment computed anew, since its days begin at other instants; another name does not", async () => {
	const ctx = await createTestWorkspace({ now: new Date(), timeZone: "UTC" });
	const { id } = await createSegment(ctx, {
		name: "Everyone",
		rule: {
			combinator: "and",
			rules: [{ kind: "everyone", field: "everyone", operator: "equals", value: true }],
		},
	});
	await refreshDueSegments(ctx);
	expect(await findDueSegments(ctx)).toEqual([]);
	const headers = { ...(await signInAs(ctx)), "content-type": "application/json" };
	const change = async (body: object) => {
		const request = new Request("http://localhost:3000/api/v1/workspace", {
			method: "PATCH",
			headers,
			body: JSON.stringify(body),
		});
		expect((await PATCH(request, { params: Promise.resolve({}) })).status).toBe(200);
	};
	await change({ name: "Other", timeZone: "UTC" });
	expect(await findDueSegments(ctx)).toEqual([]);
	await change({ timeZone: "Pacific/Auckland" });
	expect(await findDueSegments(ctx)).toEqual([id]);
});
