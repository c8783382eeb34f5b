import { describe, expect, test } from "vitest";
import { idSchema, newId } from "@/lib/kernel/ids";

describe("ids", () => {
	test("an id includes its kind and sorts by creation time", () => {
		const earlier = newId("seg", 1_700_000_000_000);
		const later = newId("seg", 1_700_000_000_001);
		expect(earlier < later).toBe(true);
		expect(idSchema("seg").safeParse(earlier).success).toBe(true);
		expect(idSchema("dst").safeParse(earlier).success).toBe(false);
	});

	test("two ids of the same instant differ", () => {
		const made = new Set(Array.from({ length: 1000 }, () => newId("run", 0)));
		expect(made.size).toBe(1000);
	});
});
