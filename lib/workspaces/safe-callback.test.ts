import { describe, expect, it } from "vitest";
import { safeCallback } from "@/lib/workspaces/safe-callback";

describe("where sign-in leads", () => {
	it.each([
		["/acme/segments?q=buyers", "/acme/segments?q=buyers"],
		["http://localhost:3000/acme", "/acme"],
		[undefined, "/"],
		["/sign-in?callbackUrl=/x", "/"],
	])("follows %s inside the app", (given, expected) => {
		expect(safeCallback(given)).toBe(expected);
	});

	it.each([
		["//evil.example/a", "/a"],
		["https://evil.example/a", "/a"],
		["javascript:alert(1)", "/"],
		["/\\evil.example", "/"],
		["http://x//evil.example", "/evil.example"],
	])("never leaves the app for %s", (given, expected) => {
		expect(safeCallback(given)).toBe(expected);
	});
});
