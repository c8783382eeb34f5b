import { expect, it } from "vitest";
import type { RuleLeaf } from "@/lib/rules/rule";
import { createSegment } from "@/lib/segments/server/create-segment";
import { refreshSegment } from "@/lib/segments/server/refresh/refresh-segment";
import { readRule, readSegmentWithRule, requireSegment } from "@/lib/segments/server/segment-row";
import { updateSegment } from "@/lib/segments/server/update-segment";
import { createTestWorkspace } from "@/lib/workspaces/testing/create-test-workspace";

it("a segment read with its rule equals its row and current version read separately, and is never another's", async () => {
	const ctx = await createTestWorkspace();
	const everyone: RuleLeaf = { kind: "everyone", field: "everyone", operator: "equals", value: true };
	const rule = (combinator: "and" | "or") => ({ combinator, rules: [everyone] });
	const { id } = await createSegment(ctx, { name: "Everyone", rule: rule("and") });
	await refreshSegment(ctx, id, { patienceMs: 10_000 });
	await updateSegment(ctx, id, { rule: rule("or"), description: "All of them" });
	const segment = await requireSegment(ctx, ctx.db, id);
	expect(segment).toMatchObject({ currentVersion: 2, servedAt: expect.any(Date), size: 0 });
	expect(await readSegmentWithRule(ctx, id)).toEqual({ segment, rule: await readRule(ctx.db, id, 2) });
	const other = await createTestWorkspace();
	await expect(readSegmentWithRule(other, id)).rejects.toMatchObject({ code: "not_found" });
});
