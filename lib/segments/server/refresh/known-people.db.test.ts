import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { newId } from "@/lib/kernel/ids";
import { formatInstant } from "@/lib/kernel/sql-binder";
import { testSeed } from "@/lib/platform/testing/test-seed";
import { watchQuestions } from "@/lib/platform/testing/watch-questions";
import { insertRows, runSql } from "@/lib/platform/warehouse/define-query";
import type { RuleLeaf } from "@/lib/rules/rule";
import { createSegment } from "@/lib/segments/server/create-segment";
import { refreshChanged } from "@/lib/segments/server/refresh/refresh-changed";
import { refreshSegments } from "@/lib/segments/server/refresh/refresh-segments";
import { recountSegment } from "@/lib/segments/testing/recount-segment";
import type { Context } from "@/lib/workspaces/server/context";
import { createTestWorkspace } from "@/lib/workspaces/testing/create-test-workspace";

const second = 1_000;
const week = 7 * 86_400_000;
const people = 12;

const ordered = (operator: ">=" | "equals", value: number): RuleLeaf => ({
	kind: "event",
	field: "Ordered",
	aggregate: { kind: "count" },
	operator,
	value,
	window: { kind: "last", amount: 7, unit: "days" },
});

/** A shop of twelve people whose orders will soon be a week old, and two segments of who ordered within a week. */
async function openShop(leavingMs: readonly { uid: number; afterMs: number }[]) {
	const base = await createTestWorkspace();
	const { number: ws } = base.workspace;
	// In the past, as the stores' clock has it: what is recorded here is late, and not of a time to come.
	const startMs = Date.now() - 20 * 86_400_000;
	let n = 0;
	const at = (ms: number): Context => ({ ...base, now: new Date(ms) });
	const order = async (rows: readonly { uid: number; ms: number }[]) => {
		await insertRows(
			base.warehouse,
			"events",
			rows.map(({ uid, ms }) => ({
				ws,
				event: "Ordered",
				uid,
				time: formatInstant(ms),
				message: String(++n),
				source: "test",
				received_at: formatInstant(ms),
				properties: {},
			})),
			{ token: `${ws}-${n}` },
		);
	};
	const tellOf = async (change: string, uid: number, root: number) => {
		const now = formatInstant(Date.now());
		const row = { ws, change, uid, root, effective_at: formatInstant(startMs - week), recorded_at: now };
		await insertRows(base.warehouse, "profile_change", [row], { token: `${ws}-${++n}` });
	};
	/** Everyone who was one person with the first is one with the second from now on. */
	const merge = async (absorbed: number, root: number) => {
		const where = { workspaceNumber: ws, rootUid: absorbed };
		const numbers = (await base.db.profile.findMany({ where })).map(({ uid }) => uid);
		await base.db.profile.updateMany({ where, data: { rootUid: root } });
		for (const uid of numbers) {
			await base.db.profileMerge.create({
				data: {
					id: newId("mrg"),
					workspaceNumber: ws,
					rootUid: root,
					absorbedUid: uid,
					reason: "test",
					mergedAt: new Date(),
				},
			});
			await tellOf("merged", uid, root);
		}
	};
	await base.db.eventDefinition.create({ data: { workspaceNumber: ws, name: "Ordered" } });
	await base.db.profile.createMany({
		data: Array.from({ length: people }, (_, index) => ({
			workspaceNumber: ws,
			uid: index + 1,
			rootUid: index + 1,
			isKnown: true,
			effectiveAt: new Date(startMs - week),
		})),
	});
	for (let uid = 1; uid <= people; uid++) await tellOf("created", uid, 0);
	await order(leavingMs.map(({ uid, afterMs }) => ({ uid, ms: startMs + afterMs - week })));
	const ids: string[] = [];
	for (const [name, leaf] of [
		["Buyers", ordered(">=", 1)],
		["Bought once", ordered("equals", 1)],
	] as const) {
		const rule = { combinator: "and" as const, rules: [leaf] };
		ids.push((await createSegment(at(startMs), { name, rule })).id);
	}
	await refreshSegments(at(startMs), ids);
	return {
		base,
		startMs,
		ids,
		at,
		order,
		merge,
		/** A tick with the names of its warehouse queries. */
		tick: async (afterMs: number) => {
			const { warehouse, queried } = watchQuestions(base.warehouse);
			const answer = await refreshChanged({ ...at(startMs + afterMs), warehouse });
			return { answer, queried: queried.toSorted() };
		},
		expectRight: async () => {
			for (const id of ids) {
				expect(await recountSegment(base, id)).toMatchObject({ missing: [], wrong: [] });
			}
		},
	};
}

const leavingLater = [20, 30, 40].map((seconds, index) => ({ uid: index + 1, afterMs: seconds * second }));

describe("people whom time passes soon", () => {
	it("are read once, with the first of them; the ticks after it ask nothing of their past", async () => {
		const shop = await openShop(leavingLater);
		for (const seconds of [2, 4, 6]) await shop.tick(seconds * second);
		const first = await shop.tick(21 * second);
		expect(first.answer).toMatchObject({ people: 1, exited: 2 });
		expect(first.queried).toContain("segments.read_events");
		for (const seconds of [31, 41]) {
			const { answer, queried } = await shop.tick(seconds * second);
			expect(answer).toMatchObject({ people: 1, exited: 2 });
			expect(queried).toEqual(["insert.membership_change", "segments.find_recorded", "segments.read_clock"]);
			await shop.expectRight();
		}
		const left = await shop.base.warehouse.query({
			query: `SELECT uid, toUnixTimestamp64Milli(effective_at) AS at FROM membership_change
				WHERE ws = {ws:UInt32} AND change = 'exited' AND segment = {segment:String} ORDER BY uid`,
			query_params: { ws: shop.base.workspace.number, segment: shop.ids[0] },
			format: "JSONEachRow",
		});
		expect((await left.json<{ uid: number; at: string }>()).map(({ uid, at }) => [uid, Number(at)])).toEqual(
			leavingLater.map(({ uid, afterMs }) => [uid, shop.startMs + afterMs]),
		);
	});

	it("are known with what ticks have changed since", async () => {
		const shop = await openShop([
			{ uid: 1, afterMs: 20 * second },
			{ uid: 2, afterMs: 30 * second },
			{ uid: 2, afterMs: 40 * second },
		]);
		for (const seconds of [2, 4, 6, 21]) await shop.tick(seconds * second);
		expect((await shop.tick(31 * second)).answer).toMatchObject({ entered: 1, exited: 0 });
		const { answer, queried } = await shop.tick(41 * second);
		expect(answer).toMatchObject({ entered: 0, exited: 2 });
		expect(queried).not.toContain("segments.read_events");
		await shop.expectRight();
	});

	it("are one person under all their numbers, whichever of them time passes", async () => {
		const shop = await openShop(
			[
				[3, 20],
				[1, 30],
				[4, 45],
				[2, 50],
				[1, 52],
			].map(([uid = 0, seconds = 0]) => ({ uid, afterMs: seconds * second })),
		);
		await shop.merge(2, 1);
		for (const seconds of [2, 4, 6, 8, 21, 31, 46, 51, 53]) {
			await shop.tick(seconds * second);
			await shop.expectRight();
		}
	});

	it("are read again after an order, and after an erasure", async () => {
		const shop = await openShop(leavingLater);
		for (const seconds of [2, 4, 6, 21]) await shop.tick(seconds * second);
		await shop.order([{ uid: 2, ms: shop.startMs + 22 * second }]);
		await shop.base.db.profile.updateMany({
			where: { workspaceNumber: shop.base.workspace.number, uid: 3 },
			data: { erasedAt: new Date() },
		});
		await shop.tick(31 * second);
		await shop.expectRight();
		expect((await shop.tick(41 * second)).queried).toContain("segments.read_events");
	});

	it("are read again after someone has turned out to be one of them, however long ago a tick saw it", async () => {
		const shop = await openShop([...leavingLater, { uid: 4, afterMs: 600 * second }]);
		for (const seconds of [2, 4, 6, 21]) await shop.tick(seconds * second);
		await shop.merge(4, 3);
		for (const seconds of [25, 31, 41]) {
			await shop.tick(seconds * second);
			await shop.expectRight();
		}
	});

	it("are read again after another process has handled newer rows", async () => {
		const shop = await openShop(leavingLater);
		for (const seconds of [2, 4, 6, 21]) await shop.tick(seconds * second);
		await shop.order([{ uid: 2, ms: shop.startMs + 22 * second }]);
		// As if it had been recorded long before what is served now: the next tick does not find it.
		await runSql(shop.base.warehouse, "test.forget_change", {
			sql: "DELETE FROM person_change WHERE ws = {ws:UInt32}",
			params: { ws: shop.base.workspace.number },
		});
		await refreshSegments(shop.at(shop.startMs + 23 * second), shop.ids);
		await shop.tick(31 * second);
		await shop.expectRight();
	});

	it(`are followed exactly, whatever comes in between (seed ${testSeed})`, { timeout: 120_000 }, async () => {
		const uid = fc.integer({ min: 1, max: people });
		const seldom = <T>(one: fc.Arbitrary<T>) =>
			fc.oneof({ weight: 12, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: one });
		const step = fc.record({
			seconds: fc.integer({ min: 1, max: 25 }),
			orders: fc.array(uid, { maxLength: 2 }),
			isQuiet: fc.integer({ min: 0, max: 7 }).map((one) => one > 0),
			merged: seldom(fc.tuple(uid, uid)),
			refreshed: seldom(fc.constantFrom(0, 1)),
		});
		const story = fc.record({
			leaving: fc.array(fc.record({ uid, afterMs: fc.integer({ min: -30_000, max: 150_000 }) }), {
				minLength: 15,
				maxLength: 30,
			}),
			steps: fc.array(step, { minLength: 10, maxLength: 14 }),
		});
		await fc.assert(
			fc.asyncProperty(story, async ({ leaving, steps }) => {
				const shop = await openShop(leaving);
				const rootOf = new Map<number, number>();
				const rootNow = (number: number): number => {
					const root = rootOf.get(number);
					return root === undefined ? number : rootNow(root);
				};
				let afterMs = 0;
				for (const { seconds, orders, isQuiet, merged, refreshed } of steps) {
					afterMs += seconds * second;
					const orderedMs = shop.startMs + afterMs - 500;
					if (!isQuiet && orders.length > 0)
						await shop.order(orders.map((each) => ({ uid: each, ms: orderedMs })));
					const [absorbed, root] = (merged ?? [0, 0]).map(rootNow) as [number, number];
					if (absorbed !== root) {
						rootOf.set(absorbed, root);
						await shop.merge(absorbed, root);
					}
					if (refreshed !== null)
						await refreshSegments(
							shop.at(shop.startMs + afterMs - 200),
							shop.ids.slice(refreshed, refreshed + 1),
						);
					await shop.tick(afterMs);
					await shop.expectRight();
				}
			}),
			{ seed: testSeed, numRuns: 2, endOnFailure: true },
		);
	});
});
