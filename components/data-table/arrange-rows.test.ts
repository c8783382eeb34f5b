import { describe, expect, it } from "vitest";
import { arrangeRows } from "@/components/data-table/arrange-rows";

const rows = [
	{ name: "Buyers 10", size: 5, owner: "Ann" },
	{ name: "buyers 9", size: null, owner: "Ben" },
	{ name: "Visitors", size: 20, owner: "Ann" },
];
const base = {
	q: "",
	searchText: (row: (typeof rows)[number]) => `${row.name} ${row.owner}`,
	filters: [],
	sortValue: null,
	isDescending: false,
};
const names = (arranged: typeof rows) => arranged.map((row) => row.name);

describe("arrangeRows", () => {
	it("finds rows that have every word, in any order and case", () => {
		expect(names(arrangeRows(rows, { ...base, q: "ann BUY" }))).toEqual(["Buyers 10"]);
	});

	it("sorts names as people count, not as computers do", () => {
		expect(names(arrangeRows(rows, { ...base, sortValue: (row) => row.name }))).toEqual([
			"buyers 9",
			"Buyers 10",
			"Visitors",
		]);
	});

	it("keeps unknown values last in both directions", () => {
		const sortValue = (row: (typeof rows)[number]) => row.size;
		expect(names(arrangeRows(rows, { ...base, sortValue }))).toEqual(["Buyers 10", "Visitors", "buyers 9"]);
		expect(names(arrangeRows(rows, { ...base, sortValue, isDescending: true }))).toEqual([
			"Visitors",
			"Buyers 10",
			"buyers 9",
		]);
	});

	it("applies every filter", () => {
		const filters = [(row: (typeof rows)[number]) => row.owner === "Ann"];
		expect(arrangeRows(rows, { ...base, filters })).toHaveLength(2);
	});
});
