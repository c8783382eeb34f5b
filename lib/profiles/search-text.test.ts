import { describe, expect, it } from "vitest";
import { holdsWords, searchTextOf, searchWordsOf } from "@/lib/profiles/search-text";

const maya = searchTextOf([
	"Maya",
	"Lindqvist",
	"maya.lindqvist@example.com",
	"cust-000123",
	"4915112345678",
]);
const finds = (text: string, q: string) => {
	const words = searchWordsOf(q);
	return words !== null && holdsWords(text, words);
};

describe("a search by part", () => {
	it.each([
		...["may", "QVIST", "lindqvist maya", "ma li", "@example", "example.com", "maya.lind", "000123", "st-00"],
		...["+49 151 123", "5678", "(0151) 12345".slice(2)],
	])("finds by %s", (q) => expect(finds(maya, q)).toBe(true));

	it.each(["m", "", " ", "mayo", "maya stone", "example.org", "@maya", "999"])("does not find by %j", (q) =>
		expect(finds(maya, q)).toBe(false),
	);

	it("minds neither capitals nor accents, on either side", () => {
		const jose = searchTextOf(["José Müller-Groß"]);
		for (const q of ["jose", "JOSÉ", "muller", "müller", "gross", "groß"]) expect(finds(jose, q)).toBe(true);
		expect(finds(searchTextOf(["Jose"]), "josé")).toBe(true);
	});

	it("reads an id that looks like a number with its signs as well", () => {
		expect(finds(searchTextOf(["2024-0042"]), "2024-00")).toBe(true);
	});

	it("keeps a line a line", () => expect(searchTextOf(["a\tb\nc"])).toBe("a b c"));
});
