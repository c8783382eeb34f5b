import { expect, it } from "vitest";
import { copyName } from "@/lib/kernel/copy-name";

it("is as long as a name may be, and cuts no character in two", () => {
	expect(copyName("Loyal", 100)).toBe("Copy of Loyal");
	const name = copyName(`${"x".repeat(11)}👩‍🚀`, 20);
	expect(name).toBe(`Copy of ${"x".repeat(11)}`);
	expect(copyName("é".repeat(200), 20)).toHaveLength(20);
});
