import { beforeEach, describe, expect, it } from "vitest";
import { formatInstant } from "@/lib/kernel/sql-binder";
import { insertRows, runSql } from "@/lib/platform/warehouse/define-query";
import { settleOutbox } from "@/lib/platform/warehouse/outbox";
import type { SegmentRule } from "@/lib/rules/rule";
import { createSegment } from "@/lib/segments/server/create-segment";
import { refreshChanged } from "@/lib/segments/server/refresh/refresh-changed";
import { refreshSegment } from "@/lib/segments/server/refresh/refresh-segment";
import { recountSegment } from "@/lib/segments/testing/recount-segment";
import { readMessage } from "@/lib/sources/messages/read-message";
import { acceptMessages } from "@/lib/sources/server/accept-messages";
import { Catalogue } from "@/lib/sources/server/catalogue";
import type { Context } from "@/lib/workspaces/server/context";
import { createTestWorkspace } from "@/lib/workspaces/testing/create-test-workspace";

const buyers = (atLeast: number): SegmentRule => ({
	combinator: "and",
	rules: [
		{
			kind: "event",
			field: "Ordered",
			aggregate: { kind: "count" },
			operator: ">=",
			value: atLeast,
			window: { kind: "any" },
		},
	],
});

describe("a tick", () => {
	let base: Context;
	let segmentId: string;
	const now = (): Context => ({ ...base, now: new Date() });
	const tick = () => refreshChanged(now());
	let n = 0;

	const accept = async (userId: string): Promise<void> => {
		const message = { type: "track", messageId: `m${++n}`, userId, event: "Ordered" };
		const read = readMessage(message, { receivedAt: Date.now(), fallbackId: "none" });
		if (!read.ok) throw new Error(read.reason);
		await acceptMessages(base.db, new Catalogue(), [read.intake], {
			ws: base.workspace.number,
			source: "test",
			now: new Date(),
			keepForever: false,
		});
	};
	const order = async (userId: string): Promise<void> => {
		await accept(userId);
		// Who sends them tells ticks when they have arrived.
		await settleOutbox(base.db, base.warehouse);
	};
	/** A row that says that person 1 did something, as one of an insert that becomes visible late. */
	const insertChange = async (at: number): Promise<void> =>
		insertRows(
			base.warehouse,
			"person_change",
			[{ ws: base.workspace.number, kind: "event", name: "Ordered", at: formatInstant(at), uid: 1 }],
			{ token: `${base.workspace.number}-${++n}` },
		);
	/** An order of person 1 that no change row speaks of. */
	const insertOrder = async (at: number): Promise<void> => {
		const row = { ws: base.workspace.number, event: "Ordered", uid: 1, time: formatInstant(at) };
		await insertRows(base.warehouse, "events", [
			{ ...row, message: String(++n), source: "test", received_at: formatInstant(at), properties: {} },
		]);
		await runSql(base.warehouse, "test.forget_change", {
			sql: `DELETE FROM person_change WHERE ws = {ws:UInt32} AND kind = 'event' AND at > {after:DateTime64(3, 'UTC')}`,
			params: { ws: base.workspace.number, after: formatInstant(at + 1) },
		});
	};
	const isRight = async () => {
		const recount = await recountSegment(base, segmentId);
		expect(recount).toMatchObject({ missing: [], wrong: [] });
		return recount.served;
	};

	beforeEach(async () => {
		base = await createTestWorkspace();
		await order("one");
		await order("two");
		segmentId = (await createSegment(now(), { name: "Buyers", rule: buyers(3) })).id;
		await refreshSegment(now(), segmentId);
		await tick();
	});

	it("evaluates no one twice for the same rows, and everyone with a new one", async () => {
		await order("one");
		expect(await tick()).toMatchObject({ people: 1 });
		expect(await tick()).toMatchObject({ people: 0 });
		await order("one");
		await order("two");
		expect(await tick()).toMatchObject({ people: 2, entered: 1 });
		expect(await tick()).toMatchObject({ people: 0 });
		expect(await isRight()).toBe(1);
	});

	it("looks at what came by the outbox once, however young it is: it has come whole", async () => {
		await order("one");
		expect(await tick()).toMatchObject({ people: 1 });
		expect(await tick()).toMatchObject({ people: 0 });
	});

	it("looks again at young values while a run computes some, which writes them past the outbox", async () => {
		const { number: ws, id: workspaceId } = base.workspace;
		await base.db.traitDefinition.create({ data: { workspaceNumber: ws, name: "plan", type: "string" } });
		const leaf = { kind: "trait", field: "plan", type: "string", operator: "equals", value: "pro" } as const;
		const { id } = await createSegment(now(), { name: "Pro", rule: { combinator: "and", rules: [leaf] } });
		await refreshSegment(now(), id);
		await tick();
		const value = async () => {
			const change = { ws, kind: "trait", name: "plan", at: formatInstant(Date.now()), uid: 1 };
			await insertRows(base.warehouse, "person_change", [change], { token: `${ws}-${++n}` });
		};
		await value();
		expect(await tick()).toMatchObject({ people: 1 });
		expect(await tick()).toMatchObject({ people: 0 });
		const trait = await base.db.computedTrait.create({
			data: {
				id: `trt_${ws}`,
				workspaceId,
				name: "plan",
				kind: "aggregate",
				valueType: "string",
				ownerId: "usr",
				ownerName: "Test",
				currentVersion: 1,
			},
		});
		const run = await base.db.computedTraitRun.create({
			data: {
				id: `trr_${ws}`,
				traitId: trait.id,
				version: 1,
				asOf: new Date(),
				isBackfill: false,
				status: "running",
				startedAt: new Date(),
			},
		});
		await value();
		expect(await tick()).toMatchObject({ people: 1 });
		expect(await tick()).toMatchObject({ people: 1 });
		// It ended long ago.
		await base.db.computedTraitRun.update({ where: { id: run.id }, data: { finishedAt: new Date(0) } });
		expect(await tick()).toMatchObject({ people: 1 });
		expect(await tick()).toMatchObject({ people: 0 });
	});

	it("waits for rows that someone is sending", async () => {
		await accept("one");
		await base.db.warehouseOutbox.updateMany({
			where: { workspaceNumber: base.workspace.number },
			data: { flushId: `box_${base.workspace.number}`, flushStartedAt: new Date() },
		});
		let isOver = false;
		const ticking = tick().finally(() => {
			isOver = true;
		});
		await new Promise((resolve) => setTimeout(resolve, 300));
		expect(isOver).toBe(false);
		// As the next process does with unfinished work.
		await base.db.warehouseOutbox.updateMany({
			where: { workspaceNumber: base.workspace.number },
			data: { flushStartedAt: new Date(0) },
		});
		await settleOutbox(base.db, base.warehouse);
		expect(await ticking).toMatchObject({ people: 1 });
		// They arrived after it had begun: once more, to be sure that they were whole.
		expect(await tick()).toMatchObject({ people: 1 });
		expect(await tick()).toMatchObject({ people: 0 });
	});

	it("finds a row that becomes visible late, with an instant that was already read", async () => {
		await order("one");
		const at = Date.now() - 2_000;
		await tick();
		await insertOrder(at);
		expect(await tick()).toMatchObject({ people: 0 });
		await insertChange(at);
		expect(await tick()).toMatchObject({ people: 1, entered: 1 });
		expect(await isRight()).toBe(1);
	});

	it("finds a second row that is just like one it has seen", async () => {
		const at = Date.now() - 2_000;
		await order("one");
		await insertChange(at);
		await tick();
		await insertOrder(at);
		expect(await tick()).toMatchObject({ people: 0 });
		await insertChange(at);
		expect(await tick()).toMatchObject({ people: 1, entered: 1 });
	});

	it("evaluates all of them again when another process has served a segment since, or a new one exists", async () => {
		await order("one");
		expect(await tick()).toMatchObject({ people: 1 });
		await base.db.segment.update({ where: { id: segmentId }, data: { servedAt: new Date() } });
		expect((await tick()).people).toBeGreaterThan(0);
		expect(await tick()).toMatchObject({ people: 0 });
		const other = await createSegment(now(), { name: "Others", rule: buyers(1) });
		await refreshSegment(now(), other.id);
		expect((await tick()).people).toBeGreaterThan(0);
		expect(await tick()).toMatchObject({ people: 0 });
	});
});
