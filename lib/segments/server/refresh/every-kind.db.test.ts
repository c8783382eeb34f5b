import { beforeEach, describe, expect, it } from "vitest";
import { formatInstant } from "@/lib/kernel/sql-binder";
import { watchQuestions } from "@/lib/platform/testing/watch-questions";
import { insertRows, runSql } from "@/lib/platform/warehouse/define-query";
import type { RuleLeaf } from "@/lib/rules/rule";
import { createSegment } from "@/lib/segments/server/create-segment";
import { maxLogged } from "@/lib/segments/server/refresh/log-dated-changes";
import { RankPace } from "@/lib/segments/server/refresh/rank-pace";
import { refreshChanged } from "@/lib/segments/server/refresh/refresh-changed";
import { refreshSegments } from "@/lib/segments/server/refresh/refresh-segments";
import { recountSegment } from "@/lib/segments/testing/recount-segment";
import type { Context } from "@/lib/workspaces/server/context";
import { createTestWorkspace } from "@/lib/workspaces/testing/create-test-workspace";

const day = 86_400_000;

const orderedLately = {
	kind: "event",
	field: "Ordered",
	aggregate: { kind: "count" },
	operator: ">=",
	value: 1,
	window: { kind: "last", amount: 7, unit: "days" },
} as const satisfies RuleLeaf;

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
	const unpaced = new RankPace({ restShare: 0, timeOnlyMs: 0 });
	const tick = (ms: number) => refreshChanged(at(ms), unpaced);
	const build = async (name: string, ...rules: RuleLeaf[]) => {
		const { id } = await createSegment(at(startMs), { name, rule: { combinator: "and", rules } });
		await refreshSegments(at(startMs), [id]);
		return id;
	};
	/** A tick with the names of its warehouse queries. */
	const tickAsking = async (ms: number) => {
		const { warehouse, queried } = watchQuestions(base.warehouse);
		return { answer: await refreshChanged({ ...at(ms), warehouse }, unpaced), queried };
	};
	/** Orders that are due in the next two hours. */
	const dueSoon = async () => {
		const { number: ws } = base.workspace;
		const data = { workspaceNumber: ws, event: "Ordered", name: "due", type: "date" } as const;
		await base.db.propertyDefinition.create({ data });
		const filter = {
			kind: "property",
			field: "due",
			type: "date",
			operator: "inNext",
			value: { amount: 2, unit: "hours" },
		} as const;
		return await build("Due soon", {
			...orderedLately,
			window: { kind: "any" },
			where: { combinator: "and", rules: [filter] },
		});
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

	/** What a refresh as of an instant changed. */
	const changesOf = async (segment: string, atMs: number) => {
		const answer = await base.warehouse.query({
			query: `SELECT uid, toString(change) AS change, toUnixTimestamp64Milli(effective_at) AS at, cause FROM membership_change
				WHERE ws = {ws:UInt32} AND segment = {segment:String} AND served_at = (SELECT max(served_at) FROM membership
					WHERE ws = {ws:UInt32} AND segment = {segment:String} AND as_of = {asOf:DateTime64(3, 'UTC')}) ORDER BY uid`,
			query_params: { ws: base.workspace.number, segment, asOf: formatInstant(atMs) },
			format: "JSONEachRow",
		});
		const rows = await answer.json<{ uid: number; change: string; at: string; cause: string }>();
		return rows.map((row) => ({ ...row, at: Number(row.at) }));
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

	it("a list beside a window: people on it enter by an event, and leave when the window ends", async () => {
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

	it("having entered a segment recently: it begins with the entry and ends when the time is over", async () => {
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

	const ranked = (more: Partial<RuleLeaf & { kind: "rank" }> = {}): RuleLeaf => ({
		kind: "rank",
		field: "rank",
		operator: "top",
		value: 1,
		unit: "people",
		by: {
			kind: "event",
			event: "Ordered",
			aggregate: { kind: "count" },
			window: { kind: "last", amount: 7, unit: "days" },
		},
		...more,
	});

	it("a rank: the boundary moves with whom it watches, and what builds on it follows", async () => {
		const best = await build("Best", ranked());
		const above = await build("Best, and beyond", {
			kind: "segment",
			field: best,
			operator: "isMember",
			value: null,
		});
		const orderedMs = startMs + 60_000;
		await order(1, orderedMs);
		expect(await tick(startMs + 120_000)).toMatchObject({ entered: 1, exited: 0 });
		expect(await isRight(best)).toBe(1);
		expect(await tick(startMs + 122_000)).toMatchObject({ entered: 1, exited: 0 });
		expect(await isRight(above)).toBe(1);
		// Person 1 leaves by what person 2 did.
		await order(2, startMs + 130_000);
		await order(2, startMs + 140_000);
		expect(await tick(startMs + 150_000)).toMatchObject({ entered: 1, exited: 1 });
		expect(await isRight(best)).toBe(1);
		// Both of person 2's are over before anything else is: then no one has a number, and time alone did it.
		await tick(orderedMs + 7 * day - 1);
		expect(await isRight(best)).toBe(1);
		expect(await tick(startMs + 130_000 + 7 * day + 5)).toMatchObject({ entered: 0, exited: 0 });
		expect(await tick(startMs + 140_000 + 7 * day + 5_000)).toMatchObject({ exited: 1 });
		expect(await lastChange(best)).toEqual({
			uid: 2,
			change: "exited",
			at: startMs + 140_000 + 7 * day,
			cause: "time",
		});
		expect(await isRight(best)).toBe(0);
	});

	it("a rank: a tick in which nothing of it happened moves it on without asking", async () => {
		await base.db.eventDefinition.create({ data: { workspaceNumber: base.workspace.number, name: "Seen" } });
		const best = await build("Best", ranked());
		await build("Seen ones", { ...orderedLately, field: "Seen" });
		await order(1, startMs + 1_000);
		await tick(startMs + 2_000);
		await tick(startMs + 3_000);
		const { number: ws } = base.workspace;
		const time = formatInstant(startMs + 3_500);
		await insertRows(base.warehouse, "events", [
			{ ws, event: "Seen", uid: 3, time, received_at: time, message: "999", source: "test", properties: {} },
		]);
		const { answer, queried } = await tickAsking(startMs + 4_000);
		expect(answer).toMatchObject({ entered: 1, waiting: 0 });
		expect(queried).not.toContain("segments.build_leaves");
		const { asOf } = await base.db.segment.findUniqueOrThrow({ where: { id: best } });
		expect(asOf).toEqual(new Date(startMs + 4_000));
		expect(await isRight(best)).toBe(1);
	});

	it("an idle tick runs one query, whatever ranks and dates inside of events there are", async () => {
		await build("Best", ranked());
		await dueSoon();
		for (const seconds of [2, 4, 6]) await tick(startMs + seconds * 1_000);
		const { queried } = await tickAsking(startMs + 8_000);
		expect(queried.toSorted()).toEqual(["segments.find_recorded", "segments.read_clock"]);
	});

	it("a rank: under a steady stream it is computed in proportion to what that costs", async () => {
		const best = await build("Best", ranked());
		let clockMs = 0;
		const pace = new RankPace({ clock: () => clockMs });
		const paced = (ms: number) => refreshChanged(at(ms), pace);
		const asOfBest = async () =>
			((await base.db.segment.findUniqueOrThrow({ where: { id: best } })).asOf?.getTime() ?? 0) - startMs;
		await order(1, startMs + 1_000);
		expect(await paced(startMs + 2_000)).toMatchObject({ entered: 1, waiting: 0 });
		pace.computed(base.workspace.id, 1_000);
		await order(2, startMs + 3_000);
		await order(2, startMs + 3_001);
		expect(await paced(startMs + 4_000)).toMatchObject({ entered: 0, waiting: 1 });
		expect(await asOfBest()).toBe(2_000);
		await order(2, startMs + 5_000);
		clockMs += 14_000;
		expect(await paced(startMs + 6_000)).toMatchObject({ waiting: 1 });
		clockMs += 2_000;
		expect(await paced(startMs + 7_000)).toMatchObject({ entered: 1, exited: 1, waiting: 0 });
		expect(await asOfBest()).toBe(7_000);
		expect(await isRight(best)).toBe(1);
		// It has seen everything there is.
		clockMs += 60_000;
		expect(await paced(startMs + 8_000)).toMatchObject({ people: 0, waiting: 0 });
	});

	it("a rank among the members of a segment, by a trait: both are followed", async () => {
		const { number: ws } = base.workspace;
		await base.db.traitDefinition.create({ data: { workspaceNumber: ws, name: "points", type: "number" } });
		const points = async (uid: number, value: number) =>
			insertRows(base.warehouse, "trait_history", [
				{
					...{ ws, trait: "points", uid, type: "number", string_value: "", number_value: value },
					...{ list_value: [], priority: 1, source: "test", seq: 0 },
					...{ valid_from: formatInstant(startMs), recorded_at: formatInstant(startMs) },
				},
			]);
		const buyers = await build("Buyers", orderedLately);
		const best = await build(
			"Best buyers",
			ranked({ among: buyers, by: { kind: "trait", trait: "points" } }),
		);
		await points(1, 5);
		await points(2, 7);
		await order(1, startMs + 1_000);
		await tick(startMs + 2_000);
		await tick(startMs + 3_000);
		expect(await isRight(best)).toBe(1);
		await order(2, startMs + 3_500);
		await tick(startMs + 4_000);
		await tick(startMs + 5_000);
		expect(await lastChange(best)).toMatchObject({ cause: "data" });
		expect(await isRight(best)).toBe(1);
		await points(1, 9);
		await tick(startMs + 6_000);
		expect(await isRight(best)).toBe(1);
		expect(await isRight(buyers)).toBe(2);
	});

	it("a filter on a date inside of events: people whom time carries past it enter and leave on time", async () => {
		const { number: ws } = base.workspace;
		const id = await dueSoon();
		const orderDue = async (uid: number, ms: number, due: number) => {
			const time = formatInstant(ms);
			const row = { ws, event: "Ordered", uid, time, received_at: time, source: "test" };
			const properties = { due: new Date(due).toISOString() };
			await insertRows(base.warehouse, "events", [{ ...row, message: String(++n), properties }]);
		};
		const hour = 3_600_000;
		const due = startMs + 3 * hour;
		await orderDue(1, startMs + 1_000, due);
		expect(await tick(startMs + 2_000)).toMatchObject({ entered: 0 });
		// Recorded after the dates were read ahead: it is among them anyway.
		await orderDue(2, startMs + 3_000, startMs + 2 * hour + 8_500);
		expect(await tick(startMs + 4_000)).toMatchObject({ entered: 0 });
		expect(await tick(startMs + 9_000)).toMatchObject({ entered: 1 });
		expect(await lastChange(id)).toEqual({ uid: 2, change: "entered", at: startMs + 8_500, cause: "time" });
		expect(await tick(due - 2 * hour - 1)).toMatchObject({ entered: 0 });
		expect(await tick(due - 2 * hour + 3_000)).toMatchObject({ entered: 1, exited: 0 });
		expect(await lastChange(id)).toEqual({ uid: 1, change: "entered", at: due - 2 * hour, cause: "time" });
		expect(await isRight(id)).toBe(2);
		expect(await tick(due + 2_000)).toMatchObject({ exited: 2 });
		expect(await isRight(id)).toBe(0);
	});

	it("a full refresh dates changes caused by time alone", async () => {
		const id = await build("Buyers", orderedLately);
		const firstMs = startMs + 1_000;
		await order(1, firstMs);
		await order(2, startMs + 2_000);
		await tick(startMs + 3_000);
		expect(await isRight(id)).toBe(2);
		// Person 1's order alone is over; person 3's is recorded late.
		const atMs = firstMs + 7 * day + 500;
		await order(3, startMs + 5 * day);
		await refreshSegments(at(atMs), [id]);
		expect(await changesOf(id, atMs)).toEqual([
			{ uid: 1, change: "exited", at: firstMs + 7 * day, cause: "time" },
			{ uid: 3, change: "entered", at: atMs, cause: "data" },
		]);
		expect(await isRight(id)).toBe(2);
	});

	it("a full refresh that changes too many people to date one by one gives them its own instant", async () => {
		const { number: ws } = base.workspace;
		const many = maxLogged + 1;
		const since = formatInstant(startMs - 30 * day);
		const orderedMs = startMs - 1_000;
		const fill = (sql: string) => runSql(base.warehouse, "test.fill", { sql, params: {} });
		await fill(`INSERT INTO profile_change (ws, change, uid, root, effective_at, recorded_at)
			SELECT ${ws}, 'created', number, 0, '${since}', '${since}' FROM numbers(10, ${many})`);
		await fill(`INSERT INTO events (ws, event, uid, time, received_at, message, source)
			SELECT ${ws}, 'Ordered', number, '${formatInstant(orderedMs)}', '${formatInstant(orderedMs)}', number, 'test'
			FROM numbers(10, ${many})`);
		const id = await build("Buyers", orderedLately);
		const atMs = orderedMs + 7 * day + 500;
		await refreshSegments(at(atMs), [id]);
		const answer = await base.warehouse.query({
			query: `SELECT count() AS people, countIf(toUnixTimestamp64Milli(effective_at) = ${atMs}) AS own FROM membership_change
				WHERE ws = ${ws} AND segment = '${id}' AND change = 'exited'`,
			format: "JSONEachRow",
		});
		expect(await answer.json()).toEqual([{ people: String(many), own: String(many) }]);
	}, 120_000);
});
