import { describe, expect, it } from "vitest";
import { searchKey } from "@/lib/kernel/search-key";
import { toVisibleText, visibleText } from "@/lib/kernel/visible-text";

const invisible = [
	"\u200b",
	"\u3164",
	"\u2800",
	" \u00ad\u2060",
	"\u115f\uffa0",
	"\ufe0f",
	"\u{e0061}",
	"\t\u0007",
];

describe("visible text", () => {
	it.each(invisible)("is none where there is nothing to see: %j", (text) => {
		expect(toVisibleText(text)).toBe("");
		expect(visibleText("needed", 5).safeParse(text).error?.issues[0]?.message).toBe("needed");
	});

	it("has composed letters, and nothing invisible around them", () => {
		expect(toVisibleText("\u200b Cafe\u0301 \ufeff")).toBe("Café");
	});

	it("keeps what says how a letter or a picture looks", () => {
		for (const text of ["❤️", "👩‍👩‍👧", "नमस्ते", "می‌خواهم", "#️⃣ Sale", "🏴󠁧󠁢󠁳󠁣󠁴󠁿"])
			expect(toVisibleText(text)).toBe(text);
	});

	it("is counted as it is stored", () => {
		expect(visibleText("needed", 4).parse("Cafe\u0301")).toBe("Café");
		expect(visibleText("needed", 3, "too long").safeParse("Café").error?.issues[0]?.message).toBe("too long");
	});

	it("is found however it is composed and capitalized", () => {
		expect(searchKey(" CAFE\u0301 ")).toBe(searchKey("café"));
	});
});
