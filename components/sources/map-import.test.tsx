// @vitest-environment happy-dom
import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it, vi } from "vitest";
import { MapImport } from "@/components/sources/map-import";
import { answerApi } from "@/components/testing/answer-api";
import { mount } from "@/components/testing/mount";
import { importedFile, inspection } from "@/components/testing/sample-answers";
import type { ColumnRole, MappingQuestion } from "@/lib/sources/files/import-mapping";

const row = { ...importedFile, kind: "people" as const, fileName: "people.csv" };
const file = { delimiter: ",", encoding: "utf-8", hasHeader: true } as const;

function mountMapping(
	roles: [column: string, role: ColumnRole][],
	cells: string[],
	questions: MappingQuestion[] = [],
) {
	const columns = roles.map(([column, role]) => ({ column, role }));
	const seen = inspection(
		roles.map(([column]) => column),
		[cells],
		{ kind: "people", file, zone: "Europe/Berlin", columns },
	);
	const api = answerApi({
		[`GET /imports/${row.id}/inspection`]: { ...seen, questions },
		[`POST /imports/${row.id}/preview`]: { rows: [] },
		[`POST /imports/${row.id}/start`]: { ...row, status: "running" },
	});
	return { ...mount(<MapImport row={row} />), sent: () => api.sentTo(`POST /imports/${row.id}/start`) };
}

const email: [string, ColumnRole] = ["email", { as: "identifier", kind: "email" }];
const spent: [string, ColumnRole] = [
	"spent",
	{ as: "trait", name: "spent", type: "number", number: "1234.5" },
];
const importButton = () => screen.findByRole<HTMLButtonElement>("button", { name: /^Import about/ });

async function choose(user: ReturnType<typeof mount>["user"], label: string, option: string) {
	await user.click(await screen.findByRole("combobox", { name: label }));
	await user.click(await screen.findByRole("option", { name: option }));
}

describe("mapping a file of people", () => {
	it("sends what each column was mapped to, with the consent as stated", async () => {
		const { user, sent } = mountMapping([email, spent], ["jane@example.com", "1.234"]);
		await choose(user, "Number format of spent", "1.234,5 (comma before decimals)");
		await user.clear(screen.getByLabelText("Name for spent"));
		await user.type(screen.getByLabelText("Name for spent"), "total_spent");
		await user.click(screen.getByLabelText(/^Yes, all of them/));
		await user.click(screen.getByLabelText(/^Email/));
		await user.type(screen.getByLabelText("How and when did they agree?"), "Order form, March 2026");
		await user.click(await importButton());
		await user.click(within(screen.getByRole("dialog")).getByRole("button", { name: "Start the import" }));
		await waitFor(() => expect(sent()).toHaveLength(1));
		expect(sent()[0]).toMatchObject({
			mapping: {
				columns: [
					{ column: "email", role: { as: "identifier", kind: "email" } },
					{ column: "spent", role: { as: "trait", name: "total_spent", type: "number", number: "1234,5" } },
				],
			},
			consent: { kind: "statement", purposes: ["email"], statement: "Order form, March 2026" },
		});
	});

	it("does not start without an answer on consent", async () => {
		const { user, sent } = mountMapping([email], ["jane@example.com"]);
		await user.click(await importButton());
		expect(screen.getByText("Choose an answer first.")).toBeTruthy();
		expect(screen.queryByRole("dialog")).toBeNull();
		await user.click(screen.getByLabelText(/^Yes, all of them/));
		await user.click(await importButton());
		expect(screen.queryByRole("dialog")).toBeNull();
		expect(sent()).toEqual([]);
	});

	it("reads the values that mean yes as shown", async () => {
		const { user, sent } = mountMapping([email, ["opt_in", { as: "ignore" }]], ["jane@example.com", "Y"]);
		await user.click(await screen.findByLabelText(/^A column of the file/));
		await user.click(screen.getByLabelText(/^Advertising/));
		expect(screen.getByRole("combobox", { name: "Column that says it" }).textContent).toBe("opt_in");
		await user.clear(screen.getByLabelText("Values that mean yes"));
		await user.type(screen.getByLabelText("Values that mean yes"), "Y, ja ,1");
		await user.click(await importButton());
		await user.click(within(screen.getByRole("dialog")).getByRole("button", { name: "Start the import" }));
		await waitFor(() => expect(sent()).toHaveLength(1));
		expect(sent()[0]).toMatchObject({
			consent: { kind: "column", column: 1, yes: ["Y", "ja", "1"], purposes: ["advertising"] },
		});
	});

	it("requires a column that identifies the person", async () => {
		const { user } = mountMapping([email, spent], ["jane@example.com", "5"]);
		await choose(user, "email becomes", "Leave out");
		expect(screen.getByText("Choose at least one column that identifies the person.")).toBeTruthy();
		expect((await importButton()).disabled).toBe(true);
		await choose(user, "email becomes", "Email address");
		expect((await importButton()).disabled).toBe(false);
	});

	it("waits until marked questions are answered", async () => {
		const { user } = mountMapping(
			[email, spent],
			["jane@example.com", "1.234"],
			[{ column: 1, about: "numbers" }],
		);
		expect((await importButton()).disabled).toBe(true);
		await user.click(screen.getByRole("button", { name: "The format is right" }));
		expect((await importButton()).disabled).toBe(false);
	});

	it("keeps two columns with the same name apart", async () => {
		const errors = vi.spyOn(console, "error").mockImplementation(() => {});
		const { user } = mountMapping(
			[email, ["note", { as: "ignore" }], ["note", { as: "ignore" }]],
			["jane@example.com", "a", "b"],
		);
		await importButton();
		const [first, second] = screen.getAllByRole("combobox", { name: "note becomes" });
		await user.click(second!);
		await user.click(screen.getByRole("option", { name: "Trait of the person" }));
		expect(first!.textContent).toBe("Leave out");
		expect(second!.textContent).toBe("Trait of the person");
		expect(errors).not.toHaveBeenCalled();
	});
});
