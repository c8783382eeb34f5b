import { Readable } from "node:stream";
import { afterAll, describe, expect, it } from "vitest";
import { closeDatabase } from "@/lib/platform/postgres/database";
import { closeWarehouse } from "@/lib/platform/warehouse/warehouse";
import { getProfile } from "@/lib/profiles/server/get-profile";
import { readContact } from "@/lib/profiles/server/read-contact";
import { importInspection } from "@/lib/sources/files/import-contracts";
import { inspectImport } from "@/lib/sources/server/imports/inspect-import";
import { listProblems } from "@/lib/sources/server/imports/list-problems";
import { uploadImport } from "@/lib/sources/server/imports/upload-import";
import { importFile } from "@/lib/sources/testing/import-file";
import { rowsIn, sendMessages } from "@/lib/sources/testing/send-messages";
import type { Context } from "@/lib/workspaces/server/context";
import { createTestWorkspace } from "@/lib/workspaces/testing/create-test-workspace";

afterAll(async () => {
	await closeDatabase();
	await closeWarehouse();
});

const bring = (own: Context, bytes: string | Buffer, kind: "people" | "events" = "people") =>
	importFile(own, { kind, name: "file.csv", bytes });

async function traitsOf(own: Context, uid: number): Promise<Record<string, unknown>> {
	const { traits } = await getProfile({ ...own, now: new Date() }, { profileId: uid });
	return Object.fromEntries(traits.map(({ name, value }) => [name, value]));
}

async function inspect(own: Context, bytes: string | Buffer, kind: "people" | "events" = "people") {
	const body = Readable.from([Buffer.from(bytes)]);
	const { id: importId } = await uploadImport(own, { kind, fileName: "f.csv", bytes: body });
	// As the route responds: what does not fit the contract would be an error 500.
	return importInspection.parse(await inspectImport(own, { importId }));
}

describe("a file as the world sends it", () => {
	it("identifies one person by one address, whatever invisible marks surround it", async () => {
		const own = await createTestWorkspace();
		const marks = ["", "\u00a0", "\u200b", "\ufeff"];
		const rows = marks.flatMap((mark) => [`ana@example.com${mark},pro`, `${mark}ana@example.com,pro`]);
		const done = await bring(own, `email,plan\n${rows.join("\n")}\n`);
		expect(done).toMatchObject({ rowsRead: 8, rowsRejected: 0, peopleCreated: 1 });
		const sent = await sendMessages(
			own,
			marks.map((mark) => ({ type: "identify", userId: "a", traits: { email: `ana@example.com${mark}` } })),
		);
		expect(sent.peopleCreated).toBe(0);
		expect(
			await own.db.identifier.count({ where: { workspaceNumber: own.workspace.number, kind: "email" } }),
		).toBe(1);
	});

	it("may be UTF-16, as spreadsheets write it", async () => {
		const own = await createTestWorkspace();
		const bytes = Buffer.from("\ufeffemail\tname\nana@example.com\tJosé 😀\n", "utf16le");
		expect(bytes.subarray(0, 2)).toEqual(Buffer.from([0xff, 0xfe]));
		expect(await bring(own, bytes)).toMatchObject({ rowsAccepted: 1, rowsRejected: 0 });
		expect((await readContact(own, [1], ["email", "name"])).get(1)).toEqual({
			email: "ana@example.com",
			name: "José 😀",
		});
	});

	it.each(["", "\ufeff"])("may begin with a spreadsheet's hint (after %j)", async (mark) => {
		const own = await createTestWorkspace();
		const done = await bring(own, `${mark}sep=;\nemail;plan\na@example.com;pro\n`);
		expect(done).toMatchObject({ rowsRead: 1, rowsAccepted: 1, peopleCreated: 1 });
		expect(Object.keys(await traitsOf(own, 1)).sort()).toEqual(["email_domain", "has_email", "plan"]);
	});

	it.each([
		["people", "name,city\nAna,Lyon\n"],
		["people", "pro,Lyon\nfree,Paris\n"],
		["people", "plan,plan\npro,free\n"],
		["people", `${"x".repeat(9_000)},plan\n1,2\n`],
		["people", "plan,\n,\npro,x\n"],
		["events", "email,amount\na@example.com,5\n"],
		["events", "a,b\n1,2\n"],
	] as const)("opens for mapping though no guess fits it: %s %j", async (kind, text) => {
		const own = await createTestWorkspace();
		const { mapping, columns } = await inspect(own, text, kind);
		expect(mapping?.columns).toHaveLength(columns.length);
	});

	it("may have short rows, blank lines and empty cells too many; a filled one too many is refused", async () => {
		const own = await createTestWorkspace();
		const text =
			"email,plan,city\na@example.com,pro,Lyon,\nb@example.com,free\nc@example.com,pro,Paris,extra\n\n,,\n";
		const done = await bring(own, text);
		expect(done).toMatchObject({ rowsRead: 3, rowsAccepted: 2, rowsUnchanged: 0, rowsRejected: 1 });
		const { items } = await listProblems(own, { importId: done.id, kind: "row", limit: 10 });
		expect(items).toEqual([{ line: 4, column: "", reason: "has 4 cells where the file has 3 columns" }]);
		expect([...(await readContact(own, [1, 2], ["email", "city"]))]).toEqual([
			[1, { email: "a@example.com", city: "Lyon" }],
			[2, { email: "b@example.com" }],
		]);
		expect([(await traitsOf(own, 1)).plan, (await traitsOf(own, 2)).plan]).toEqual(["pro", "free"]);
	});

	it("keeps long ids digit for digit", async () => {
		const own = await createTestWorkspace();
		await bring(
			own,
			"email,loyalty_id\na@example.com,900719925474099312\nb@example.com,900719925474099313\n",
		);
		expect((await traitsOf(own, 1)).loyalty_id).toBe("900719925474099312");
		expect((await traitsOf(own, 2)).loyalty_id).toBe("900719925474099313");
	});

	it("may know people by their phones alone", async () => {
		const own = await createTestWorkspace();
		const text = "email,phone\n,+12015550123\n,+447400123456\n";
		expect(await bring(own, text)).toMatchObject({ rowsAccepted: 2, peopleCreated: 2, rowsRejected: 0 });
		expect([...(await readContact(own, [1, 2], ["phone"]))]).toEqual([
			[1, { phone: "+12015550123" }],
			[2, { phone: "+447400123456" }],
		]);
		expect(await bring(own, text)).toMatchObject({ rowsUnchanged: 2, peopleCreated: 0 });
		expect(
			await own.db.profile.count({ where: { workspaceNumber: own.workspace.number, isKnown: true } }),
		).toBe(2);
		// A phone that two people share welds no one together.
		const shared = "email,phone\na@example.com,+12015550123\nb@example.com,+12015550123\n";
		expect(await bring(own, shared)).toMatchObject({ rowsAccepted: 2, peopleCreated: 2 });
	});

	it("loses one row to a stray quote, and names it", async () => {
		const own = await createTestWorkspace();
		const rows = Array.from({ length: 100 }, (_, i) =>
			i === 0
				? 'u1@example.com,"12 inch'
				: i === 49
					? 'u50@example.com,"fine"'
					: `u${i + 1}@example.com,n${i + 1}`,
		);
		const done = await bring(own, `email,note\n${rows.join("\n")}\n`);
		expect(done).toMatchObject({ rowsRead: 100, rowsAccepted: 99, rowsRejected: 1, peopleCreated: 99 });
		const { items } = await listProblems(own, { importId: done.id, kind: "row", limit: 10 });
		expect(items).toEqual([{ line: 2, column: "", reason: expect.stringContaining("quote") }]);
	});

	it("is right, or names the line, where letters change their encoding beyond the first rows", async () => {
		const note = "plain text ".repeat(100);
		const plain = `email,note\n${Array.from({ length: 400 }, (_, i) => `u${i}@example.com,${note}\n`).join("")}`;
		expect(plain.length).toBeGreaterThan(400_000);
		const odd = Buffer.concat([
			Buffer.from("odd@example.com,Zo"),
			Buffer.from([0xeb, 0x20, 0x96, 0x20, 0x80, 0x35, 0x0a]),
		]);
		const own = await createTestWorkspace();
		const done = await bring(own, Buffer.concat([Buffer.from(plain), odd]));
		expect(done).toMatchObject({ rowsAccepted: 401, rowsRejected: 0 });
		expect((await traitsOf(own, 401)).note).toBe("Zoë – €5");

		const mixed = await createTestWorkspace();
		const both = await bring(mixed, Buffer.concat([Buffer.from("email,note\na@example.com,José\n"), odd]));
		expect(both).toMatchObject({ rowsAccepted: 1, rowsRejected: 1 });
		const { items } = await listProblems(mixed, { importId: both.id, kind: "row", limit: 10 });
		expect(items).toEqual([{ line: 3, column: "", reason: expect.stringContaining("encoding") }]);
	});

	it.each([
		["email,note,Email\na@example.com,x,b@example.com\n", ["note"]],
		["email,Phone,phone\na@example.com,+12015550123,+447400123456\n", []],
		["email,plan,plan\na@example.com,pro,free\n", ["plan"]],
	])("never makes contact data a plain trait: %j", async (text, traits) => {
		const own = await createTestWorkspace();
		const { questions } = await inspect(own, text);
		expect(questions.map(({ column }) => column)).toEqual([2]);
		await bring(own, text);
		const derived = ["email_domain", "has_email", "has_phone", "phone_country"];
		expect(Object.keys(await traitsOf(own, 1)).filter((name) => !derived.includes(name))).toEqual(traits);
	});

	it("has times in seconds in their year", async () => {
		const own = await createTestWorkspace();
		await bring(own, "email,timestamp,amount\na@example.com,1717245296,5\n", "events");
		expect(await rowsIn(own, "events")).toBe(1);
		const rows = await own.warehouse.query({
			query: "SELECT toYear(time) AS year FROM events WHERE ws = {ws:UInt32}",
			query_params: { ws: own.workspace.number },
			format: "JSONEachRow",
		});
		expect(await rows.json()).toEqual([{ year: 2024 }]);
	});

	it.each([
		["a header of 250 000 names", `${"a,".repeat(250_000)}\n`],
		["stray quotes", 'x"y,"z\n'.repeat(150_000)],
		["no line end", "x".repeat(5_000_000)],
		["a value of many parts", `email\n${"a".repeat(5_000)}@${"a.".repeat(2_500)}\n`],
	])("is answered or refused soon, though it is %s", async (_name, text) => {
		const own = await createTestWorkspace();
		const before = process.cpuUsage();
		await inspect(own, text).catch((error: unknown) => expect(error).toMatchObject({ code: "invalid" }));
		// A second of work; the clock on the wall counts what else the machine does.
		const { user } = process.cpuUsage(before);
		expect(user / 1_000).toBeLessThan(2_000);
	});
});
