import { describe, expect, it } from "vitest";
import { rebuildSnapshot } from "@/lib/profiles/server/rebuild-snapshot";
import { listExamples } from "@/lib/rules/server/list-examples";
import { sendMessages } from "@/lib/sources/testing/send-messages";
import { createTestWorkspace } from "@/lib/workspaces/testing/create-test-workspace";

describe("example values of traits", () => {
	it("names the commonest values of each, and nothing before people were built or of another workspace", async () => {
		const [ctx, other] = await Promise.all([createTestWorkspace(), createTestWorkspace()]);
		const plans = ["pro", "pro", "pro", "free", "free", "team", "enterprise", "enterprise"];
		await sendMessages(
			ctx,
			plans.map((plan, i) => ({
				type: "identify",
				userId: `u${i}`,
				traits: { plan, tags: ["vip"], seats: i < 5 ? 3 : 4.5, active: true },
			})),
		);
		expect(await listExamples(ctx)).toEqual({ traits: [] });
		await rebuildSnapshot({ ...ctx, now: new Date() });
		const { traits } = await listExamples(ctx);
		expect(traits).toEqual([
			{ name: "plan", values: ["pro", "enterprise", "free"] },
			{ name: "seats", values: ["3", "4.5"] },
		]);
		await rebuildSnapshot({ ...other, now: new Date() });
		expect(await listExamples(other)).toEqual({ traits: [] });
	});
});
