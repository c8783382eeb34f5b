import { beforeAll, describe, expect, it } from "vitest";
import type { AppError } from "@/lib/kernel/app-error";
import { archiveList } from "@/lib/lists/server/archive-list";
import { createList } from "@/lib/lists/server/create-list";
import { refreshList } from "@/lib/lists/server/refresh-list";
import { updateList } from "@/lib/lists/server/update-list";
import { settleOutbox } from "@/lib/platform/warehouse/outbox";
import { rebuildSnapshot } from "@/lib/profiles/server/rebuild-snapshot";
import type { RuleLeaf } from "@/lib/rules/rule";
import { archiveSegment } from "@/lib/segments/server/archive-segment";
import { createSegment } from "@/lib/segments/server/create-segment";
import { previewSegment } from "@/lib/segments/server/preview-segment";
import { refreshSegment } from "@/lib/segments/server/refresh/refresh-segment";
import { updateSegment } from "@/lib/segments/server/update-segment";
import { retypeTrait } from "@/lib/sources/server/retype-trait";
import { sendMessages } from "@/lib/sources/testing/send-messages";
import type { Context } from "@/lib/workspaces/server/context";
import { createTestWorkspace } from "@/lib/workspaces/testing/create-test-workspace";

let made: Context;
const ctx = () => ({ ...made, now: new Date() });
const everyone: RuleLeaf = { kind: "everyone", field: "everyone", operator: "equals", value: true };
const isIn = (field: string): RuleLeaf => ({ kind: "segment", field, operator: "isMember", value: null });
const isOn = (field: string): RuleLeaf => ({ kind: "list", field, operator: "isOn", value: true });
const has = (field: string, value: string): RuleLeaf => ({
	kind: "trait",
	field,
	type: "string",
	operator: "equals",
	value,
});
const rule = (...rules: RuleLeaf[]) => ({ combinator: "and" as const, rules });
const preview = (...rules: RuleLeaf[]) => previewSegment(ctx(), { rule: rule(...rules) });
const refusal = (work: Promise<unknown>): Promise<string> =>
	work.then(
		() => "It was not refused",
		(error: AppError) => error.message,
	);
const person = (n: number, traits: object, more: object = {}) => ({
	type: "identify",
	userId: `u${n}`,
	traits,
	...more,
});
const versionOf = async () => {
	const row = await made.db.catalogueVersion.findUnique({
		where: { workspaceNumber: made.workspace.number },
	});
	return row?.version ?? 0n;
};

beforeAll(async () => {
	made = await createTestWorkspace();
	await sendMessages(ctx(), [
		person(1, { plan: "pro" }),
		person(2, { plan: "pro" }),
		person(3, { plan: "free" }),
		{ type: "track", userId: "u1", event: "Ordered", properties: { amount: 5 } },
	]);
});

// Each runs a query before the change, so that the next one finds what was known then.
describe("the very next preview knows", () => {
	it("a segment's new name, its new people, and that it was archived", async () => {
		const { id } = await createSegment(ctx(), { name: "Payers", rule: rule(has("plan", "pro")) });
		expect(await refusal(preview(isIn(id)))).toContain('"Payers" has not been computed yet');
		await refreshSegment(ctx(), id, { patienceMs: 10_000 });
		expect(await preview(isIn(id))).toMatchObject({
			total: 2,
			description: expect.stringContaining("Payers"),
		});
		await updateSegment(ctx(), id, { name: "Customers" });
		expect((await preview(isIn(id))).description).toContain("Customers");
		await updateSegment(ctx(), id, { rule: rule(has("plan", "free")) });
		await refreshSegment(ctx(), id, { patienceMs: 10_000 });
		expect((await preview(isIn(id))).total).toBe(1);
		await archiveSegment(ctx(), id);
		expect(await refusal(preview(isIn(id)))).toMatch(/archived/);
	});

	it("a list's new name, its new people, and that it was archived", async () => {
		const sql = "SELECT uid FROM events WHERE event = 'Ordered'";
		const { id } = await createList(ctx(), { kind: "sql", name: "Buyers", sql });
		expect(await refusal(preview(isOn(id)))).toContain('"Buyers" has not been computed yet');
		await refreshList(ctx(), id);
		expect(await preview(isOn(id))).toMatchObject({
			total: 1,
			description: expect.stringContaining("Buyers"),
		});
		await updateList(ctx(), id, { name: "Clients", sql: "SELECT uid FROM events WHERE event = 'Never'" });
		expect((await preview(isOn(id))).description).toContain("Clients");
		await refreshList(ctx(), id);
		expect((await preview(isOn(id))).total).toBe(0);
		await archiveList(ctx(), id);
		expect(await refusal(preview(isOn(id)))).not.toBe("It was not refused");
	});

	it("a trait, an event and a property that have just come, and a type that was changed", async () => {
		const did: RuleLeaf = {
			kind: "event",
			field: "Returned",
			aggregate: { kind: "count" },
			operator: ">=",
			value: 1,
			window: { kind: "any" },
			where: {
				combinator: "and",
				rules: [{ kind: "property", field: "reason", type: "string", operator: "equals", value: "size" }],
			},
		};
		await preview(everyone);
		expect(await refusal(preview(has("size", "40")))).toContain("size");
		expect(await refusal(preview(did))).toContain("Returned");
		await sendMessages(ctx(), [
			person(3, { size: "40" }),
			{ type: "track", userId: "u3", event: "Returned", properties: {} },
		]);
		expect((await preview(has("size", "40"))).total).toBe(1);
		expect(await refusal(preview(did))).toContain("reason");
		await sendMessages(ctx(), [
			{ type: "track", userId: "u3", event: "Returned", properties: { reason: "size" } },
		]);
		expect((await preview(did)).total).toBe(1);
		await retypeTrait(ctx(), { name: "size", type: "number", isConfirmed: true });
		await settleOutbox(made.db, made.warehouse);
		expect(await refusal(preview(has("size", "40")))).toContain("size");
		const asNumber: RuleLeaf = { kind: "trait", field: "size", type: "number", operator: ">=", value: 40 };
		expect((await preview(asNumber)).total).toBe(1);
	});

	it("who has an address, two people who are one, and another build of the snapshot", async () => {
		const address: RuleLeaf = { kind: "contact", field: "email", operator: "equals", value: "a@example.com" };
		expect((await preview(address)).total).toBe(0);
		await sendMessages(ctx(), [person(1, { email: "a@example.com" })]);
		expect((await preview(address)).total).toBe(1);
		await sendMessages(ctx(), [{ type: "track", event: "Ordered", anonymousId: "a9", properties: {} }]);
		await rebuildSnapshot(ctx());
		const { base } = await preview(everyone);
		await sendMessages(ctx(), [person(1, {}, { anonymousId: "a9" })]);
		expect((await preview(everyone)).base).toBe(base - 1);
		await rebuildSnapshot(ctx());
		expect((await preview(everyone)).base).toBe(base - 1);
	});
});

describe("the version of the catalogue", () => {
	it("stays while known names come, and while segments are refreshed", async () => {
		const { id } = await createSegment(ctx(), { name: "Still", rule: rule(everyone) });
		await sendMessages(ctx(), [person(1, { plan: "pro" })]);
		const before = await versionOf();
		for (let round = 0; round < 3; round++) {
			await sendMessages(ctx(), [
				person(round, { plan: `p${round}` }),
				{ type: "track", userId: "u1", event: "Ordered", properties: { amount: round } },
			]);
		}
		await made.db.eventDefinition.updateMany({
			where: { workspaceNumber: made.workspace.number },
			data: { lastSeenAt: new Date(), hiddenAt: null },
		});
		await made.db.traitDefinition.updateMany({
			where: { workspaceNumber: made.workspace.number, name: "plan" },
			data: { lastSeenAt: new Date(), type: "string" },
		});
		await refreshSegment(ctx(), id, { patienceMs: 10_000 });
		await made.db.segment.update({ where: { id }, data: { name: "Still", description: "Nothing new" } });
		expect(await versionOf()).toBe(before);
	});

	it("rises once for a transaction, when it is whole, and keeps no other writer waiting before", async () => {
		const { number: workspaceNumber } = made.workspace;
		const before = await versionOf();
		const name = (text: string) => ({ workspaceNumber, name: text });
		await made.db.$transaction(async (tx) => {
			await tx.eventDefinition.createMany({ data: ["A", "B", "C"].map(name) });
			await tx.traitDefinition.create({ data: { ...name("a"), type: "string" } });
			// Someone else's write of the same workspace, while this one is open.
			await made.db.eventDefinition.create({ data: name("D") });
			expect(await versionOf()).toBe(before + 1n);
		});
		expect(await versionOf()).toBe(before + 2n);
	});

	it("recovers when the workspace is gone", async () => {
		const other = await createTestWorkspace();
		await createSegment(other, { name: "Gone", rule: rule(everyone) });
		await other.db.workspace.delete({ where: { id: other.workspace.id } });
		expect(await other.db.segment.count({ where: { workspaceId: other.workspace.id } })).toBe(0);
	});
});
