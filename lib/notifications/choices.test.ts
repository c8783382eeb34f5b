import { describe, expect, it } from "vitest";
import { choicesOf } from "@/lib/notifications/choices";

describe("what a member gets without having chosen", () => {
	it("is what needs attention for admins, and one's own campaigns for everyone", () => {
		expect(choicesOf(null, "admin")).toEqual({ attention: true, results: "own" });
		expect(choicesOf(null, "marketer")).toEqual({ attention: false, results: "own" });
	});

	it("yields to each choice independently", () => {
		expect(choicesOf({ attention: false, results: null }, "admin")).toEqual({
			attention: false,
			results: "own",
		});
		expect(choicesOf({ attention: null, results: "all" }, "viewer")).toEqual({
			attention: false,
			results: "all",
		});
	});

	it("replaces a value from another version", () => {
		expect(choicesOf({ attention: null, results: "weekly" }, "viewer").results).toBe("own");
	});
});
