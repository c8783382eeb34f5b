import { beforeAll, describe, expect, it } from "vitest";
import { formatInstant } from "@/lib/kernel/sql-binder";
import { insertRows } from "@/lib/platform/warehouse/define-query";
import type { EventLeaf, RuleNode, SegmentRule, TraitLeaf } from "@/lib/rules/rule";
import { archiveSegment } from "@/lib/segments/server/archive-segment";
import { createSegment } from "@/lib/segments/server/create-segment";
import { compareVersions } from "@/lib/segments/server/insights/compare-versions";
import { countReach, countReachable, countRuleReach } from "@/lib/segments/server/insights/count-reach";
import { explainPerson } from "@/lib/segments/server/insights/explain-person";
import { findOverlap } from "@/lib/segments/server/insights/find-overlap";
import { lintSegment } from "@/lib/segments/server/insights/lint-segment";
import { listGolden } from "@/lib/segments/server/insights/list-golden";
import { listMembersAt } from "@/lib/segments/server/insights/list-members-at";
import { pinGolden, unpinGolden } from "@/lib/segments/server/insights/pin-golden";
import { listDependants } from "@/lib/segments/server/list-dependants";
import { refreshSegment } from "@/lib/segments/server/refresh/refresh-segment";
import { restoreSegment } from "@/lib/segments/server/restore-segment";
import { updateSegment } from "@/lib/segments/server/update-segment";
import type { Context } from "@/lib/workspaces/server/context";
import { createTestWorkspace } from "@/lib/workspaces/testing/create-test-workspace";

const now = new Date("2026-11-22T12:00:00.000Z");
const day = 86_400_000;
const people = Array.from({ length: 10 }, (_, index) => index + 1);
const before = (days: number) => formatInstant(now.getTime() - days * day);

/**
 * Ten people; person n bought n times, on the n days before now. Odd ones are known and have an email address; 1, 3 and
 * 5 agreed to email. Person 10 came five days ago with back-dated orders.
 */
async function seed(ctx: Context): Promise<void> {
	const ws = ctx.workspace.number;
	const came = (uid: number) => (uid === 10 ? 5 : 100);
	await ctx.db.profile.createMany({
		data: people.map((uid) => ({
			workspaceNumber: ws,
			uid,
			rootUid: uid,
			isKnown: uid % 2 === 1,
			effectiveAt: new Date(now.getTime() - came(uid) * day),
		})),
	});
	await ctx.db.traitDefinition.createMany({
		data: [
			{ workspaceNumber: ws, name: "plan", type: "string" },
			{ workspaceNumber: ws, name: "has_email", type: "boolean" },
		],
	});
	await ctx.db.eventDefinition.createMany({
		data: [
			{ workspaceNumber: ws, name: "Order Completed", lastSeenAt: now },
			{ workspaceNumber: ws, name: "Signed Up", lastSeenAt: new Date(now.getTime() - 40 * day) },
		],
	});
	await insertRows(
		ctx.warehouse,
		"profile_change",
		people.flatMap((uid) => {
			const row = { ws, root: 0, uid, effective_at: before(came(uid)), recorded_at: before(came(uid)) };
			return [{ ...row, change: "created" }, ...(uid % 2 === 1 ? [{ ...row, change: "known" }] : [])];
		}),
	);
	const trait = {
		ws,
		list_value: [],
		priority: 1,
		source: "test",
		valid_from: before(90),
		recorded_at: before(90),
	};
	await insertRows(ctx.warehouse, "trait_history", [
		...people.map((uid) => ({
			...trait,
			trait: "plan",
			uid,
			type: "string",
			string_value: uid % 2 === 1 ? "pro" : "free",
			number_value: 0,
		})),
		...people
			.filter((uid) => uid % 2 === 1)
			.map((uid) => ({
				...trait,
				trait: "has_email",
				uid,
				type: "boolean",
				string_value: "",
				number_value: 1,
			})),
	]);
	await insertRows(
		ctx.warehouse,
		"consent_history",
		[1, 3, 5].map((uid) => ({
			ws,
			purpose: "email",
			uid,
			state: "granted",
			effective_at: before(80),
			recorded_at: before(80),
			source: "test",
			statement: "",
		})),
	);
	await insertRows(
		ctx.warehouse,
		"events",
		people.flatMap((uid) =>
			Array.from({ length: uid }, (_, n) => ({
				ws,
				event: "Order Completed",
				uid,
				time: before(n + 1),
				message: String(uid * 1000 + n),
				received_at: before(n + 1),
				source: "test",
				properties: { amount: 9.99 },
			})),
		),
	);
}

const isPro: TraitLeaf = { kind: "trait", field: "plan", type: "string", operator: "equals", value: "pro" };
function bought(times: number, days = 30): EventLeaf {
	return {
		kind: "event",
		field: "Order Completed",
		aggregate: { kind: "count" },
		operator: ">=",
		value: times,
		window: { kind: "last", amount: days, unit: "days" },
	};
}
const never: EventLeaf = { ...bought(0), field: "Signed Up", operator: "equals" };
const all = (...rules: RuleNode[]): SegmentRule => ({ combinator: "and", rules });

describe("questions about segments", () => {
	let ctx: Context;
	let pro: string;
	let loyal: string;

	async function build(name: string, rule: SegmentRule): Promise<string> {
		const { id } = await createSegment(ctx, { name, rule });
		await refreshSegment(ctx, id);
		return id;
	}

	beforeAll(async () => {
		ctx = await createTestWorkspace({ now });
		await seed(ctx);
		pro = await build("Pro", all(isPro));
		loyal = await build("Loyal", all(bought(6)));
	});

	it("counts exactly who is in which combination of segments", async () => {
		const few = await build("Few", all(bought(4)));
		const { segments, intersections, total } = await findOverlap(ctx, { ids: [pro, loyal, few] });
		expect(segments.map(({ size }) => size)).toEqual([5, 5, 7]);
		const named = intersections.map(({ ids, count }) => [
			count,
			...ids.map((id) => segments.find((one) => one.id === id)?.name),
		]);
		expect(named).toEqual(
			[
				[3, "Loyal", "Few"],
				[2, "Pro"],
				[2, "Pro", "Loyal", "Few"],
				[1, "Few"],
				[1, "Pro", "Few"],
			].sort((a, b) => Number(b[0]) - Number(a[0]) || a.length - b.length),
		);
		expect(total).toBe(9);
	});

	it("counts the combinations of as many segments as are allowed", async () => {
		const ids = [pro, loyal];
		for (let times = 1; times <= 6; times++) ids.push(await build(`At least ${times}`, all(bought(times))));
		const { intersections, total } = await findOverlap(ctx, { ids });
		expect(total).toBe(10);
		expect(intersections.reduce((sum, { count }) => sum + count, 0)).toBe(10);
		// 7 and 9 are in all of them.
		expect(intersections.find((one) => one.ids.length === 8)?.count).toBe(2);
		for (const id of ids.slice(2)) await archiveSegment(ctx, id);
	});

	it("refuses an overlap with a segment that was never built, by name", async () => {
		const { id } = await createSegment(ctx, { name: "New", rule: all(isPro) });
		await expect(findOverlap(ctx, { ids: [pro, id] })).rejects.toThrow("“New” has not been computed yet");
	});

	it("counts who can be reached: with the identifier, with consent, with both", async () => {
		const meta = {
			key: "dst",
			label: "Meta",
			kind: "destination",
			identifiers: ["email", "user_id"],
			purpose: "advertising",
		} as const;
		const served = await countReach(ctx, loyal, [meta]);
		expect(served.members).toBe(5);
		const figures = ({ rows }: typeof served) =>
			rows.map(({ key, withIdentifier, consenting, reachable }) => [
				key,
				withIdentifier,
				consenting,
				reachable,
			]);
		expect(figures(served)).toEqual([
			["email", 2, 0, 0],
			["sms", 0, 0, 0],
			["advertising", 2, 0, 0],
			["dst", 2, 0, 0],
		]);
		expect(figures(await countRuleReach(ctx, { rule: all(bought(2)) }))[0]).toEqual(["email", 4, 2, 2]);
	});

	it("counts who of all people can be reached in any way, each once", async () => {
		const meta = {
			key: "dst",
			label: "Mail tool",
			kind: "destination",
			identifiers: ["email"],
			purpose: "email",
		} as const;
		expect(await countReachable(ctx, [meta])).toMatchObject({ people: 10, reachable: 3 });
		const viewer: Context = { ...ctx, actor: { ...ctx.actor, role: "viewer" } };
		expect(await countReachable(viewer)).toMatchObject({ people: 10, reachable: "fewer than 10" });
	});

	it("takes a segment out of the archive", async () => {
		const { id } = await createSegment(ctx, { name: "Shelved", rule: all(isPro) });
		expect((await archiveSegment(ctx, id)).state).toBe("archived");
		expect((await restoreSegment(ctx, id)).state).toBe("building");
	});

	it("shows who enters and who leaves with another rule", async () => {
		const diff = await compareVersions(ctx, loyal, { rule: all(bought(8)) });
		expect(diff).toMatchObject({
			before: 5,
			after: 3,
			staying: 3,
			warning: "40% of current members leave.",
		});
		expect(diff.leaving.count).toBe(2);
		expect(diff.leaving.people.map(({ uid }) => uid).sort()).toEqual([6, 7]);
		expect(diff.entering).toEqual({ count: 0, people: [] });
	});

	it("finds the segments that build on another", async () => {
		const leaf = { kind: "segment", field: pro, operator: "isMember", value: null } as const;
		const { id } = await createSegment(ctx, { name: "Upon", rule: all(leaf) });
		expect(await listDependants(ctx, pro)).toEqual([{ id, name: "Upon" }]);
	});

	it("explains why someone is out, with the events that decided and what is missing", async () => {
		const explained = await explainPerson(ctx, { segmentId: loyal, profileId: 3 });
		expect(explained).toMatchObject({ matches: false, isServed: false, golden: null, nextChange: null });
		expect(explained.nodes[1]).toMatchObject({
			holds: false,
			evidence: "3 times; needs at least 6",
			eventCount: 3,
		});
		expect(explained.nodes[1]?.events[0]).toEqual({
			event: "Order Completed",
			at: new Date(now.getTime() - day).toISOString(),
			message: "3000",
		});
		expect(explained.missing).toEqual(["with at least 6 Order Completed events in the last 30 days"]);
	});

	it("shows until when someone is in", async () => {
		const explained = await explainPerson(ctx, { segmentId: loyal, profileId: 6 });
		expect(explained).toMatchObject({
			matches: true,
			isServed: true,
			missing: [],
			servedSince: now.toISOString(),
		});
		// The oldest of six orders, six days old, leaves the window of 30 days in 24.
		expect(explained.nextChange).toEqual({
			at: new Date(now.getTime() + 24 * day).toISOString(),
			isCertain: true,
		});
	});

	it("explains a rank with its boundary", async () => {
		const { field: event, aggregate, window } = bought(1);
		const by = { kind: "event", event, aggregate, window } as const;
		const rank = { kind: "rank", field: "rank", operator: "top", value: 3, unit: "people", by } as const;
		const best = await build("Best", all(rank));
		const explained = await explainPerson(ctx, { segmentId: best, profileId: 7 });
		expect(explained.matches).toBe(false);
		expect(explained.nodes[1]?.evidence).toBe("7; the last who are in have 8");
	});

	it("lists the people of a past instant recalculated with current data", async () => {
		const at = new Date(now.getTime() - 3 * day).toISOString();
		const then = await listMembersAt(ctx, loyal, { at, as: "today", limit: 2 });
		expect(then).toMatchObject({ total: 3, version: 1 });
		expect(then.items.map(({ uid }) => uid)).toEqual([8, 9]);
		const early = new Date(now.getTime() - 200 * day).toISOString();
		// The first whole minute that can be chosen.
		const first = new Date(Math.ceil((now.getTime() - 100 * day) / 60_000) * 60_000).toISOString();
		await expect(listMembersAt(ctx, loyal, { at: early, as: "today", limit: 2 })).rejects.toThrow(
			`${first.slice(0, 10)} ${first.slice(11, 16)} UTC`,
		);
		expect(await listMembersAt(ctx, loyal, { at: first, as: "today", limit: 2 })).toMatchObject({
			version: 1,
		});
	});

	it("lists whom a segment held at an instant, by its log", async () => {
		const id = await build("Changing", all(bought(6)));
		const first = new Date();
		await updateSegment(ctx, id, { rule: all(bought(9)) });
		await refreshSegment(ctx, id);
		const later = { ...ctx, now: new Date() };
		const ask = (at: Date) => listMembersAt(later, id, { at: at.toISOString(), as: "served", limit: 10 });
		expect(await ask(first)).toMatchObject({ total: 5, version: 1 });
		expect(await ask(new Date())).toMatchObject({ total: 2, version: 2 });
		await expect(ask(now)).rejects.toThrow("The segment first went live");
	});

	it("refuses a rule that puts golden people on the wrong side, unless that is confirmed", async () => {
		const id = await build("Golden", all(bought(6)));
		await pinGolden(ctx, id, 7, { expected: "in", note: "our best tester" });
		const { items } = await pinGolden(ctx, id, 2, { expected: "out", note: "" });
		expect(items.map(({ person, expected, holds }) => [person.uid, expected, holds])).toEqual([
			[7, "in", true],
			[2, "out", true],
		]);
		const rule = all(bought(8));
		await expect(updateSegment(ctx, id, { rule })).rejects.toMatchObject({
			code: "conflict",
			issues: [{ path: "golden.7", message: expect.stringContaining("7 times; needs at least 8") }],
		});
		expect((await updateSegment(ctx, id, { rule, confirmGolden: true })).version).toBe(2);
		expect((await listGolden(ctx, id)).items[0]?.holds).toBe(false);
		expect((await unpinGolden(ctx, id, 7)).items).toHaveLength(1);
		// What breaks no one is saved without a word.
		expect((await updateSegment(ctx, id, { rule: all(bought(6)) })).version).toBe(3);
	});

	it("lints against the data, quickly", async () => {
		const linted = await lintSegment(
			ctx,
			{ rule: all(never, bought(1)) },
			{ minimums: [{ name: "Meta", minimum: 100 }] },
		);
		expect(linted.findings.map(({ message }) => message)).toEqual([
			"Signed Up was last sent 40 days ago.",
			"This also takes in 1 person first seen less than 30 days ago, too new to have qualified.",
			"Meta delivers to audiences from 100 people on; 5 people here can be sent.",
			"100% of everyone: an audience this wide is hardly a segment.",
		]);
		const alike = await lintSegment(ctx, {
			rule: all({ ...isPro, operator: "oneOf" as const, value: ["pro"] }),
		});
		expect(alike.findings).toContainEqual({
			path: [],
			severity: "info",
			message: "The same people as “Pro”.",
		});
		const own = await lintSegment(ctx, { rule: all(isPro), segmentId: pro });
		expect(own.findings.filter(({ message }) => message.includes("“Pro”"))).toEqual([]);
	});

	it("applies the offered fix to newcomers soundly", async () => {
		const { findings } = await lintSegment(ctx, { rule: all(never, bought(1)) });
		const rule = findings.find(({ fix }) => fix)?.fix?.rule;
		const fixed = await lintSegment(ctx, { rule: rule ?? {} });
		expect(fixed.findings.filter(({ severity }) => severity === "error")).toEqual([]);
		expect(fixed.findings.some(({ message }) => message.includes("first seen"))).toBe(false);
	});

	it("turns a rule's problems into findings", async () => {
		const { findings } = await lintSegment(ctx, { rule: all({ ...bought(1), field: "Order Complete" }) });
		expect(findings).toMatchObject([{ severity: "error", fix: { label: "Use Order Completed" } }]);
	});
});
