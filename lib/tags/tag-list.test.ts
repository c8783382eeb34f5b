import { describe, expect, it } from "vitest";
import { tag, tagList } from "@/lib/tags/tag-list";

describe("tags", () => {
	it("are stored with composed letters and one space between words", () => {
		expect(tag.parse("  Q4 \n sale ")).toBe("Q4 sale");
		expect(tag.parse("Cafe\u0301")).toBe("Caf\u00e9");
	});

	it("are each there once, as they were spelled first", () => {
		expect(tagList.parse(["VIP", "sale", "vip", "Sale "])).toEqual(["VIP", "sale"]);
	});

	it("have a name of at most 40 characters, and there are at most 20 of them", () => {
		const first = (given: unknown) => tagList.safeParse(given).error?.issues[0]?.message;
		expect(first(["   "])).toBe("A tag needs at least one character.");
		expect(first(["\u200b"])).toBe("A tag needs at least one character.");
		expect(first(["\u3164 \u2800"])).toBe("A tag needs at least one character.");
		expect(first(["x".repeat(41)])).toBe("A tag has at most 40 characters.");
		expect(first(Array.from({ length: 21 }, (_, i) => `tag ${i}`))).toBe("At most 20 tags.");
		expect(first(Array.from({ length: 20 }, (_, i) => `tag ${i}`))).toBeUndefined();
	});
});
