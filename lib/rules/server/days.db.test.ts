import { beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { formatDay } from "@/lib/kernel/calendar-day";
import { localDayNumber, startOfDayNumber, zonedToUtc } from "@/lib/kernel/zoned-time";
import { defineQuery } from "@/lib/platform/warehouse/define-query";
import { settleOutbox } from "@/lib/platform/warehouse/outbox";
import { getProfile } from "@/lib/profiles/server/get-profile";
import type { BirthLeaf, OperandValue, RuleLeaf, TraitLeaf } from "@/lib/rules/rule";
import { evaluatePeople } from "@/lib/rules/server/evaluate-people";
import { getCatalog } from "@/lib/rules/server/get-catalog";
import { scopeOf } from "@/lib/rules/server/scope-of";
import { previewSegment } from "@/lib/segments/server/preview-segment";
import { deriveBirths } from "@/lib/sources/server/derive-births";
import { importFile } from "@/lib/sources/testing/import-file";
import { sendMessages } from "@/lib/sources/testing/send-messages";
import type { Context } from "@/lib/workspaces/server/context";
import { createTestWorkspace } from "@/lib/workspaces/testing/create-test-workspace";

const zone = "America/Los_Angeles";
/** An instant by the clock of the zone. */
const at = (text: string) => new Date(zonedToUtc(Date.parse(`${text}Z`), zone));

/** Everyone's number, in the order in which they came. */
async function uidsOf(ctx: Context): Promise<number[]> {
	const found = await ctx.db.profile.findMany({
		where: { workspaceNumber: ctx.workspace.number },
		orderBy: { uid: "asc" },
	});
	return found.map(({ uid }) => uid);
}

/** Who matches, by both readings. */
async function matching(ctx: Context, leaf: RuleLeaf, uids: number[]): Promise<number[]> {
	const rule = { combinator: "and", rules: [leaf] } as const;
	const scope = await scopeOf(ctx, ctx.now, [{ combinator: "and", rules: [leaf] }]);
	const { people } = await evaluatePeople(ctx, { combinator: "and", rules: [leaf] }, scope, uids);
	const found = [...people].flatMap(([uid, { evaluation }]) => (evaluation.matches ? [uid] : []));
	const { total } = await previewSegment(ctx, { rule: { ...rule, rules: [leaf] } });
	expect(total).toBe(found.length);
	return found.sort((a, b) => a - b);
}

const renewal = (operator: TraitLeaf["operator"], value: OperandValue): TraitLeaf => ({
	kind: "trait",
	field: "renewal",
	type: "date",
	operator,
	value,
});

describe("a date without a time is a day of the workspace", () => {
	let ctx: Context;
	/** By identify; from a file; half past midnight of that day in UTC, which is the evening before; text. */
	let uids: number[] = [];
	const ask = (operator: TraitLeaf["operator"], value: OperandValue) =>
		matching(ctx, renewal(operator, value), uids);
	beforeAll(async () => {
		ctx = await createTestWorkspace({ timeZone: zone, now: at("2025-06-20T12:00:00") });
		const identify = (userId: string, value: unknown) => ({
			type: "identify",
			userId,
			traits: { renewal: value },
			timestamp: "2025-06-01T00:00:00Z",
		});
		await sendMessages(ctx, [
			identify("a", "2025-06-10"),
			identify("c", "2025-06-10T00:30:00Z"),
			identify("d", ""),
			identify("e", 0),
			{
				type: "track",
				userId: "a",
				event: "Paid",
				timestamp: "2025-06-10T06:59:59Z",
				properties: { due: "2025-06-10" },
			},
			{
				type: "track",
				userId: "c",
				event: "Paid",
				timestamp: "2025-06-10T07:00:00Z",
				properties: { due: "2025-06-10T00:30:00Z" },
			},
		]);
		await importFile(ctx, {
			kind: "people",
			name: "people.csv",
			bytes: "user_id,renewal\nb,06/10/2025\nf,06/25/2025\n",
		});
		uids = await uidsOf(ctx);
	});

	it("whichever way it came", async () => {
		const [a, c, , , b, f] = uids;
		expect(await ask("on", "2025-06-10")).toEqual([a, b]);
		expect(await ask("before", "2025-06-10")).toEqual([c]);
		expect(await ask("on", "2025-06-09")).toEqual([c]);
		expect(await ask("after", "2025-06-09")).toEqual([a, b, f]);
		expect(await ask("after", "2025-06-10")).toEqual([f]);
		expect(await ask("onOrBefore", "2025-06-10")).toEqual([a, c, b]);
		expect(await ask("onOrAfter", "2025-06-10")).toEqual([a, b, f]);
		// 10 June 2025 was a Tuesday.
		expect(await ask("onWeekday", [2])).toEqual([a, b]);
		expect(await ask("onWeekday", [1, 3])).toEqual([c, f]);
	});

	it("counts as its first instant where hours matter", async () => {
		const [a, c, , , b, f] = uids;
		// 252 hours before noon of 20 June 10 June begins, 108 hours after it 25 June does.
		expect(await ask("ago", { from: 252, to: 253, unit: "hours" })).toEqual([a, b]);
		expect(await ask("moreThanAgo", { amount: 252, unit: "hours" })).toEqual([a, c, b]);
		expect(await ask("lessThanAgo", { amount: 252, unit: "hours" })).toEqual([]);
		expect(await ask("inNext", { amount: 108, unit: "hours" })).toEqual([f]);
		expect(await ask("inNext", { amount: 107, unit: "hours" })).toEqual([]);
		expect(await ask("inThis", "quarter")).toEqual([a, c, b, f]);
		const since: RuleLeaf = {
			kind: "event",
			field: "Paid",
			aggregate: { kind: "count" },
			operator: ">=",
			value: 1,
			window: { kind: "sinceTrait", trait: "renewal" },
		};
		expect(await matching(ctx, since, uids)).toEqual([c]);
	});

	it("in properties of events too", async () => {
		const [a, c] = uids;
		const due = (operator: TraitLeaf["operator"]): RuleLeaf => ({
			kind: "event",
			field: "Paid",
			aggregate: { kind: "count" },
			operator: ">=",
			value: 1,
			window: { kind: "any" },
			where: {
				combinator: "and",
				rules: [{ kind: "property", field: "due", type: "date", operator, value: "2025-06-10" }],
			},
		});
		expect(await matching(ctx, due("on"), uids)).toEqual([a]);
		expect(await matching(ctx, due("before"), uids)).toEqual([c]);
	});

	it("is not moved by another zone, and is shown as the day", async () => {
		const [a, c, , , b] = uids;
		const moved = { ...ctx, workspace: { ...ctx.workspace, timeZone: "Pacific/Auckland" } };
		expect(await matching(moved, renewal("on", "2025-06-10"), uids)).toEqual([a, c, b]);
		const profile = await getProfile(ctx, { profileId: a ?? 0 });
		expect(profile.traits.find(({ name }) => name === "renewal")).toMatchObject({
			type: "date",
			value: "2025-06-10",
		});
	});

	it("is set only where there is a date", async () => {
		const [a, c, d, e, b, f] = uids;
		expect(await ask("isSet", null)).toEqual([a, c, b, f]);
		expect(await ask("isNotSet", null)).toEqual([d, e]);
	});
});

describe("a date of birth", () => {
	const birth = (
		field: BirthLeaf["field"],
		operator: BirthLeaf["operator"],
		value: OperandValue,
	): BirthLeaf => ({
		kind: "birth",
		field,
		operator,
		value,
	});
	const asOf = (ctx: Context, text: string): Context => ({ ...ctx, now: at(text) });

	describe("answers rules without being shown", () => {
		let ctx: Context;
		let uids: number[] = [];
		const ask = (leaf: RuleLeaf, text: string) => matching(asOf(ctx, text), leaf, uids);
		const adult = birth("age", ">=", 18);
		beforeAll(async () => {
			ctx = await createTestWorkspace({ timeZone: zone, now: at("2026-02-01T00:00:00") });
			const people = [
				["a", "2008-03-01"],
				["b", "2008-02-29"],
				["c", "1990-12-31"],
			].map(([userId, birthday]) => ({ type: "identify", userId, traits: { birthday, plan: "pro" } }));
			await sendMessages(ctx, [...people, { type: "identify", userId: "d", traits: { plan: "pro" } }]);
			await importFile(ctx, {
				kind: "people",
				name: "people.csv",
				bytes: "user_id,Date of birth\ne,28.02.2008\nf,13.07.1985\n",
			});
			uids = await uidsOf(ctx);
		});

		it("about ages, from the first instant of a birthday on", async () => {
			const [a, b, c, d, e, f] = uids;
			expect(await ask(adult, "2026-02-27T23:59:59.999")).toEqual([c, f]);
			expect(await ask(adult, "2026-02-28T00:00:00")).toEqual([c, e, f]);
			expect(await ask(adult, "2026-02-28T23:59:59.999")).toEqual([c, e, f]);
			expect(await ask(adult, "2026-03-01T00:00:00")).toEqual([a, b, c, e, f]);
			expect(await ask(birth("age", "between", [35, 40]), "2026-03-01T00:00:00")).toEqual([c, f]);
			expect(await ask(birth("age", "notEquals", 18), "2026-03-01T00:00:00")).toEqual([c, d, f]);
		});

		it("about birthdays", async () => {
			const [a, b, c, d, e] = uids;
			expect(await ask(birth("birthday", "anniversary", 0), "2026-02-28T12:00:00")).toEqual([b, e]);
			expect(await ask(birth("birthday", "anniversary", 3), "2026-02-27T12:00:00")).toEqual([a, b, e]);
			expect(await ask(birth("birthday", "anniversary", 3), "2026-12-28T12:00:00")).toEqual([c]);
			expect(await ask(birth("birthday", "isNotSet", null), "2026-03-01T00:00:00")).toEqual([d]);
		});

		it("is in no catalogue, and in no profile's traits; once removed it matches no rule", async () => {
			const [a, b, c, , e, f] = uids;
			expect(JSON.stringify(await getCatalog(ctx))).not.toContain("birth");
			const profile = await getProfile(ctx, { profileId: a ?? 0 });
			expect(profile.traits.map(({ name }) => name)).toEqual(["plan"]);
			expect(profile.personal).toContainEqual(
				expect.objectContaining({ field: "birthday", value: "2008-03-01" }),
			);
			const forget = { type: "identify", userId: "a", traits: { birthday: null } };
			await sendMessages(asOf(ctx, "2026-03-02T00:00:00"), [forget]);
			expect(await ask(adult, "2026-03-02T00:00:01")).toEqual([b, c, e, f]);
		});
	});

	it("is made known to rules where it was stored before they could ask", async () => {
		const ctx = await createTestWorkspace({ timeZone: zone, now: at("2026-02-01T00:00:00") });
		await sendMessages(ctx, [{ type: "identify", userId: "a", traits: { birthday: "1985-07-31" } }]);
		const uids = [1];
		const known = birth("birthday", "isSet", null);
		const forget = "ALTER TABLE trait_history DELETE WHERE ws = {ws:UInt32} SETTINGS mutations_sync = 1";
		await ctx.warehouse.command({ query: forget, query_params: { ws: ctx.workspace.number } });
		expect(await matching(ctx, known, uids)).toEqual([]);
		const { number } = ctx.workspace;
		await ctx.db.workspace.update({ where: { number }, data: { birthsDerivedAt: null } });
		const { people } = await deriveBirths(ctx.db, ctx.now);
		await settleOutbox(ctx.db, ctx.warehouse);
		expect(people).toBeGreaterThanOrEqual(1);
		expect(await ctx.db.workspace.findUnique({ where: { number } })).toMatchObject({
			birthsDerivedAt: ctx.now,
		});
		expect(await matching(ctx, known, uids)).toEqual([1]);
		expect(await matching(ctx, birth("age", "equals", 40), uids)).toEqual([1]);
	});
});

const askDays = defineQuery({
	name: "segments.test_days",
	row: z.object({ day: z.number(), start: z.coerce.number(), local: z.array(z.number()) }),
	build: ({ timeZone, days, instants }: { timeZone: string; days: number[]; instants: number[] }) => ({
		sql: `SELECT day, toUnixTimestamp64Milli(toDateTime64(toDate32(day), 3, {zone:String})) AS start,
			arrayMap(at -> toInt32(toDate32(fromUnixTimestamp64Milli(at, {zone:String}))), {instants:Array(Int64)}) AS local
			FROM (SELECT arrayJoin({days:Array(Int32)}) AS day)`,
		params: { zone: timeZone, days, instants },
	}),
});

describe("the warehouse's engine counts days as we do", () => {
	const zones = [
		"America/St_Johns",
		"Australia/Adelaide",
		"Australia/Lord_Howe",
		"Asia/Kathmandu",
		"America/Santiago",
		"America/Havana",
		"Africa/Casablanca",
		"Asia/Beirut",
	];
	it.each(zones)("in %s", async (timeZone) => {
		const ctx = await createTestWorkspace();
		const years = [2008, 2010, 2024, 2026];
		const days = years.flatMap((year) =>
			Array.from({ length: 365 }, (_, index) => Date.UTC(year, 0, 1 + index) / 86_400_000),
		);
		const instants = days.flatMap((day) => {
			const start = startOfDayNumber(day, timeZone);
			return [start - 1_800_000, start - 1000, start, start + 1_800_000, start + 3_600_000];
		});
		const rows = await askDays(ctx.warehouse, { timeZone, days, instants: [] });
		const wrong = rows.filter(({ day, start }) => startOfDayNumber(day, timeZone) !== start);
		expect(wrong.map(({ day, start }) => `${formatDay(day)} ${new Date(start).toISOString()}`)).toEqual([]);
		const [row] = await askDays(ctx.warehouse, { timeZone, days: [0], instants });
		const odd = instants.filter((instant, index) => row?.local[index] !== localDayNumber(instant, timeZone));
		expect(odd.map((instant) => new Date(instant).toISOString())).toEqual([]);
	});
});
