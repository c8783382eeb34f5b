import { beforeAll, describe, expect, it } from "vitest";
import { settleOutbox } from "@/lib/platform/warehouse/outbox";
import { rebuildSnapshot } from "@/lib/profiles/server/rebuild-snapshot";
import type { EventLeaf, PropertyGroup, RuleLeaf, TraitLeaf } from "@/lib/rules/rule";
import { evaluatePeople } from "@/lib/rules/server/evaluate-people";
import { listValues } from "@/lib/rules/server/list-values";
import { scopeOf } from "@/lib/rules/server/scope-of";
import { createSegment } from "@/lib/segments/server/create-segment";
import { listMembers } from "@/lib/segments/server/list-members";
import { previewSegment } from "@/lib/segments/server/preview-segment";
import { refreshChanged } from "@/lib/segments/server/refresh/refresh-changed";
import { refreshSegment } from "@/lib/segments/server/refresh/refresh-segment";
import { sendMessages } from "@/lib/sources/testing/send-messages";
import type { Context } from "@/lib/workspaces/server/context";
import { createTestWorkspace } from "@/lib/workspaces/testing/create-test-workspace";

const trait = (field: string, operator: TraitLeaf["operator"], value: TraitLeaf["value"]): TraitLeaf => ({
	kind: "trait",
	field,
	type: "string",
	operator,
	value,
});
const did = (event: string, where?: PropertyGroup): EventLeaf => ({
	kind: "event",
	field: event,
	aggregate: { kind: "count" },
	operator: ">=",
	value: 1,
	window: { kind: "any" },
	...(where ? { where } : {}),
});
const withProperty = (field: string, value: string): PropertyGroup => ({
	combinator: "and",
	rules: [{ kind: "property", field, type: "string", operator: "equals", value }],
});

let made: Context;
const ctx = () => ({ ...made, now: new Date() });
const identify = (userId: string, traits: object) => ({ type: "identify", userId, traits });
const track = (userId: string, event: string, properties: object = {}) => ({
	type: "track",
	userId,
	event,
	properties,
});

/** Who matches, by both meanings and with and without a snapshot; numbers are given in the order of coming. */
async function matching(leaf: RuleLeaf): Promise<number[]> {
	const rule = () => ({ combinator: "and" as const, rules: [leaf] });
	const own = ctx();
	const uids = (await made.db.profile.findMany({ where: { workspaceNumber: made.workspace.number } })).map(
		({ uid }) => uid,
	);
	const { people } = await evaluatePeople(own, rule(), await scopeOf(own, own.now, [rule()]), uids);
	const found = [...people].flatMap(([uid, { evaluation }]) => (evaluation.matches ? [uid] : []));
	expect((await previewSegment(own, { rule: rule() })).total).toBe(found.length);
	await rebuildSnapshot(own);
	expect((await previewSegment(ctx(), { rule: rule() })).total).toBe(found.length);
	return found.sort((a, b) => a - b);
}

beforeAll(async () => {
	made = await createTestWorkspace();
});

describe("rules ask for what was sent as it was sent", () => {
	it("long ids digit for digit, as traits and as properties, and they are offered so", async () => {
		await sendMessages(ctx(), [
			identify("u1", { loyalty_id: "900719925474099312" }),
			identify("u2", { loyalty_id: "900719925474099313" }),
			track("u1", "Scanned", { card: "900719925474099312" }),
			track("u2", "Scanned", { card: "900719925474099313" }),
		]);
		expect(await matching(trait("loyalty_id", "equals", "900719925474099312"))).toEqual([1]);
		expect(await matching(trait("loyalty_id", "oneOf", ["900719925474099313"]))).toEqual([2]);
		expect(await matching(did("Scanned", withProperty("card", "900719925474099312")))).toEqual([1]);
		expect(await matching(did("Scanned", withProperty("card", "900719925474099313")))).toEqual([2]);
		const { values } = await listValues(ctx(), { trait: "loyalty_id", search: "" });
		expect(values.map(({ value }) => value)).toEqual(["900719925474099312", "900719925474099313"]);
	});

	it("names that mean something to a program are names, and capitals count", async () => {
		for (const [n, name] of ["constructor", "__default", "toString", "order", "Order"].entries())
			await sendMessages(ctx(), [
				track(`odd${n}`, name, { constructor: "x", valueOf: name }),
				identify(`odd${n}`, { constructor: name }),
			]);
		const first = 3;
		expect(await matching(did("constructor"))).toEqual([first]);
		expect(await matching(did("__default"))).toEqual([first + 1]);
		expect(await matching(did("toString", withProperty("valueOf", "toString")))).toEqual([first + 2]);
		expect(await matching(did("order"))).toEqual([first + 3]);
		expect(await matching(did("Order", withProperty("constructor", "x")))).toEqual([first + 4]);
		expect(await matching(trait("constructor", "equals", "constructor"))).toEqual([first]);
	});

	it("an offered value is found, whatever punctuation it contains", async () => {
		const odd = [
			"a\0b",
			"it's",
			'say "so"',
			"50 %_off",
			"back\\slash",
			"zero\u200bwidth",
			"tab\tline\n",
			"🛒",
			" ",
		];
		await sendMessages(
			ctx(),
			odd.map((code, n) => identify(`code${n}`, { code })),
		);
		const { values } = await listValues(ctx(), { trait: "code", search: "" });
		expect(values.length).toBeGreaterThan(6);
		for (const { value, count } of values)
			expect(await matching(trait("code", "equals", value)), JSON.stringify(value)).toHaveLength(count);
		expect(values.map(({ value }) => value)).toContain("ab");
	});

	it("a pattern that would take other engines for ever is answered", async () => {
		const [short, long] = ["a".repeat(50), `${"a".repeat(50)}b`];
		await sendMessages(ctx(), [identify("re1", { word: short }), identify("re2", { word: long })]);
		const found = await matching(trait("word", "matches", "^(a+)+$"));
		expect(found).toHaveLength(1);
		expect(found).toEqual(await matching(trait("word", "equals", short)));
	});
});

describe("the last word counts in what is served", () => {
	it("of several at one instant, however often they were stated before, through ticks as through a refresh", async () => {
		made = await createTestWorkspace();
		const served = async (id: string) =>
			(await listMembers(ctx(), id, { limit: 10 })).items.map(({ uid }) => uid);
		await sendMessages(ctx(), [
			identify("u1", { plan: "zzz" }),
			identify("u1", { plan: "aaa" }),
			identify("u2", { plan: "aaa" }),
			identify("u2", { plan: "zzz" }),
			identify("u3", { plan: "aaa" }),
			identify("u3", { plan: null }),
		]);
		const rule = { combinator: "and" as const, rules: [trait("plan", "equals", "aaa")] };
		expect(await matching(trait("plan", "equals", "aaa"))).toEqual([1]);
		expect(await matching(trait("plan", "isNotSet", null))).toEqual([3]);
		const { id } = await createSegment(ctx(), { name: "Plan aaa", rule });
		await refreshSegment(ctx(), id);
		expect(await served(id)).toEqual([1]);
		for (const [plans, members] of [
			[["aaa", "zzz"], []],
			[["zzz", "aaa"], [1]],
			[["aaa", null], []],
			[[null, "aaa"], [1]],
		] as const) {
			await sendMessages(
				ctx(),
				plans.map((plan) => identify("u1", { plan })),
			);
			await settleOutbox(made.db, made.warehouse);
			await refreshChanged(ctx());
			expect(await served(id), plans.join()).toEqual(members);
			expect(await matching(trait("plan", "equals", "aaa")), plans.join()).toEqual(members);
		}
		await refreshSegment(ctx(), id);
		expect(await served(id)).toEqual([1]);
	});

	it("a late event under an earlier id is the person's who has claimed it", async () => {
		made = await createTestWorkspace();
		await sendMessages(ctx(), [
			identify("u1", { plan: "pro" }),
			{ type: "alias", userId: "u1", previousId: "old" },
		]);
		await sendMessages(ctx(), [track("u1", "Seen")]);
		const twice: EventLeaf = { ...did("Seen"), value: 2 };
		const { id } = await createSegment(ctx(), {
			name: "Seen twice",
			rule: { combinator: "and", rules: [twice] },
		});
		await refreshSegment(ctx(), id);
		expect(await matching(twice)).toEqual([]);
		await sendMessages(ctx(), [
			{ ...track("old", "Seen"), timestamp: new Date(Date.now() - 86_400_000).toISOString() },
		]);
		await settleOutbox(made.db, made.warehouse);
		await refreshChanged(ctx());
		expect(await matching(twice)).toEqual([1]);
		expect((await listMembers(ctx(), id, { limit: 10 })).items.map(({ uid }) => uid)).toEqual([1]);
	});
});
