import { describe, expect, it } from "vitest";
import { z } from "zod";
import { SqlBinder } from "@/lib/kernel/sql-binder";
import { defineQuery, runSql } from "@/lib/platform/warehouse/define-query";
import { settleOutbox } from "@/lib/platform/warehouse/outbox";
import { rebuildSnapshot } from "@/lib/profiles/server/rebuild-snapshot";
import { compileRule } from "@/lib/rules/compile/compile-rule";
import type { CompileScope } from "@/lib/rules/compile/compile-scope";
import type { SegmentRule } from "@/lib/rules/rule";
import { scopeOf } from "@/lib/rules/server/scope-of";
import { previewSegment } from "@/lib/segments/server/preview-segment";
import { readMessage } from "@/lib/sources/messages/read-message";
import { acceptMessages } from "@/lib/sources/server/accept-messages";
import { Catalogue } from "@/lib/sources/server/catalogue";
import type { Context } from "@/lib/workspaces/server/context";
import { createTestWorkspace } from "@/lib/workspaces/testing/create-test-workspace";

const countHistory = defineQuery({
	name: "segments.test_history_sizes",
	row: z.object({ total: z.coerce.number(), base: z.coerce.number() }),
	build: ({ rule, scope }: { rule: SegmentRule; scope: CompileScope }) => {
		const binder = new SqlBinder();
		const compiled = compileRule(rule, scope, binder);
		return binder.finish(
			`${compiled.withClause} SELECT bitmapCardinality(${compiled.matching}) AS total, bitmapCardinality(everyone) AS base`,
		);
	},
});

const has = (
	field: string,
	operator: "equals" | "notEquals",
	value: string,
): SegmentRule["rules"][number] => ({
	kind: "trait",
	field,
	type: "string",
	operator,
	value,
});
const rule: SegmentRule = {
	combinator: "and",
	rules: [has("plan", "equals", "pro"), has("team", "notEquals", "Oslo")],
};

function openShop(ctx: Context) {
	const catalogue = new Catalogue();
	let sent = 0;
	return async (messages: object[]) => {
		const now = new Date();
		const intakes = messages.map((message) => {
			const read = readMessage(
				{ messageId: `m${sent++}`, type: "identify", timestamp: now.toISOString(), ...message },
				{ receivedAt: now.getTime(), fallbackId: "none" },
			);
			if (!read.ok) throw new Error(read.reason);
			return read.intake;
		});
		await acceptMessages(ctx.db, catalogue, intakes, {
			ws: ctx.workspace.number,
			source: "test",
			now,
			keepForever: false,
		});
		await settleOutbox(ctx.db, ctx.warehouse);
	};
}

describe("a preview after any change to what it is based on", () => {
	it.each([
		{ mode: "by itself", session: undefined },
		{ mode: "in an editing session", session: "one" },
	])("counts what the history holds, $mode", async ({ session }) => {
		const made = await createTestWorkspace();
		const send = openShop(made);
		const at = () => ({ ...made, now: new Date() });
		const check = async (expected: { total: number; base: number }) => {
			const asOf = new Date();
			const scope = { ...(await scopeOf(made, asOf, [rule])), snapshot: null };
			const [history] = await countHistory(made.warehouse, { rule, scope });
			const preview = await previewSegment(at(), {
				rule,
				asOf: asOf.toISOString(),
				...(session ? { session } : {}),
			});
			expect({ total: preview.total, base: preview.base }).toEqual(history);
			expect(history).toEqual(expected);
		};
		const person = (n: number, plan: string, team: string) => ({ userId: `u${n}`, traits: { plan, team } });
		await send([person(1, "pro", "Oslo"), person(2, "pro", "Rome"), person(3, "free", "Rome")]);
		// Nothing is known of the workspace, then there is no snapshot.
		await check({ total: 1, base: 3 });
		await check({ total: 1, base: 3 });
		// The first build, and one more with other people and values in between.
		await rebuildSnapshot(at());
		await check({ total: 1, base: 3 });
		await send([person(3, "pro", "Rome")]);
		await check({ total: 2, base: 3 });
		await rebuildSnapshot(at());
		await send([person(4, "pro", "Bern")]);
		await check({ total: 3, base: 4 });
		await rebuildSnapshot(at());
		await rebuildSnapshot(at());
		await check({ total: 3, base: 4 });
		// As if all of it had been recorded days ago: nothing has changed since the build, and then something has.
		await runSql(made.warehouse, "segments.test_forget", {
			sql: "DELETE FROM person_change WHERE ws = {ws:UInt32}",
			params: { ws: made.workspace.number },
		});
		await rebuildSnapshot(at());
		await check({ total: 3, base: 4 });
		// A trait that had not changed since, and then two people who are one.
		await send([{ userId: "u4", traits: { team: "Oslo" } }]);
		await check({ total: 2, base: 4 });
		await send([{ type: "track", event: "Viewed", anonymousId: "a1" }, person(5, "pro", "Bern")]);
		await check({ total: 3, base: 6 });
		await send([{ userId: "u5", anonymousId: "a1", traits: {} }]);
		await check({ total: 3, base: 5 });
	});
});
