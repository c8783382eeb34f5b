import { afterAll, beforeAll, expect, it } from "vitest";
import { setConsent } from "@/lib/consent/testing/set-consent";
import { closeDatabase } from "@/lib/platform/postgres/database";
import { settleOutbox } from "@/lib/platform/warehouse/outbox";
import { closeWarehouse } from "@/lib/platform/warehouse/warehouse";
import { erasePerson } from "@/lib/profiles/server/erase-person";
import { findProfiles } from "@/lib/profiles/server/find-profiles";
import { readContact } from "@/lib/profiles/server/read-contact";
import { createSegment } from "@/lib/segments/server/create-segment";
import { downloadMembers } from "@/lib/segments/server/download-members";
import { refreshSegment } from "@/lib/segments/server/refresh/refresh-segment";
import { importFile } from "@/lib/sources/testing/import-file";
import { sendMessages } from "@/lib/sources/testing/send-messages";
import type { Context } from "@/lib/workspaces/server/context";
import { createTestWorkspace } from "@/lib/workspaces/testing/create-test-workspace";

const people = [
	{ userId: "000123", traits: { email: "a@x.example", phone: "+4915112345678", firstName: "Ann" } },
	{ userId: "90071992547409931234", traits: { email: "b@x.example", name: 'Bo "B", Jr' } },
	{ userId: "=1+1", traits: { email: "+c@x.example", name: "@SUM(A1)" } },
	{ userId: "-5-5", traits: { name: "O'Neill" } },
	{ userId: "'=quoted", traits: { name: "\u00c9milie" } },
];

let ctx: Context;
let segment: string;
beforeAll(async () => {
	ctx = await createTestWorkspace();
	await sendMessages(ctx, [
		...people.map((one) => ({
			type: "identify",
			userId: one.userId,
			traits: { ...one.traits, plan: "pro" },
		})),
		...Array.from({ length: 1_205 }, (_, at) => ({
			type: "identify",
			userId: `m-${at}`,
			traits: { plan: "pro" },
		})),
		{ type: "identify", userId: "outside", traits: { plan: "free" } },
	]);
	await settleOutbox(ctx.db, ctx.warehouse);
	const made = await createSegment(ctx, {
		name: "Pro people, \u00c4",
		rule: {
			combinator: "and",
			rules: [{ kind: "trait", field: "plan", type: "string", operator: "equals", value: "pro" }],
		},
	});
	segment = made.id;
	await refreshSegment(ctx, segment);
});
afterAll(async () => {
	await closeDatabase();
	await closeWarehouse();
});

const uidOf = async (of: Context, q: string) => (await findProfiles(of, { q }))[0]?.uid ?? 0;
const read = async (purpose?: "email" | "advertising") =>
	await (await downloadMembers({ ...ctx, now: new Date() }, { segmentId: segment, purpose })).text();

it("round-trips exactly through an import, and nothing in it is a formula", async () => {
	const answer = await downloadMembers(ctx, { segmentId: segment });
	expect(answer.headers.get("content-disposition")).toBe(
		"attachment; filename=\"Pro-people.csv\"; filename*=UTF-8''Pro%20people%2C%20%C3%84.csv",
	);
	const text = await answer.text();
	const lines = text.trimEnd().split("\r\n");
	expect(lines).toHaveLength(1 + people.length + 1_205);
	expect(text).not.toMatch(/outside/);
	expect(text).not.toMatch(/(?:^|[,"\n])[=@]|(?:^|[,"\n])[+-](?!\d+(?:,|\r))/);
	const other = await createTestWorkspace();
	const done = await importFile(other, { kind: "people", name: "people.csv", bytes: text });
	expect(done).toMatchObject({ status: "finished", rowsRejected: 0, rowsAccepted: people.length + 1_205 });
	for (const { userId } of people) {
		const kinds = ["user_id", "email", "phone", "first_name", "name"] as const;
		const [before, after] = [await uidOf(ctx, userId), await uidOf(other, userId)];
		expect([...(await readContact(other, [after], kinds)).values()], userId).toEqual([
			...(await readContact(ctx, [before], kinds)).values(),
		]);
	}
});

it("includes consent, and on demand leaves out people without it", async () => {
	const [ann, bo] = [await uidOf(ctx, "000123"), await uidOf(ctx, "b@x.example")];
	await setConsent(ctx, [ann], "granted");
	await setConsent(ctx, [bo], "denied");
	const all = (await read()).split("\r\n");
	expect(all[0]).toMatch(/,consent_advertising,consent_email,consent_sms,consent_push$/);
	expect(all.find((line) => line.startsWith("000123,"))).toMatch(/,yes,,,$/);
	expect(all.find((line) => line.includes("b@x.example"))).toMatch(/,no,,,$/);
	expect((await read("advertising")).trimEnd().split("\r\n").slice(1)).toEqual([
		"000123,a@x.example,+4915112345678,Ann,,,yes,,,",
	]);
	expect((await read("email")).trimEnd().split("\r\n")).toHaveLength(1);
});

it("contains no erased people, and each merged person once", async () => {
	const uid = await uidOf(ctx, "000123");
	await ctx.db.$transaction((tx) => erasePerson(tx, ctx, { uid }));
	await ctx.db.profile.updateMany({
		where: { workspaceNumber: ctx.workspace.number, uid: await uidOf(ctx, "m-3") },
		data: { rootUid: await uidOf(ctx, "m-1200") },
	});
	const text = await read();
	expect(text).not.toContain("000123");
	expect(text).not.toContain("a@x.example");
	expect(text.trimEnd().split("\r\n")).toHaveLength(1 + people.length - 1 + 1_205 - 1);
});

it("is in the audit log, and refused to those who may not see people", async () => {
	const entry = await ctx.db.auditEntry.findFirstOrThrow({
		where: { entityId: segment, action: "segment.members_downloaded" },
	});
	expect(entry).toMatchObject({ actorId: ctx.actor.id, detail: { version: 1, purpose: null } });
	const viewer: Context = { ...ctx, actor: { ...ctx.actor, role: "viewer" } };
	await expect(downloadMembers(viewer, { segmentId: segment })).rejects.toMatchObject({ code: "forbidden" });
});
