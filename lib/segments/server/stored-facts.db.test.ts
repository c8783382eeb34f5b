import { Readable } from "node:stream";
import { beforeAll, describe, expect, it } from "vitest";
import type { AppError } from "@/lib/kernel/app-error";
import type { StartUploadInput } from "@/lib/lists/contracts";
import { archiveList } from "@/lib/lists/server/archive-list";
import { createList } from "@/lib/lists/server/create-list";
import { getList } from "@/lib/lists/server/get-list";
import { listImport } from "@/lib/lists/server/list-import";
import { refreshList } from "@/lib/lists/server/refresh-list";
import { restoreList } from "@/lib/lists/server/restore-list";
import { startListUpload } from "@/lib/lists/server/start-list-upload";
import { updateList } from "@/lib/lists/server/update-list";
import type { RuleLeaf } from "@/lib/rules/rule";
import { archiveSegment } from "@/lib/segments/server/archive-segment";
import { createSegment } from "@/lib/segments/server/create-segment";
import { getSegment } from "@/lib/segments/server/get-segment";
import { previewSegment } from "@/lib/segments/server/preview-segment";
import { refreshListUsers } from "@/lib/segments/server/refresh/refresh-list-users";
import { refreshSegment } from "@/lib/segments/server/refresh/refresh-segment";
import { updateSegment } from "@/lib/segments/server/update-segment";
import { inspectImport } from "@/lib/sources/server/imports/inspect-import";
import { listProblems } from "@/lib/sources/server/imports/list-problems";
import { runImport } from "@/lib/sources/server/imports/run-import";
import { uploadImport } from "@/lib/sources/server/imports/upload-import";
import { sendMessages } from "@/lib/sources/testing/send-messages";
import type { Context } from "@/lib/workspaces/server/context";
import { createTestWorkspace } from "@/lib/workspaces/testing/create-test-workspace";

let ctx: Context;
let other: Context;

beforeAll(async () => {
	ctx = await createTestWorkspace();
	other = await createTestWorkspace();
	for (const [place, prefix] of [
		[ctx, "u"],
		[other, "theirs"],
	] as const) {
		await sendMessages(
			place,
			["a", "b", "c", "d"].flatMap((letter, index) => [
				{ type: "identify", userId: `${prefix}-${letter}`, traits: { email: `${letter}@example.com` } },
				{
					type: "track",
					userId: `${prefix}-${letter}`,
					event: "Order Completed",
					properties: { amount: index * 10 },
					context: {
						location: { country: "DE", city: "München", latitude: 48.137154, longitude: 11.576124 },
					},
				},
			]),
		);
	}
});

const later = () => ({ ...ctx, now: new Date() });
const rule = (...rules: RuleLeaf[]) => ({ combinator: "and" as const, rules });
const isIn = (field: string): RuleLeaf => ({ kind: "segment", field, operator: "isMember", value: null });
const everyone: RuleLeaf = { kind: "everyone", field: "everyone", operator: "equals", value: true };
const sizeOf = async (...rules: RuleLeaf[]) =>
	(await previewSegment(later(), { rule: rule(...rules) })).total;

async function upload(
	listId: string,
	text: string,
	mode: StartUploadInput["mode"],
	identifier: StartUploadInput["mapping"]["identifier"] = "email",
) {
	const bytes = Readable.from([Buffer.from(text)]);
	const { id: importId } = await uploadImport(ctx, { kind: "list", fileName: "people.csv", bytes });
	const { file, columns } = await inspectImport(ctx, { importId });
	const column = columns.length - 1;
	await startListUpload(later(), listId, {
		importId,
		mapping: { file, column, columnName: columns[column] ?? "", identifier },
		mode,
	});
	await runImport(later(), { importId, owner: "test" }, { list: listImport(refreshListUsers) });
	return importId;
}

async function refusal(work: Promise<unknown>): Promise<AppError> {
	return work.then(
		() => Promise.reject(new Error("It was not refused")),
		(error: AppError) => error,
	);
}

describe("a list from a file", () => {
	it("takes who is known, counts who is not, and names the lines it cannot read", async () => {
		const list = await createList(ctx, { kind: "file", name: "Trade fair" });
		expect(list.state).toBe("empty");
		const isOn: RuleLeaf = { kind: "list", field: list.id, operator: "isOn", value: true };
		expect((await refusal(sizeOf(isOn))).message).toContain('"Trade fair" has not been computed yet');

		const importId = await upload(
			list.id,
			"name,mail\nA,A@example.com \nB,b@example.com\nX,nobody@example.com\nY,not an address\nB,b@example.com\nZ,nobody2@example.com,\nA,a@example.com,extra\n",
			"replace",
		);
		const built = await getList(ctx, list.id);
		expect(built).toMatchObject({ state: "ready", size: 2, unmatched: 2, upload: { rowsRejected: 2 } });
		const problems = await listProblems(ctx, { importId, kind: "row", limit: 10 });
		expect(problems.items).toEqual([
			{ line: 5, column: "mail", reason: "is not an email address" },
			{ line: 8, column: "", reason: "has 3 cells where the file has 2 columns" },
		]);
		expect(await sizeOf(isOn)).toBe(2);
		expect(await sizeOf({ ...isOn, operator: "isNotOn" })).toBe(2);

		const segment = await createSegment(ctx, { name: "From the fair", rule: rule(isOn) });
		await refreshSegment(later(), segment.id, { patienceMs: 10_000 });
		await upload(list.id, "id\nu-c\n", "append", "user_id");
		expect(await getList(ctx, list.id)).toMatchObject({ size: 3, unmatched: 0 });
		// Segments on the list follow it at once.
		expect((await getSegment(ctx, segment.id)).size).toBe(3);
		await upload(list.id, "id\nu-d\nu-d\nghost\n", "replace", "user_id");
		expect(await getList(ctx, list.id)).toMatchObject({ size: 1, unmatched: 1 });
		expect(await sizeOf(isOn)).toBe(1);

		expect((await refusal(archiveList(ctx, list.id))).message).toContain("From the fair");
		expect((await refusal(getList(other, list.id))).code).toBe("not_found");

		await archiveSegment(ctx, segment.id);
		expect((await archiveList(ctx, list.id)).isArchived).toBe(true);
		expect((await refusal(sizeOf(isOn))).code).toBe("invalid");
		expect((await refusal(restoreList(other, list.id))).code).toBe("not_found");
		expect((await restoreList(ctx, list.id)).isArchived).toBe(false);
		expect(await sizeOf(isOn)).toBe(1);
	});
});

describe("a list kept by a SELECT", () => {
	it("has the people of this workspace that it answers, and keeps them when it fails", async () => {
		const sql = "SELECT uid FROM events WHERE event = 'Order Completed' AND properties.amount.:Float64 >= 20";
		const list = await createList(ctx, { kind: "sql", name: "Big orders", sql });
		expect(list.state).toBe("building");
		expect(await refreshList(later(), list.id)).toMatchObject({ state: "ready", size: 2 });
		// Rows of the other workspace are alike but for the workspace: they are not to be seen.
		const counting = "SELECT count() AS uid FROM events";
		await updateList(later(), list.id, { sql: counting });
		await refreshList(later(), list.id);
		const isOn: RuleLeaf = { kind: "list", field: list.id, operator: "isOn", value: true };
		expect(await sizeOf(isOn)).toBe(1);
		await updateList(later(), list.id, { sql: "SELECT uid FROM events WHERE 1 = toUInt32(event)" });
		const failed = await refreshList(later(), list.id);
		expect(failed).toMatchObject({ state: "stale", size: 1 });
		// The warehouse's own words, which quote values, are not passed on.
		expect(failed.staleReason).toMatch(/^The SELECT cannot be used. A value cannot be read as the type/);
		expect(await sizeOf(isOn)).toBe(1);
	});

	it.each([
		"SELECT uid FROM membership_change",
		"SELECT database AS uid FROM system.tables",
		"SELECT uid FROM numbers(10)",
		"SELECT uid FROM file('/etc/passwd')",
		"SELECT uid FROM url('http://127.0.0.1/', CSV)",
		"SELECT ws AS uid FROM events",
		"SELECT nothing FROM events",
		"SELECT uid FROM events WHERE ws = 1",
		"SELECT uid FROM events) UNION ALL (SELECT uid FROM events",
		"SELECT uid FROM events QUALIFY, system.one",
		"SELECT uid FROM events AS `where`, system.one",
		"SELECT uid FROM events WHERE 1 = (SELECT count() FROM file('/etc/passwd', 'LineAsString'))",
		"SELECT uid FROM events WHERE uid = 'x'",
	])("is refused: %s", async (sql) => {
		const error = await refusal(createList(ctx, { kind: "sql", name: "No", sql }));
		expect(error.code).toBe("invalid");
		expect(error.issues?.[0]?.path).toBe("sql");
	});

	it("is for admins only", async () => {
		const marketer = { ...ctx, actor: { ...ctx.actor, role: "marketer" as const } };
		const given = { kind: "sql" as const, name: "No", sql: "SELECT uid FROM events" };
		expect((await refusal(createList(marketer, given))).code).toBe("forbidden");
	});
});

describe("an email address in a rule", () => {
	it("is replaced by its hash before it is stored, and finds who has it", async () => {
		const typed: RuleLeaf = { kind: "contact", field: "email", operator: "equals", value: " B@Example.com" };
		expect(await sizeOf(typed)).toBe(1);
		expect(await sizeOf({ ...typed, operator: "notEquals" })).toBe(3);
		expect(await sizeOf({ ...typed, operator: "domainIs", value: "EXAMPLE.com" })).toBe(4);
		const segment = await createSegment(ctx, { name: "B", rule: rule(typed) });
		expect(JSON.stringify(segment.rule)).not.toMatch(/b@example/i);
		expect(segment.rule.rules[0]).toMatchObject({
			value: { hash: expect.stringMatching(/^[0-9a-f]{64}$/), hint: "b…@example.com" },
		});
		const same = await updateSegment(ctx, segment.id, { rule: rule(typed) });
		expect(same.version).toBe(1);
		const wrong = await refusal(sizeOf({ ...typed, value: "nobody" }));
		expect(wrong.issues?.[0]).toMatchObject({ path: "rule.rules.0.value" });
	});
});

describe("a segment on another", () => {
	it("is counted once the other is built; a cycle, a long chain and an archived one are refused", async () => {
		const vip = await createSegment(ctx, { name: "VIP", rule: rule(everyone) });
		expect((await refusal(sizeOf(isIn(vip.id)))).message).toContain('"VIP" has not been computed yet');
		await refreshSegment(later(), vip.id, { patienceMs: 10_000 });
		expect(await sizeOf(isIn(vip.id))).toBe(4);
		const entered: RuleLeaf = {
			kind: "segment",
			field: vip.id,
			operator: "entered",
			value: { amount: 1, unit: "hours" },
		};
		expect(await sizeOf(entered)).toBe(4);
		expect(await sizeOf({ ...entered, operator: "left" })).toBe(0);

		const loyal = await createSegment(ctx, { name: "Loyal", rule: rule(isIn(vip.id)) });
		const cycle = await refusal(updateSegment(ctx, vip.id, { rule: rule(isIn(loyal.id)) }));
		expect(cycle).toMatchObject({ code: "invalid" });
		expect(cycle.message).toContain("VIP → Loyal → VIP");
		let top = loyal;
		let third: typeof top | undefined;
		for (let level = 3; level <= 10; level++) {
			top = await createSegment(ctx, { name: `Level ${level}`, rule: rule(isIn(top.id)) });
			third ??= top;
		}
		const deep = await refusal(createSegment(ctx, { name: "Too high", rule: rule(isIn(top.id)) }));
		expect(deep.message).toContain("11 segments");

		await refreshSegment(later(), loyal.id, { patienceMs: 10_000 });
		await ctx.db.segment.update({ where: { id: vip.id }, data: { archivedAt: new Date() } });
		const archived = await refusal(createSegment(ctx, { name: "Late", rule: rule(isIn(vip.id)) }));
		expect(archived.message).toContain('"VIP" is archived');
		await refreshSegment(later(), loyal.id, { patienceMs: 10_000 });
		expect(await getSegment(ctx, loyal.id)).toMatchObject({ state: "stale", size: 4 });
		expect((await getSegment(ctx, loyal.id)).staleReason).toContain('"VIP" is archived');
		// What builds on people who are out of date is so itself, though it could be computed.
		await refreshSegment(later(), third?.id ?? "", { patienceMs: 10_000 });
		expect(await getSegment(ctx, third?.id ?? "")).toMatchObject({
			state: "stale",
			size: 4,
			staleReason: "It builds on “Loyal”, which is out of date",
		});
		await archiveSegment(ctx, top.id);
	});
});

describe("where an event happened", () => {
	it("is kept with it, coarsely, and can be queried", async () => {
		const near = (km: number): RuleLeaf => ({
			kind: "situation",
			field: "situation",
			operator: "is",
			value: true,
			test: { kind: "near", latitude: 48.14, longitude: 11.58, km },
			window: { kind: "any" },
		});
		expect(await sizeOf(near(1))).toBe(4);
		expect(await sizeOf({ ...near(1), operator: "isNot" } as RuleLeaf)).toBe(0);
		const city: RuleLeaf = {
			...near(1),
			kind: "situation",
			field: "situation",
			operator: "is",
			value: true,
			window: { kind: "any" },
			test: { kind: "latest", aspect: "city", operator: "equals", value: "münchen", ignoreCase: true },
		};
		expect(await sizeOf(city)).toBe(4);
	});
});
