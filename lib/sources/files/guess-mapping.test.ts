import { describe, expect, it } from "vitest";
import { columnNames } from "@/lib/sources/files/column-names";
import { looksLikeHeader } from "@/lib/sources/files/guess-header";
import { guessMapping } from "@/lib/sources/files/guess-mapping";
import { draftMapping, importMapping } from "@/lib/sources/files/import-mapping";

const file = { delimiter: ",", encoding: "utf-8", hasHeader: true } as const;

/** Reads a file as the mapping screen does: header, first rows, guess. */
function guess(text: string, kind: "people" | "events" = "people", delimiter: "," | ";" = ",") {
	const rows = text.split("\n").map((line) => line.split(delimiter));
	const hasHeader = looksLikeHeader(rows);
	const width = Math.max(...rows.map((row) => row.length));
	const columns = columnNames(hasHeader ? (rows[0] ?? []) : null, hasHeader ? (rows[0]?.length ?? 0) : width);
	const body = hasHeader ? rows.slice(1) : rows;
	const { mapping, questions } = guessMapping(kind, { ...file, delimiter, hasHeader }, columns, body, "UTC");
	expect(draftMapping.safeParse(mapping).error).toBeUndefined();
	const checked = importMapping.safeParse(mapping);
	return {
		hasHeader,
		roles: mapping.columns.map((column) => column.role),
		questions,
		missing: checked.success ? [] : checked.error.issues.map((issue) => issue.message),
	};
}

describe("a guessed mapping", () => {
	it("knows people by usual names", () => {
		const { mapping } = guessMapping(
			"people",
			file,
			["Customer ID", "E-Mail", "First name", "Zip", "Plan", "Signed up", "Seats"],
			[["7", "a@b.de", "Jo", "01234", "pro", "2026-01-02", "3"]],
			"UTC",
		);
		expect(mapping.columns.map((column) => column.role)).toEqual([
			{ as: "identifier", kind: "user_id" },
			{ as: "identifier", kind: "email" },
			{ as: "personal", field: "first_name" },
			{ as: "personal", field: "postal_code" },
			{ as: "trait", name: "plan", type: "string" },
			{ as: "trait", name: "signed_up", type: "date", date: "iso" },
			{ as: "trait", name: "seats", type: "number", number: "1234.5" },
		]);
		expect(importMapping.safeParse(mapping).success).toBe(true);
	});

	it("finds person, time and amounts of purchases", () => {
		const { mapping } = guessMapping(
			"events",
			{ ...file, delimiter: "blank" },
			["customer_id", "date", "number_of_cds", "dollar_value"],
			[["00001", "19970101", "1", "11.77"]],
			"UTC",
		);
		expect(mapping.columns.map((column) => column.role)).toEqual([
			{ as: "identifier", kind: "user_id" },
			{ as: "time", date: "yyyyMMdd" },
			{ as: "property", name: "number_of_cds", type: "number", number: "1234.5" },
			{ as: "property", name: "dollar_value", type: "number", number: "1234.5" },
		]);
		expect(mapping.eventName).toBe("Order Completed");
		expect(importMapping.safeParse(mapping).success).toBe(true);
	});

	it("marks dates whose day and month could be exchanged", () => {
		expect(guess("id,born\n1,03/04/1990").questions).toEqual([{ column: 1, about: "dates" }]);
		expect(guess("id,born\n1,23/04/1990").questions).toEqual([]);
	});

	it("takes the order of day and month that fits every row, not the one that fits most", () => {
		const both = Array.from({ length: 39 }, (_, i) => `${i},0${(i % 9) + 1}/05/2026`);
		const { roles, questions } = guess(["id,signed", ...both, "40,05/28/2026"].join("\n"));
		expect(roles[1]).toMatchObject({ type: "date", date: "MM/dd/yyyy" });
		expect(questions).toEqual([]);
	});

	it("asks whether 1.234 is a thousand where a comma does not separate cells", () => {
		expect(guess("id;spend\n1;1.234\n2;5.678", "people", ";")).toMatchObject({
			roles: [{}, { type: "number", number: "1234,5" }],
			questions: [{ column: 1, about: "numbers" }],
		});
		// One cell that is no thousand decides it, either way.
		for (const [cell, number] of [
			["12.5", "1234.5"],
			["0.125", "1234.5"],
			["1.234,5", "1234,5"],
		]) {
			expect(guess(`id;spend\n1;1.234\n2;${cell}`, "people", ";")).toMatchObject({
				roles: [{}, { type: "number", number }],
				questions: [],
			});
		}
		expect(guess("id,spend\n1,1.234").questions).toEqual([]);
	});

	it("keeps ids as text, digit for digit", () => {
		const { roles } = guess("email,loyalty_id,card\na@example.com,900719925474099312,90071992547409931");
		expect(roles.slice(1)).toMatchObject([{ type: "string" }, { type: "string" }]);
		expect(guess("email,points,sku\na@example.com,42,42").roles.slice(1)).toMatchObject([
			{ type: "number" },
			{ type: "string" },
		]);
	});

	it.each([
		["email,note,Email\na@example.com,x,b@example.com", 2, "personal"],
		["email,Phone,phone\na@example.com,+12015550123,+447400123456", 2, "personal"],
		["email,plan,plan\na@example.com,pro,free", 2, "repeated"],
		["email,plan,Plan\na@example.com,pro,free", 2, "repeated"],
		["email,contact\na@example.com,b@example.com", 1, "personal"],
		["email,phone,whatsapp\na@example.com,+12015550123,+447400123456", 2, "personal"],
		["email,password\na@example.com,secret", 1, "secret"],
	])("asks about a column that no one can decide, and leaves it out: %j", (text, column, about) => {
		for (const kind of ["people", "events"] as const) {
			const { roles, questions } = guess(text, kind);
			expect(roles[column]).toEqual({ as: "ignore" });
			expect(questions).toContainEqual({ column, about });
		}
		expect(guess(text).missing).toEqual([]);
	});

	it("never proposes contact data as a plain trait, whatever its column's name", () => {
		for (const name of ["email", "Kontakt", "Mail address", "x", "phone", "Mobil", "Handy"]) {
			for (const value of ["ana@example.com", "+12015550123"]) {
				const { roles } = guess(`user_id,city2,${name}\n1,Lyon,${value}\n2,Bonn,${value}`);
				expect(["identifier", "personal", "ignore"]).toContain(roles[2]?.as);
			}
		}
	});

	const question = (column: number) => ({ column, about: "personal" });

	it("asks about the second of a kind, whatever precedes or follows its name", () => {
		const text =
			"email,home phone,Work Email,Phone 2,mobile_number_2,last name 2\n" +
			"d@example.com,(201) 555-0132,n/a,201-555-0133,2015550134,Lopez";
		expect(guess(text)).toMatchObject({
			roles: [
				{ as: "identifier", kind: "email" },
				{ as: "personal", field: "phone" },
				{ as: "ignore" },
				{ as: "ignore" },
				{ as: "ignore" },
				{ as: "personal", field: "last_name" },
			],
			questions: [question(2), question(3), question(4)],
			missing: [],
		});
	});

	it("knows them by name where they are empty, and takes the plain name for the first of its kind", () => {
		expect(guess("user_id,backup_email,home phone,email,phone\n1,,,,\n2,,,,")).toMatchObject({
			roles: [
				{ as: "identifier", kind: "user_id" },
				{ as: "ignore" },
				{ as: "ignore" },
				{ as: "identifier", kind: "email" },
				{ as: "personal", field: "phone" },
			],
			questions: [question(1), question(2)],
		});
	});

	it.each([
		[
			"E-Mail-Adresse,Handynummer,Vorname,Nachname,Geburtsdatum\na@example.com,0151 23456789,Jo,Berg,31.07.1985",
			["email", "phone", "first_name", "last_name", "birthday"],
		],
		[
			"courriel,téléphone,prénom,nom\na@example.com,06 12 34 56 78,Zoé,Petit",
			["email", "phone", "first_name", "last_name"],
		],
		[
			"correo,teléfono,nombre,apellido\na@example.com,612345678,Ana,Gil",
			["email", "phone", "first_name", "last_name"],
		],
		["email,móvil,ort\na@example.com,0612345678,Bonn", ["email", "phone", "city"]],
	])("knows people in other languages: %j", (text, fields) => {
		const { roles, questions } = guess(text);
		expect(
			roles.map((role) =>
				role.as === "personal" ? role.field : role.as === "identifier" ? role.kind : role.as,
			),
		).toEqual(fields);
		expect(questions).toEqual([]);
	});

	it("takes no day of birth for when something happened", () => {
		const { roles } = guess("email,date of birth,bought\na@example.com,1985-07-31,2026-01-02", "events");
		expect(roles.slice(1)).toMatchObject([{ as: "personal", field: "birthday" }, { as: "time" }]);
	});

	it("leaves a word that has other meanings alone where its cells say so", () => {
		const { roles } = guess("email,portable,nombre\na@example.com,yes,3\nb@example.com,no,4");
		expect(roles.slice(1)).toMatchObject([
			{ as: "trait", type: "boolean" },
			{ as: "trait", type: "number" },
		]);
	});

	it.each([
		"(201) 555-0132",
		"201-555-0133",
		"201.555.0133",
		"1-201-555-0133 x12",
		"0151 23456789",
		"06 12 34 56 78",
		"030/90182012",
	])("knows a telephone number by its look, as it is written at home: %s", (phone) => {
		const { roles } = guess(`user_id,x\n1,${phone}\n2,n/a\n3,${phone}`);
		expect(roles[1]).toEqual({ as: "personal", field: "phone" });
	});

	it.each([
		["seen", "2026-01-02"],
		["seen", "01/02/2026"],
		["order_no", "201-555-0133"],
		["points", "2015550134"],
		["range", "10-20"],
		["tax", "12-3456789"],
		["part", "045-12-33"],
	])("takes no other figures for one: %s %s", (name, cell) => {
		expect(guess(`user_id,${name}\n1,${cell}\n2,${cell}`).roles[1]?.as).toBe("trait");
	});

	it.each([
		["name,city\nAna,Lyon", "choose at least one column that identifies the person"],
		["plan,seats\npro,3", "choose at least one column that identifies the person"],
	])("says what is missing in a file that no guess fits: %j", (text, missing) => {
		expect(guess(text).missing).toEqual([missing]);
	});

	it("reports that events have no date", () => {
		expect(guess("email,amount\na@example.com,12", "events").missing).toEqual([
			"choose the column that says when it happened",
		]);
	});

	it("reads a file without a header by what is in it", () => {
		expect(guess("ana@example.com,pro\nbo@example.com,free")).toMatchObject({
			hasHeader: false,
			roles: [{ as: "identifier", kind: "email" }, { as: "trait" }],
			missing: [],
		});
	});

	it("needs no more than phones", () => {
		expect(guess("name,phone\nAna,+12015550123")).toMatchObject({
			roles: [
				{ as: "personal", field: "name" },
				{ as: "personal", field: "phone" },
			],
			missing: [],
		});
	});

	it("proposes a time column of people as since when it is true", () => {
		for (const name of ["time", "timestamp", "updated_at", "as_of"]) {
			const text = `email,plan,${name}\na@example.com,pro,2026-03-01T10:00:00Z`;
			expect(guess(text).roles[2]).toEqual({ as: "time", date: "iso" });
		}
		expect(guess("email,signed_up_at\na@example.com,2026-03-01").roles[1]).toMatchObject({ as: "trait" });
		expect(guess("email,time\na@example.com,soon").roles[1]).toMatchObject({ as: "trait" });
	});

	it("takes seconds for seconds", () => {
		expect(guess("email,ts\na@example.com,1717245296", "events").roles[1]).toEqual({
			as: "time",
			date: "unix-seconds",
		});
	});

	it("finds a header with repeated, empty or numbered names, and none in a row of values", () => {
		for (const header of ["email,plan,plan", "email,,plan", "email,2023,2024", "who,what,how"]) {
			expect(guess(`${header}\na@example.com,1,2`).hasHeader).toBe(true);
		}
		for (const row of ["a@example.com,pro,1", "17,pro,1", "x,x,y"]) {
			expect(guess(`${row}\nb,free,pro`).hasHeader).toBe(false);
		}
	});

	it("has names of bounded length, however long the header's cells are", () => {
		const long = "n".repeat(5_000);
		const { roles } = guess(`email,${long},${long}x\na@example.com,1,2`);
		expect(roles).toHaveLength(3);
	});
});

describe("names of columns", () => {
	it("are distinct, at once for any number of columns", () => {
		const header = Array.from({ length: 50_000 }, (_, i) => (i % 2 === 0 ? "a" : ""));
		const names = columnNames(header, header.length);
		expect(new Set(names).size).toBe(50_000);
		expect(names.slice(0, 4)).toEqual(["a", "Column 2", "a (2)", "Column 4"]);
	});
});
