import { beforeEach, describe, expect, it } from "vitest";
import { formatInstant } from "@/lib/kernel/sql-binder";
import { insertRows, runSql } from "@/lib/platform/warehouse/define-query";
import type { RuleLeaf } from "@/lib/rules/rule";
import { createSegment } from "@/lib/segments/server/create-segment";
import { refreshChanged } from "@/lib/segments/server/refresh/refresh-changed";
import { refreshSegments } from "@/lib/segments/server/refresh/refresh-segments";
import { recountSegment } from "@/lib/segments/testing/recount-segment";
import type { Context } from "@/lib/workspaces/server/context";
import { createTestWorkspace } from "@/lib/workspaces/testing/create-test-workspace";

const day = 86_400_000;

const orderedLately: RuleLeaf = {
	kind: "event",
	field: "Ordered",
	aggregate: { kind: "count" },
	operator: ">=",
	value: 1,
	window: { kind: "last", amount: 7, unit: "days" },
};

describe("conditions that a tick follows", () => {
	let base: Context;
	let startMs: number;
	const at = (ms: number): Context => ({ ...base, now: new Date(ms) });
	let n = 0;

	const order = async (uid: number, ms: number) => {
		const time = formatInstant(ms);
		const row = { ws: base.workspace.number, event: "Ordered", uid, time, received_at: time };
		const rows = [{ ...row, message: String(++n), source: "test", properties: {} }];
		await insertRows(base.warehouse, "events", rows, { token: `${base.workspace.number}-${n}` });
	};
	const tick = (ms: number) => refreshChanged(at(ms));
	const build = async (name: string, ...rules: RuleLeaf[]) => {
		const { id } = await createSegment(at(startMs), { name, rule: { combinator: "and", rules } });
		await refreshSegments(at(startMs), [id]);
		return id;
	};
	const isRight = async (id: string) => {
		const recount = await recountSegment(base, id);
		expect(recount).toMatchObject({ missing: [], wrong: [] });
		return recount.served;
	};
	const lastChange = async (segment: string) => {
		const answer = await base.warehouse.query({
			query: `SELECT uid, toString(change) AS change, toUnixTimestamp64Milli(effective_at) AS at, cause FROM membership_change
				WHERE ws = {ws:UInt32} AND segment = {segment:String} ORDER BY served_at DESC LIMIT 1`,
			query_params: { ws: base.workspace.number, segment },
			format: "JSONEachRow",
		});
		const [row] = await answer.json<{ uid: number; change: string; at: string; cause: string }>();
		return row && { ...row, at: Number(row.at) };
	};

	beforeEach(async () => {
		base = await createTestWorkspace({ timeZone: "Europe/Berlin" });
		// In the past, as the stores' clock has it: what is recorded here is late, and not of a time to come.
		startMs = Date.now() - 20 * day;
		const { number: ws } = base.workspace;
		await base.db.eventDefinition.create({ data: { workspaceNumber: ws, name: "Ordered" } });
		const since = formatInstant(startMs - 30 * day);
		const people = [1, 2, 3];
		await base.db.profile.createMany({
			data: people.map((uid) => ({
				workspaceNumber: ws,
				uid,
				rootUid: uid,
				isKnown: true,
				effectiveAt: new Date(startMs - 30 * day),
			})),
		});
		const rows = people.map((uid) => ({
			ws,
			change: "created",
			uid,
			root: 0,
			effective_at: since,
			recorded_at: since,
		}));
		await insertRows(base.warehouse, "profile_change", rows);
	});

	it("a list beside a window: whoever is on it enters by an event, and leaves when the window does", async () => {
		const { number: ws, id: workspaceId } = base.workspace;
		const list = await base.db.storedList.create({
			data: {
				id: `lst_${ws}`,
				workspaceId,
				name: "Guests",
				kind: "file",
				createdBy: "usr",
				createdName: "Test",
				build: "one",
			},
		});
		await runSql(base.warehouse, "test.list", {
			sql: "INSERT INTO stored_list (ws, list, build, people) SELECT {ws:UInt32}, {list:String}, 'one', groupBitmapState(toUInt32(number)) FROM numbers(1, 2)",
			params: { ws, list: list.id },
		});
		const id = await build(
			"Guests who buy",
			{ kind: "list", field: list.id, operator: "isOn", value: true },
			orderedLately,
		);
		const orderedMs = startMs + 60_000;
		await order(1, orderedMs);
		await order(3, orderedMs);
		expect(await tick(startMs + 120_000)).toMatchObject({ entered: 1, exited: 0 });
		expect(await isRight(id)).toBe(1);
		expect(await tick(orderedMs + 7 * day + 5_000)).toMatchObject({ entered: 0, exited: 1 });
		expect(await lastChange(id)).toEqual({
			uid: 1,
			change: "exited",
			at: orderedMs + 7 * day,
			cause: "time",
		});
		expect(await isRight(id)).toBe(0);
	});

	it("having entered a segment of late: it begins with the entry and ends when the time is over", async () => {
		const buyers = await build("Buyers", orderedLately);
		const id = await build("New buyers", {
			kind: "segment",
			field: buyers,
			operator: "entered",
			value: { amount: 2, unit: "days" },
		});
		const orderedMs = startMs + 60_000;
		await order(2, orderedMs);
		expect(await tick(startMs + 120_000)).toMatchObject({ entered: 1 });
		// The entry is served now, and found by the next tick.
		expect(await tick(startMs + 122_000)).toMatchObject({ entered: 1 });
		expect(await isRight(id)).toBe(1);
		expect(await tick(startMs + day)).toMatchObject({ entered: 0, exited: 0 });
		expect(await tick(orderedMs + 2 * day + 10_000)).toMatchObject({ exited: 1 });
		expect(await lastChange(id)).toMatchObject({
			uid: 2,
			change: "exited",
			at: orderedMs + 2 * day,
			cause: "time",
		});
		expect(await isRight(id)).toBe(0);
		expect(await isRight(buyers)).toBe(1);
	});

	it("a date of the calendar is followed while the day lasts, and computed for all when one begins", async () => {
		const { number: ws } = base.workspace;
		await base.db.traitDefinition.create({ data: { workspaceNumber: ws, name: "renewal", type: "date" } });
		const value = (uid: number, ms: number) => ({
			ws,
			trait: "renewal",
			uid,
			type: "date",
			string_value: "",
			number_value: ms,
			list_value: [],
			priority: 1,
			source: "test",
			valid_from: formatInstant(startMs - day),
			recorded_at: formatInstant(startMs),
			seq: 0,
		});
		const id = await build(
			"Renews this month",
			{
				kind: "trait",
				field: "renewal",
				type: "date",
				operator: "inThis",
				value: "month",
			},
			orderedLately,
		);
		await insertRows(base.warehouse, "trait_history", [value(1, startMs), value(2, startMs + 400 * day)]);
		await order(1, startMs - 1_000);
		await order(2, startMs - 1_000);
		// Unless the test runs at midnight, a moment later is the same day.
		expect(await tick(startMs + 10)).toMatchObject({ entered: 1 });
		expect(await isRight(id)).toBe(1);
		const before = await base.db.segment.findUniqueOrThrow({ where: { id } });
		expect(before.fullAsOf).not.toBeNull();
		expect(await tick(startMs + day)).toMatchObject({ segments: 0 });
		const after = await base.db.segment.findUniqueOrThrow({ where: { id } });
		expect({ fullAsOf: after.fullAsOf, asOf: after.asOf }).toEqual({ fullAsOf: null, asOf: before.asOf });
		await refreshSegments(at(startMs + day), [id]);
		await order(3, startMs + day + 5);
		await insertRows(base.warehouse, "trait_history", [value(3, startMs)]);
		await tick(startMs + day + 10);
		await isRight(id);
	});
});
