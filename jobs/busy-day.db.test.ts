import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";

vi.hoisted(() => {
	process.env.ALLOW_PRIVATE_DESTINATIONS = "true";
});

import { type Sandbox, startSandbox } from "@/lib/destinations/server/sandbox/start-sandbox";
import { readLift } from "@/lib/lift/server/read-lift";
import { closeDatabase } from "@/lib/platform/postgres/database";
import { testSeed } from "@/lib/platform/testing/test-seed";
import { runSql } from "@/lib/platform/warehouse/define-query";
import { flushOutbox, settleOutbox } from "@/lib/platform/warehouse/outbox";
import { closeWarehouse } from "@/lib/platform/warehouse/warehouse";
import type { SegmentRule } from "@/lib/rules/rule";
import { scopeOf } from "@/lib/rules/server/scope-of";
import { createSegment } from "@/lib/segments/server/create-segment";
import { refreshChanged } from "@/lib/segments/server/refresh/refresh-changed";
import { refreshDueSegments, refreshSavedSegment } from "@/lib/segments/server/refresh/refresh-due-segments";
import { updateSegment } from "@/lib/segments/server/update-segment";
import { recountSegment } from "@/lib/segments/testing/recount-segment";
import { readMessage } from "@/lib/sources/messages/read-message";
import { acceptMessages } from "@/lib/sources/server/accept-messages";
import { Catalogue } from "@/lib/sources/server/catalogue";
import { importFile } from "@/lib/sources/testing/import-file";
import { createTestCampaign } from "@/lib/syncs/testing/make-campaign";
import { connectTestMeta, openTestSync } from "@/lib/syncs/testing/open-test-sync";
import { createTrait } from "@/lib/traits/server/create-trait";
import { followTraits } from "@/lib/traits/server/follow-traits";
import { refreshTraits } from "@/lib/traits/server/refresh-traits";
import type { Context } from "@/lib/workspaces/server/context";
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

const people = 60;
const nowIn = (ctx: Context): Context => ({ ...ctx, now: new Date() });

/** The same numbers for the same seed. */
function chance(seed: number): (below: number) => number {
	let state = seed >>> 0;
	return (below) => {
		state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
		return Math.floor((state / 2 ** 32) * below);
	};
}

/** Takes messages without a pause until it is stopped, as ingest would: acknowledged first, sent on by the way. */
function startStream(ctx: Context): { sent: () => number; stop: () => Promise<void> } {
	const pick = chance(testSeed);
	const catalogue = new Catalogue();
	let [sent, isOver] = [0, false];
	const makeMessage = (): object => {
		const n = sent++;
		const head = { messageId: `busy-${n}`, userId: `u${pick(people)}`, timestamp: new Date().toISOString() };
		if (n % 7 === 0) {
			// Now and then a visitor turns out to be someone who is known: two people become one.
			const alias = n % 3 === 0 ? { anonymousId: `visitor-${pick(40)}` } : {};
			const traits = { plan: ["free", "pro", "team"][pick(3)], email: `p${pick(people)}@example.com` };
			return { ...head, ...alias, type: "identify", traits };
		}
		if (n % 11 === 0) {
			const { userId: _, ...rest } = head;
			return { ...rest, anonymousId: `visitor-${pick(40)}`, type: "track", event: "Viewed" };
		}
		return {
			...head,
			type: "track",
			event: pick(2) === 0 ? "Ordered" : "Viewed",
			properties: { amount: pick(50) },
		};
	};
	// One flush at a time, as ingest does it.
	let flushing: Promise<void> | null = null;
	const flush = () => {
		flushing ??= flushOutbox(ctx.db, ctx.warehouse)
			.catch(() => {})
			.finally(() => {
				flushing = null;
			});
	};
	const run = (async () => {
		while (!isOver) {
			const now = new Date();
			const intakes = Array.from({ length: 20 }, makeMessage).map((message) => {
				const read = readMessage(message, { receivedAt: now.getTime(), fallbackId: "none" });
				if (!read.ok) throw new Error(read.reason);
				return read.intake;
			});
			await acceptMessages(ctx.db, catalogue, intakes, {
				ws: ctx.workspace.number,
				source: "test",
				now,
				keepForever: false,
			});
			flush();
		}
	})();
	return {
		sent: () => sent,
		stop: async () => {
			isOver = true;
			await run;
			await flushing;
		},
	};
}

/** Many people who do nothing: a history of so many values, two of each. */
async function addHistory(ctx: Context, values: number): Promise<void> {
	const ws = ctx.workspace.number;
	await ctx.db.traitDefinition.createMany({
		data: ["tier", "region", "plan"].map((name) => ({ workspaceNumber: ws, name, type: "string" })),
	});
	await ctx.db.eventDefinition.createMany({
		data: ["Ordered", "Viewed"].map((name) => ({ workspaceNumber: ws, name })),
	});
	const at = "toDateTime64('2026-01-01 00:00:00', 3, 'UTC')";
	await runSql(ctx.warehouse, "test.people", {
		sql: `INSERT INTO profile_change (ws, change, uid, root, effective_at, recorded_at)
			SELECT {ws:UInt32}, 'created', 1000000 + number, 1000000 + number, ${at}, ${at} FROM numbers({people:UInt32})`,
		params: { ws, people: values / 2 },
	});
	await runSql(ctx.warehouse, "test.values", {
		sql: `INSERT INTO trait_history (ws, trait, uid, type, string_value, number_value, list_value, priority, source, valid_from, recorded_at)
			SELECT {ws:UInt32}, arrayJoin(['tier', 'region']), 1000000 + number, 'string', ['low', 'high'][1 + number % 2], 0, [], 1, 'test', ${at}, ${at}
			FROM numbers({people:UInt32})`,
		params: { ws, people: values / 2 },
	});
}

const did = (event: string, atLeast: number): SegmentRule["rules"][number] => ({
	kind: "event",
	field: event,
	aggregate: { kind: "count" },
	operator: ">=",
	value: atLeast,
	window: { kind: "any" },
});
const has = (field: string, value: string): SegmentRule["rules"][number] => ({
	kind: "trait",
	field,
	type: "string",
	operator: "equals",
	value,
});
const any = (...rules: SegmentRule["rules"]): SegmentRule => ({ combinator: "or", rules });

describe("while messages keep coming", { timeout: 300_000 }, () => {
	it.each([
		// Leaves room below for what the stream has added by the time of the check.
		{ history: 40_000, hasSnapshot: false },
		{ history: 50_000, hasSnapshot: true },
	])("everything ends and is right, with $history values known before", async ({ history, hasSnapshot }) => {
		const ctx = await createTestWorkspace();
		await addHistory(ctx, history);
		const stream = startStream(ctx);
		const ids: string[] = [];
		try {
			await settleOutbox(ctx.db, ctx.warehouse);
			const add = async (name: string, rule: SegmentRule) => {
				const { id } = await createSegment(nowIn(ctx), { name, rule });
				ids.push(id);
				expect(await refreshSavedSegment(nowIn(ctx), id)).toEqual({ refreshed: 1 });
				return id;
			};
			const pro = await add("Pro", any(has("plan", "pro"), has("tier", "high")));
			const buyers = await add("Buyers", any(did("Ordered", 3)));
			await refreshDueSegments({ ...ctx, now: new Date(Date.now() + 3_600_000) });
			expect((await scopeOf(ctx, new Date())).snapshot !== null).toBe(hasSnapshot);

			let isOver = false;
			// The earlier bulk is not evaluated one by one.
			let from = new Date();
			const ticks = (async () => {
				while (!isOver) {
					const next = new Date();
					await followTraits(nowIn(ctx), from);
					await refreshChanged(nowIn(ctx)).catch((error) => {
						// Someone else has them all.
						if (error.code !== "conflict") throw error;
					});
					from = next;
				}
			})();
			const trait = (async () => {
				const { id } = await createTrait(nowIn(ctx), {
					name: "orders",
					definition: {
						kind: "aggregate",
						event: "Ordered",
						window: { kind: "any" },
						measure: { kind: "count" },
					},
				});
				expect(await refreshTraits(nowIn(ctx), { people: "all" })).toEqual({ traits: 1, failed: 0 });
				return id;
			})();
			const file = (n: number) => {
				const rows = Array.from({ length: 300 }, (_, row) =>
					row % 2 ? `u${row % people},${n}` : `file-${n}-${row},${n}`,
				);
				const bytes = `User ID,Cohort\n${rows.join("\n")}\n`;
				return importFile(ctx, { kind: "people", name: `${n}.csv`, bytes });
			};
			const edits = (async () => {
				const { version } = await updateSegment(nowIn(ctx), buyers, {
					rule: any(did("Ordered", 2), did("Viewed", 9)),
				});
				await refreshSavedSegment(nowIn(ctx), buyers);
				const { servedVersion } = await ctx.db.segment.findUniqueOrThrow({ where: { id: buyers } });
				expect(servedVersion).toBe(version);
			})();
			const sync = (async () => {
				const destinationId = await connectTestMeta(ctx, sandbox);
				const campaignId = await createTestCampaign(nowIn(ctx), pro, 2_000);
				await ctx.db.campaign.update({ where: { id: campaignId }, data: { goalEvent: "Ordered" } });
				const opened = await openTestSync(nowIn(ctx), sandbox, {
					segmentId: pro,
					destinationId,
					campaignId,
					identifierKinds: ["email"],
				});
				expect((await opened.run()).status).toBe("finished");
				expect((await readLift(nowIn(ctx), campaignId)).campaign.id).toBe(campaignId);
			})();
			const [, imports, traitId] = await Promise.all([edits, Promise.all([file(1), file(2)]), trait, sync]);
			expect(imports.map(({ status }) => status)).toEqual(["finished", "finished"]);
			await add("By orders", {
				combinator: "and",
				rules: [{ kind: "trait", field: "orders", type: "number", operator: ">=", value: 2 }],
			});
			isOver = true;
			await ticks;
			const sentBefore = stream.sent();
			await settleOutbox(ctx.db, ctx.warehouse);
			await stream.stop();
			// It was still coming when the last of it had ended.
			expect(stream.sent()).toBeGreaterThan(sentBefore);

			await settleOutbox(ctx.db, ctx.warehouse);
			await followTraits(nowIn(ctx), from);
			await refreshChanged(nowIn(ctx));
			await refreshTraits(nowIn(ctx), { people: "all" });
			const again = await ctx.db.computedTraitRun.findFirstOrThrow({
				where: { traitId },
				orderBy: { startedAt: "desc" },
			});
			expect(again).toMatchObject({ status: "finished", changed: 0, cleared: 0 });
			for (const id of ids) {
				const recount = await recountSegment(ctx, id);
				expect(recount).toMatchObject({ missing: [], wrong: [], served: recount.size });
				expect(recount.served).toBeGreaterThan(0);
			}
		} finally {
			await stream.stop();
		}
	});
});
