import { spawn } from "node:child_process";
import { createReadStream, existsSync } from "node:fs";
import path from "node:path";
import { Readable } from "node:stream";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { closeDatabase } from "@/lib/platform/postgres/database";
import { closeWarehouse } from "@/lib/platform/warehouse/warehouse";
import { readContact } from "@/lib/profiles/server/read-contact";
import type { ImportConsent, ImportMapping } from "@/lib/sources/files/import-mapping";
import { cancelImport } from "@/lib/sources/server/imports/cancel-import";
import { getImport } from "@/lib/sources/server/imports/get-import";
import { inspectImport } from "@/lib/sources/server/imports/inspect-import";
import { listProblems, problemLines } from "@/lib/sources/server/imports/list-problems";
import { messageImport } from "@/lib/sources/server/imports/message-import";
import { previewImport } from "@/lib/sources/server/imports/preview-import";
import { runImport } from "@/lib/sources/server/imports/run-import";
import { startImport } from "@/lib/sources/server/imports/start-import";
import { uploadImport } from "@/lib/sources/server/imports/upload-import";
import { importFile } from "@/lib/sources/testing/import-file";
import { rowsIn } from "@/lib/sources/testing/send-messages";
import type { Context } from "@/lib/workspaces/server/context";
import { createTestWorkspace } from "@/lib/workspaces/testing/create-test-workspace";

const handlers = { people: messageImport, events: messageImport };
const dataFolder = process.env.MUSTER_DATA_DIR ?? path.resolve("../shared/data");
let ctx: Context;

beforeAll(async () => {
	ctx = await createTestWorkspace();
});
afterAll(async () => {
	await closeDatabase();
	await closeWarehouse();
});

const consent: ImportConsent = { kind: "column", purposes: ["advertising"], column: 6, yes: ["yes"] };
/** The guess takes a column with one word in it for text; the person who maps knows better. */
const seatsAsNumber = (mapping: ImportMapping): ImportMapping => ({
	...mapping,
	columns: mapping.columns.map((column) =>
		column.column === "Seats" ? { ...column, role: { as: "trait", name: "seats", type: "number" } } : column,
	),
});

const people = [
	"Customer ID,Email,First name,Mobile,Plan,Seats,Opted in",
	"1,jo@example.com,Jo,+12133734253,pro,3,yes",
	"2,not an address,Al,,free,1,no",
	"3,bo@example.com,Bo,call me,free,2,no",
	"4,cy@example.com,Cy,,free,many,yes",
	",,,,pro,1,yes",
	"6,di@example.com,Di,,pro",
	"7,ed@example.com,Ed,,pro,1,yes,extra",
	'8,"quoted, oddly@example.com',
	"",
].join("\n");

describe("a file of people", () => {
	it("brings its good rows and lists the bad ones by line, column and reason", async () => {
		const done = await importFile(
			ctx,
			{ kind: "people", name: "people.csv", bytes: people },
			{ consent, change: seatsAsNumber },
		);
		expect(done).toMatchObject({
			status: "finished",
			rowsRead: 8,
			rowsAccepted: 3,
			rowsRejected: 5,
			rowsUnchanged: 0,
			peopleCreated: 3,
			isFileKept: false,
		});
		const { items } = await listProblems(ctx, { importId: done.id, kind: "row", limit: 50 });
		expect(items).toEqual([
			{ line: 3, column: "Email", reason: "is not an email address" },
			{ line: 4, column: "Mobile", reason: expect.stringContaining("left out") },
			{ line: 5, column: "Seats", reason: '"many" is not a number' },
			{ line: 6, column: "Customer ID, Email, Mobile", reason: "is empty: nothing says who this is" },
			{ line: 8, column: "", reason: "has 8 cells where the file has 7 columns" },
			{ line: 9, column: "", reason: "has a quote that is not closed" },
		]);
		const pages = await listProblems(ctx, { importId: done.id, kind: "row", limit: 4 });
		expect(
			await listProblems(ctx, { importId: done.id, kind: "row", limit: 4, cursor: pages.nextCursor ?? "" }),
		).toEqual({
			items: items.slice(4),
			nextCursor: null,
		});
		let text = "";
		for await (const lines of problemLines(ctx, done.id)) text += lines;
		expect(text.split("\r\n")).toHaveLength(8);
		expect([...(await readContact(ctx, [1, 2, 3], ["email", "phone", "first_name"]))]).toEqual([
			[1, { email: "jo@example.com", phone: "+12133734253", first_name: "Jo" }],
			[2, { email: "bo@example.com", first_name: "Bo" }],
			[3, { email: "di@example.com", first_name: "Di" }],
		]);
		expect(await rowsIn(ctx, "consent_history")).toBe(2);
	});

	it("changes nothing when imported again, because its values are already held", async () => {
		const tables = ["trait_history", "profile_change"];
		const before = await Promise.all(tables.map((table) => rowsIn(ctx, table)));
		const again = await importFile(
			{ ...ctx, now: new Date() },
			{ kind: "people", name: "copy.csv", bytes: people },
			{ consent, change: seatsAsNumber },
		);
		expect(again).toMatchObject({ rowsAccepted: 0, rowsUnchanged: 3, peopleCreated: 0 });
		expect(await Promise.all(tables.map((table) => rowsIn(ctx, table)))).toEqual(before);
		// The one no is recorded again: a yes dated between the two files, arriving late, must not outlive
		// it.
		expect(await rowsIn(ctx, "consent_history")).toBe(3);
	});

	it("shows what its rows would become before anything is stored", async () => {
		const own = await createTestWorkspace();
		const { id: importId } = await uploadImport(own, {
			kind: "people",
			fileName: "p.csv",
			bytes: Readable.from([Buffer.from(people)]),
		});
		const { mapping, rows, columns, estimatedRows } = await inspectImport(own, { importId });
		expect(columns[1]).toBe("Email");
		expect(rows[0]).toEqual({
			line: 2,
			cells: ["1", "jo@example.com", "Jo", "+12133734253", "pro", "3", "yes"],
		});
		expect(estimatedRows).toBe(8);
		if (!mapping) throw new Error("no mapping");
		const seats = mapping.columns[5];
		if (seats) seats.role = { as: "trait", name: "seats", type: "number" };
		const preview = await previewImport(own, { importId, mapping });
		expect(preview.rows.map((row) => row.isKept)).toEqual([
			true,
			false,
			true,
			false,
			false,
			true,
			false,
			false,
		]);
		expect(await own.db.profile.count({ where: { workspaceNumber: own.workspace.number } })).toBe(0);
		expect((await cancelImport(own, { importId })).status).toBe("cancelled");
		await expect(startImport(own, { importId, mapping, consent: { kind: "none" } })).rejects.toMatchObject({
			code: "conflict",
		});
	});

	it("may be in an old encoding", async () => {
		const own = await createTestWorkspace();
		const bytes = Buffer.from("id;Vorname;Farbe\n1;J\u00f6rg;gr\u00fcn\n", "latin1");
		await importFile(own, { kind: "people", name: "alt.csv", bytes });
		const contacts = await readContact(own, [1], ["first_name", "user_id"]);
		expect(contacts.get(1)).toEqual({ user_id: "1", first_name: "Jörg" });
		const rows = await own.warehouse.query({
			query: "SELECT string_value FROM trait_history WHERE ws = {ws:UInt32}",
			query_params: { ws: own.workspace.number },
			format: "JSONEachRow",
		});
		expect(await rows.json()).toEqual([{ string_value: "grün" }]);
	});

	it.each([
		["", "invalid"],
		["only,a,header\n", "invalid"],
	])("that has nothing in it is refused: %j", async (text, code) => {
		const bytes = Readable.from([Buffer.from(text)]);
		const upload = uploadImport(ctx, { kind: "people", fileName: "x.csv", bytes });
		await expect(upload.then(({ id }) => inspectImport(ctx, { importId: id }))).rejects.toMatchObject({
			code,
		});
	});
});

describe("a statement about consent", () => {
	it("is recorded with who made it and when, and counts for everyone in the file", async () => {
		const own = await createTestWorkspace();
		const statement = "Agreed at the till in March, form 12-B.";
		const done = await importFile(
			own,
			{ kind: "people", name: "p.csv", bytes: "id,plan\n1,pro\n2,free\n" },
			{ consent: { kind: "statement", purposes: ["advertising", "email"], statement } },
		);
		const stored = await own.db.consentStatement.findMany({ where: { workspaceId: own.workspace.id } });
		expect(stored).toMatchObject([
			{ statement, actorName: own.actor.name, importId: done.id, purposes: ["advertising", "email"] },
		]);
		expect(await rowsIn(own, "consent_history")).toBe(4);
	});
});

describe("an import that is interrupted", () => {
	const rows = 60_000;
	const bytes = () =>
		Readable.from(
			(function* () {
				yield Buffer.from("user_id,time,amount\n");
				for (let i = 0; i < rows; i += 1_000) {
					let text = "";
					for (let n = i; n < i + 1_000; n++)
						text += `${1 + (n % 5_000)},2026-01-0${(n % 9) + 1},${n % 100}\n`;
					yield Buffer.from(text);
				}
			})(),
		);

	it("resumes where it stopped after kill -9 and duplicates nothing", async () => {
		const own = await createTestWorkspace();
		const { id: importId } = await uploadImport(own, { kind: "events", fileName: "e.csv", bytes: bytes() });
		const { mapping } = await inspectImport(own, { importId });
		if (!mapping) throw new Error("no mapping");
		await startImport(own, { importId, mapping, consent: { kind: "none" } });
		const child = spawn(
			process.execPath,
			["--import", "tsx", "lib/sources/testing/run-import-process.ts", own.workspace.id, importId],
			{ stdio: "ignore" },
		);
		for (;;) {
			const { rowsRead } = await getImport(own, { importId });
			if (rowsRead >= 10_000) break;
			await new Promise((resolve) => setTimeout(resolve, 20));
		}
		child.kill("SIGKILL");
		await new Promise((resolve) => child.once("exit", resolve));
		expect((await getImport(own, { importId })).status).toBe("running");
		await runImport(own, { importId, owner: "killed" }, handlers);
		const done = await getImport(own, { importId });
		expect(done).toMatchObject({
			status: "finished",
			rowsRead: rows,
			rowsAccepted: rows,
			rowsUnchanged: 0,
			peopleCreated: 5_000,
		});
		expect(await rowsIn(own, "events")).toBe(rows);
		expect(await rowsIn(own, "events_by_person")).toBe(rows);
	}, 120_000);

	it("stops when it is cancelled, and keeps what it took", async () => {
		const own = await createTestWorkspace();
		const { id: importId } = await uploadImport(own, { kind: "events", fileName: "e.csv", bytes: bytes() });
		const { mapping } = await inspectImport(own, { importId });
		if (!mapping) throw new Error("no mapping");
		await startImport(own, { importId, mapping, consent: { kind: "none" } });
		const running = runImport(own, { importId, owner: "one" }, handlers);
		while ((await getImport(own, { importId })).rowsRead === 0)
			await new Promise((resolve) => setTimeout(resolve, 10));
		await expect(runImport(own, { importId, owner: "two" }, handlers)).rejects.toMatchObject({
			code: "conflict",
		});
		await cancelImport(own, { importId });
		expect(await running).toBe("cancelled");
		const done = await getImport(own, { importId });
		expect(done.status).toBe("cancelled");
		expect(done.rowsRead).toBeLessThan(rows);
	});
});

describe.skipIf(!existsSync(path.join(dataFolder, "cdnow_master.txt")))("the CDNOW purchases", () => {
	const file = () => createReadStream(path.join(dataFolder, "cdnow_master.txt"));

	it("are 69 659 purchases by 23 570 people, and nothing more the second time", async () => {
		const own = await createTestWorkspace();
		const done = await importFile(own, { kind: "events", name: "cdnow_master.txt", bytes: file() });
		expect(done).toMatchObject({ rowsAccepted: 69_659, rowsRejected: 0, peopleCreated: 23_570 });
		expect(await rowsIn(own, "events")).toBe(69_659);
		const again = await importFile(own, { kind: "events", name: "again.txt", bytes: file() });
		expect(again).toMatchObject({ rowsAccepted: 0, rowsUnchanged: 69_659, peopleCreated: 0 });
		expect(await rowsIn(own, "events")).toBe(69_659);
		const sums = await own.warehouse.query({
			query:
				"SELECT round(sum(properties.dollar_value.:Float64), 2) AS dollars, sum(properties.number_of_cds.:Float64) AS cds FROM events WHERE ws = {ws:UInt32}",
			query_params: { ws: own.workspace.number },
			format: "JSONEachRow",
		});
		expect(await sums.json()).toEqual([{ dollars: 2500315.63, cds: 167881 }]);
	}, 180_000);
});
