import { describe, expect, it } from "vitest";
import { choicesOf } from "@/lib/notifications/choices";

describe("what a member gets without having chosen", () => {
	it("is what needs attention for admins, and one's own campaigns for everyone", () => {
		expect(choicesOf(null, "admin")).toEqual({ attention: true, results: "own" });
		expect(choicesOf(null, "marketer")).toEqual({ attention: false, results: "own" });
	});

	it("gives way to what was chosen, each by itself", () => {
		expect(choicesOf({ attention: false, results: null }, "admin")).toEqual({
			attention: false,
			results: "own",
		});
		expect(choicesOf({ attention: null, results: "all" }, "viewer")).toEqual({
			attention: false,
			results: "all",
		});
	});

	it("stands in for a word of another version", () => {
		expect(choicesOf({ attention: null, results: "weekly" }, "viewer").results).toBe("own");
	});
});
