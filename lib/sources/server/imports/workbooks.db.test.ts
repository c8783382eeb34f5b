import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import writeWorkbook from "write-excel-file/node";
import { closeDatabase } from "@/lib/platform/postgres/database";
import { closeWarehouse } from "@/lib/platform/warehouse/warehouse";
import { readContact } from "@/lib/profiles/server/read-contact";
import { convertWorkbook } from "@/lib/sources/server/imports/convert-workbook";
import { uploadsFolder } from "@/lib/sources/server/imports/uploads";
import { importFile } from "@/lib/sources/testing/import-file";
import type { Context } from "@/lib/workspaces/server/context";
import { createTestWorkspace } from "@/lib/workspaces/testing/create-test-workspace";

/** A ZIP file without entries, behind the beginning of one that has some. */
const emptyArchive = Buffer.concat([
	Buffer.from("504b0304", "hex"),
	Buffer.from("504b0506".padEnd(44, "0"), "hex"),
]);
let folder = "";
beforeAll(async () => {
	folder = await mkdtemp(path.join(tmpdir(), "muster-workbooks-"));
});
afterAll(async () => {
	await rm(folder, { recursive: true, force: true });
	await closeDatabase();
	await closeWarehouse();
});

type Rows = Parameters<typeof writeWorkbook>[0];
const day = (text: string) =>
	({ value: new Date(`${text}T00:00:00Z`), type: Date, format: "dd/mm/yyyy" }) as const;
const people = [
	["Email", "Plan", "Since", "Orders", "Member", "Loyalty", "Note"].map((value) => ({ value })),
	[
		{ value: "ana@example.com" },
		{ value: "pro" },
		day("2025-06-10"),
		{ value: 12.5, type: Number },
		{ value: true, type: Boolean },
		{ value: "007" },
		{ value: 'says "hi", twice\nor more' },
	],
	[
		{ value: "zoë@example.com" },
		null,
		day("2024-02-29"),
		{ value: 3, type: Number },
		{ value: false, type: Boolean },
	],
] as unknown as Rows;

async function csvOf(bytes: Buffer): Promise<string> {
	const from = path.join(folder, `${Math.random()}.xlsx`);
	await writeFile(from, bytes);
	await convertWorkbook(from, `${from}.csv`);
	return await readFile(`${from}.csv`, "utf8");
}
const workbook = (rows: Rows): Promise<Buffer> => writeWorkbook(rows).toBuffer();

describe("an Excel workbook", () => {
	it("is read as its cells were typed: days as days, numbers, truths, leading zeros, texts of any kind", async () => {
		expect(await csvOf(await workbook(people))).toBe(
			[
				"Email,Plan,Since,Orders,Member,Loyalty,Note",
				'ana@example.com,pro,2025-06-10,12.5,true,007,"says ""hi"", twice\nor more"',
				"zoë@example.com,,2024-02-29,3,false",
				"",
			].join("\r\n"),
		);
	});

	it("becomes people like any file, and its name says which sheet was read", async () => {
		const ctx: Context = await createTestWorkspace();
		const done = await importFile(ctx, {
			kind: "people",
			name: "customers.xlsx",
			bytes: await workbook(people),
		});
		expect(done).toMatchObject({ status: "finished", fileName: "customers.xlsx", rowsAccepted: 2 });
		const profiles = await ctx.db.profile.findMany({ where: { workspaceNumber: ctx.workspace.number } });
		const contacts = await readContact(
			ctx,
			profiles.map(({ uid }) => uid),
			["email"],
		);
		expect([...contacts.values()].map(({ email }) => email).sort()).toEqual([
			"ana@example.com",
			"zoë@example.com",
		]);
	});

	it.each([
		[
			"a password or Excel's old format",
			Buffer.from("d0cf11e0a1b11ae100000000", "hex"),
			"without a password",
		],
		["half of it", null, "cannot be read"],
		["an archive of something else", emptyArchive, "workbook.xml is missing"],
	])("is refused with what to do: %s", async (_name, given, words) => {
		const ctx = await createTestWorkspace();
		const whole = await workbook(people);
		const bytes = given ?? whole.subarray(0, whole.length / 2);
		await expect(importFile(ctx, { kind: "people", name: "x.xlsx", bytes })).rejects.toThrow(words);
		expect(await ctx.db.import.count({ where: { workspaceId: ctx.workspace.id } })).toBe(0);
	});

	it("of several sheets gives the first, and says so", async () => {
		const ctx = await createTestWorkspace();
		const sheets = [
			{ data: people, sheet: "Customers" },
			{ data: people, sheet: "Old" },
		] as unknown as Rows;
		const done = await importFile(ctx, { kind: "people", name: "all.xlsx", bytes: await workbook(sheets) });
		expect(done).toMatchObject({ status: "finished", fileName: "all.xlsx · Customers", rowsAccepted: 2 });
	});

	it("keeps the numbers of its rows, empty ones too", async () => {
		const row = (value: string) => [{ value }];
		const text = await csvOf(await workbook([row("email"), [], [], row("a@example.com")] as unknown as Rows));
		expect(text).toBe("email\r\n\r\n\r\na@example.com\r\n");
	});

	it("leaves nothing in the folder of uploads when it is refused", async () => {
		const before = await readdir(uploadsFolder());
		const ctx = await createTestWorkspace();
		const whole = await workbook(people);
		await importFile(ctx, { kind: "people", name: "x.xlsx", bytes: whole.subarray(0, -30) }).catch(() => {});
		expect(await readdir(uploadsFolder())).toEqual(before);
	});
});
