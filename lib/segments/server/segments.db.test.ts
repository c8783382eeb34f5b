import { beforeAll, describe, expect, it } from "vitest";
import { newId } from "@/lib/kernel/ids";
import { formatInstant } from "@/lib/kernel/sql-binder";
import { insertRows } from "@/lib/platform/warehouse/define-query";
import type { SegmentRule } from "@/lib/rules/rule";
import { getCatalog } from "@/lib/rules/server/get-catalog";
import { listValues } from "@/lib/rules/server/list-values";
import { archiveSegment } from "@/lib/segments/server/archive-segment";
import { createSegment } from "@/lib/segments/server/create-segment";
import { getHistory } from "@/lib/segments/server/get-history";
import { getSegment } from "@/lib/segments/server/get-segment";
import { getServedVersion } from "@/lib/segments/server/get-served-version";
import { listMembers } from "@/lib/segments/server/list-members";
import { listSegments } from "@/lib/segments/server/list-segments";
import { previewSegment } from "@/lib/segments/server/preview-segment";
import { findDueSegments, refreshDueSegments } from "@/lib/segments/server/refresh/refresh-due-segments";
import { refreshSegment } from "@/lib/segments/server/refresh/refresh-segment";
import { samplePeople } from "@/lib/segments/server/sample-people";
import { updateSegment } from "@/lib/segments/server/update-segment";
import type { Context } from "@/lib/workspaces/server/context";
import { createTestWorkspace } from "@/lib/workspaces/testing/create-test-workspace";

const now = new Date("2026-11-22T12:00:00.000Z");
const day = 86_400_000;
const list = { limit: 50, state: "active", sort: "updated" } as const;

/** Ten people; person n bought n times, on the n days before now; odd ones are known; plan by parity. */
async function seedShop(ctx: Context): Promise<void> {
	const ws = ctx.workspace.number;
	const uids = Array.from({ length: 10 }, (_, index) => index + 1);
	const at = (ms: number) => formatInstant(now.getTime() - ms);
	await ctx.db.profile.createMany({
		data: uids.map((uid) => ({
			workspaceNumber: ws,
			uid,
			rootUid: uid,
			isKnown: uid % 2 === 1,
			effectiveAt: new Date(now.getTime() - 100 * day),
		})),
	});
	await ctx.db.traitDefinition.create({ data: { workspaceNumber: ws, name: "plan", type: "string" } });
	await ctx.db.eventDefinition.create({ data: { workspaceNumber: ws, name: "Order Completed" } });
	await ctx.db.propertyDefinition.createMany({
		data: [
			{ workspaceNumber: ws, event: "Order Completed", name: "amount", type: "number" },
			{ workspaceNumber: ws, event: "Order Completed", name: "category", type: "string" },
		],
	});
	const change = { ws, root: 0, effective_at: at(100 * day), recorded_at: at(100 * day) };
	await insertRows(ctx.warehouse, "profile_change", [
		...uids.map((uid) => ({ ...change, uid, change: "created" })),
		...uids.filter((uid) => uid % 2 === 1).map((uid) => ({ ...change, uid, change: "known" })),
	]);
	await insertRows(
		ctx.warehouse,
		"trait_history",
		// Everyone began with a trial.
		uids.flatMap((uid) =>
			["trial", uid % 2 === 1 ? "pro" : "free"].map((plan, index) => ({
				ws,
				trait: "plan",
				uid,
				type: "string",
				string_value: plan,
				number_value: 0,
				list_value: [],
				priority: 1,
				source: "test",
				valid_from: at((91 - index) * day),
				recorded_at: at((91 - index) * day),
			})),
		),
	);
	await insertRows(
		ctx.warehouse,
		"events",
		orders(
			ws,
			uids.flatMap((uid) => Array.from({ length: uid }, (_, n) => ({ uid, time: at((n + 1) * day) }))),
		),
	);
}

function orders(ws: number, rows: { uid: number; time: string }[]): object[] {
	return rows.map(({ uid, time }, index) => ({
		ws,
		event: "Order Completed",
		uid,
		time,
		message: String(uid * 1000 + index),
		received_at: time,
		source: "test",
		properties: { amount: 9.99, category: uid > 5 ? "shoes" : "hats" },
	}));
}

function bought(times: number): SegmentRule {
	return {
		combinator: "and",
		rules: [
			{
				kind: "event",
				field: "Order Completed",
				aggregate: { kind: "count" },
				operator: ">=",
				value: times,
				window: { kind: "last", amount: 30, unit: "days" },
			},
		],
	};
}

const isPro = { kind: "trait", field: "plan", type: "string", operator: "equals", value: "pro" } as const;

describe("segments", () => {
	let ctx: Context;
	beforeAll(async () => {
		ctx = await createTestWorkspace({ now });
		await seedShop(ctx);
	});

	it("previews the exact size, in total and of every condition, as of one instant", async () => {
		const rule: SegmentRule = { combinator: "and", rules: [isPro, ...bought(4).rules] };
		const preview = await previewSegment(ctx, { rule });
		expect(preview).toMatchObject({ asOf: now.toISOString(), total: 3, known: 3, anonymous: 0, base: 10 });
		expect(preview.nodes).toEqual([
			{ path: [], size: 3 },
			{ path: [0], size: 5 },
			{ path: [1], size: 7 },
		]);
		const earlier = await previewSegment(ctx, {
			rule,
			asOf: new Date(now.getTime() - 3 * day).toISOString(),
		});
		expect(earlier.total).toBe(2);
	});

	it("evaluates no one and everyone correctly", async () => {
		expect((await previewSegment(ctx, { rule: bought(11) })).total).toBe(0);
		const everyone = { kind: "everyone", field: "everyone", operator: "equals", value: true } as const;
		expect((await previewSegment(ctx, { rule: { combinator: "and", rules: [everyone] } })).total).toBe(10);
	});

	it("refuses a rule that names nothing known, at its leaf", async () => {
		const rule = bought(1);
		const typo = { combinator: "and", rules: [{ ...rule.rules[0], field: "Order Complete" }] };
		await expect(previewSegment(ctx, { rule: typo })).rejects.toMatchObject({
			code: "invalid",
			issues: [{ path: "rule.rules.0.field", message: expect.stringContaining("Order Completed") }],
		});
		await expect(
			createSegment(ctx, { name: "Empty", rule: { combinator: "and", rules: [] } }),
		).rejects.toMatchObject({
			code: "invalid",
		});
	});

	it("is not evaluated at a future time", async () => {
		const asOf = new Date(now.getTime() + day).toISOString();
		await expect(previewSegment(ctx, { rule: bought(1), asOf })).rejects.toMatchObject({ code: "invalid" });
	});

	it("shows the same ten people, known ones first, only to those who may see people", async () => {
		const sample = await samplePeople(ctx, { rule: bought(1) });
		expect(sample.people).toHaveLength(10);
		expect(sample.people.slice(0, 5).every(({ isKnown }) => isKnown)).toBe(true);
		expect(await samplePeople(ctx, { rule: bought(1) })).toEqual(sample);
		const viewer = { ...ctx, actor: { ...ctx.actor, role: "viewer" as const } };
		await expect(samplePeople(viewer, { rule: bought(1) })).rejects.toMatchObject({ code: "forbidden" });
	});

	it("knows names, types and commonest values", async () => {
		const catalog = await getCatalog(ctx);
		expect(catalog.traits).toEqual([{ name: "plan", type: "string" }]);
		expect(catalog.events[0]?.properties.map(({ name }) => name)).toEqual(["amount", "category"]);
		const plans = await listValues(ctx, { trait: "plan", search: "" });
		expect(plans.values).toEqual([
			{ value: "free", count: 5 },
			{ value: "pro", count: 5 },
		]);
		const found = await listValues(ctx, { event: "Order Completed", property: "category", search: "SHO" });
		expect(found.values).toEqual([{ value: "shoes", count: 40 }]);
		await expect(listValues(ctx, { trait: "nothing", search: "" })).rejects.toMatchObject({
			code: "not_found",
		});
	});

	it("is created, refreshed, served and paged through", async () => {
		const created = await createSegment(ctx, { name: "Buyers", rule: bought(4) });
		expect(created).toMatchObject({ state: "building", version: 1, servedVersion: null, size: null });
		expect(await getServedVersion(ctx, created.id)).toBeNull();
		await expect(listMembers(ctx, created.id, { limit: 5 })).rejects.toMatchObject({ code: "precondition" });
		expect(await findDueSegments(ctx)).toContain(created.id);
		const refresh = await refreshSegment(ctx, created.id);
		expect(refresh).toMatchObject({ status: "finished", size: 7, knownSize: 3, entered: 7, exited: 0 });
		expect(await getServedVersion(ctx, created.id)).toEqual({ version: 1, asOf: now, size: 7 });
		const first = await listMembers(ctx, created.id, { limit: 5 });
		expect(first.items.map(({ uid }) => uid)).toEqual([4, 5, 6, 7, 8]);
		const second = await listMembers(ctx, created.id, { limit: 5, cursor: first.nextCursor ?? "" });
		expect(second.items.map(({ uid }) => uid)).toEqual([9, 10]);
		expect(second.nextCursor).toBeNull();
		expect(await findDueSegments(ctx)).not.toContain(created.id);
	});

	it("serves the old people until a changed rule is built, and logs who entered and left", async () => {
		const { id } = await createSegment(ctx, { name: "Changing", rule: bought(4) });
		await refreshSegment(ctx, id);
		const changed = await updateSegment(ctx, id, {
			rule: { combinator: "and", rules: [isPro] },
			basedOnVersion: 1,
		});
		expect(changed).toMatchObject({ version: 2, servedVersion: 1, size: 7 });
		expect((await listMembers(ctx, id, { limit: 50 })).total).toBe(7);
		const refresh = await refreshSegment({ ...ctx, now: new Date(now.getTime() + 1000) }, id);
		// 5, 7, 9 stay; 1 and 3 enter; 4, 6, 8, 10 leave.
		expect(refresh).toMatchObject({ version: 2, size: 5, entered: 2, exited: 4 });
		const history = await getHistory(ctx, id);
		expect(history.versions.map(({ version }) => version)).toEqual([2, 1]);
		expect(history.sizes.map(({ size }) => size)).toEqual([7, 5]);
		await expect(updateSegment(ctx, id, { rule: bought(1), basedOnVersion: 1 })).rejects.toMatchObject({
			code: "conflict",
		});
	});

	it("keeps one version when only handles of the builder differ", async () => {
		const { id } = await createSegment(ctx, { name: "Same", rule: bought(2) });
		const again = await updateSegment(ctx, id, { name: "Same still", rule: { ...bought(2), id: "r1" } });
		expect(again).toMatchObject({ version: 1, name: "Same still" });
	});

	it("keeps serving the last people, marked stale with the reason, when its event is gone", async () => {
		const own = await createTestWorkspace({ now });
		await seedShop(own);
		const { id } = await createSegment(own, { name: "Doomed", rule: bought(4) });
		await refreshSegment(own, id);
		await own.db.eventDefinition.deleteMany({ where: { workspaceNumber: own.workspace.number } });
		const refresh = await refreshSegment({ ...own, now: new Date(now.getTime() + 1000) }, id);
		expect(refresh).toMatchObject({ status: "failed", error: expect.stringContaining("Order Completed") });
		expect(await getSegment(own, id)).toMatchObject({ state: "stale", size: 7, servedVersion: 1 });
		expect((await listMembers(own, id, { limit: 50 })).items).toHaveLength(7);
	});

	it("lets one refresh run at a time, and takes up one that died", async () => {
		const { id } = await createSegment(ctx, { name: "Leased", rule: bought(8) });
		await ctx.db.segment.update({
			where: { id },
			data: { leaseOwner: "somebody", leaseUntil: new Date(Date.now() + 60_000) },
		});
		await expect(refreshSegment(ctx, id)).rejects.toMatchObject({ code: "conflict" });
		const died = { id: newId("rfr"), asOf: new Date(now.getTime() - 2 * day) };
		await ctx.db.segmentRefresh.create({
			data: { ...died, segmentId: id, version: 1, status: "running", startedAt: new Date() },
		});
		await ctx.db.segment.update({ where: { id }, data: { leaseUntil: new Date(Date.now() - 1) } });
		expect(await findDueSegments(ctx)).toContain(id);
		const refresh = await refreshSegment(ctx, id);
		expect(refresh).toMatchObject({
			id: died.id,
			asOf: died.asOf.toISOString(),
			status: "finished",
			size: 2,
		});
	});

	it("refreshes what is due and leaves the rest", async () => {
		const own = await createTestWorkspace({ now: new Date() });
		await seedShop(own);
		const { id } = await createSegment(own, { name: "Due", rule: bought(1) });
		expect(await refreshDueSegments(own)).toEqual({ refreshed: 1, failed: 0 });
		expect(await refreshDueSegments(own)).toEqual({ refreshed: 0, failed: 0 });
		const later = { ...own, now: new Date(Date.now() + 61 * 60_000) };
		expect(await findDueSegments(later)).toEqual([id]);
	});

	it("is listed by name, state and size, and archived", async () => {
		const { id } = await createSegment(ctx, { name: "Zebra hunters", rule: bought(1) });
		const found = await listSegments(ctx, { ...list, search: "zebra" });
		expect(found.items.map(({ name }) => name)).toEqual(["Zebra hunters"]);
		// % and _ are letters like others, and so is the backslash.
		for (const search of ["_ebra", "zebra%", "z\\ebra"])
			expect((await listSegments(ctx, { ...list, search })).items).toEqual([]);
		const bySize = await listSegments(ctx, { ...list, sort: "size", state: "live" });
		const sizes = bySize.items.map(({ size }) => Number(size ?? 0));
		expect(sizes).toEqual(sizes.toSorted((a, b) => b - a));
		await archiveSegment(ctx, id);
		expect((await listSegments(ctx, { ...list, search: "zebra" })).items).toEqual([]);
		expect((await listSegments(ctx, { ...list, state: "archived" })).items.map((item) => item.id)).toEqual([
			id,
		]);
		await expect(refreshSegment(ctx, id)).rejects.toMatchObject({ code: "precondition" });
	});

	it("does not exist for another workspace", async () => {
		const other = await createTestWorkspace({ now });
		const { id } = await createSegment(ctx, { name: "Ours", rule: bought(1) });
		await expect(getSegment(other, id)).rejects.toMatchObject({ code: "not_found" });
		await expect(refreshSegment(other, id)).rejects.toMatchObject({ code: "not_found" });
	});
});
