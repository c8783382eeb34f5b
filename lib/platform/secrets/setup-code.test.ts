import { expect, test } from "vitest";
import { setupCodeOf } from "@/lib/platform/secrets/setup-code";

const key = (fill: number) => Buffer.alloc(32, fill).toString("base64");

test("a code is the same for the same key and another for another, easy to type, and never made of no key", () => {
	expect(setupCodeOf(key(1))).toMatch(/^[2-9a-z]{4}-[2-9a-z]{4}-[2-9a-z]{4}$/);
	expect(setupCodeOf(key(1))).toBe(setupCodeOf(key(1)));
	expect(setupCodeOf(key(1))).not.toBe(setupCodeOf(key(2)));
	expect(() => setupCodeOf("")).toThrow();
	expect(() => setupCodeOf(Buffer.alloc(31).toString("base64"))).toThrow();
});
