import { describe, expect, it } from "vitest";
import { z } from "zod";
import { ignoredKeys, isStorableText, readInputText, storableText } from "@/lib/kernel/input-text";

const half = "\ud83d";

describe("text that someone sends", () => {
	it("loses its NULs, however deep, and nothing else", () => {
		const given = { a: "x\0y", list: ["\0", "ok", { b: "\0\0z" }], n: 1, nothing: null, yes: true };
		expect(readInputText(given)).toEqual({
			ok: true,
			value: { a: "xy", list: ["", "ok", { b: "z" }], n: 1, nothing: null, yes: true },
		});
		expect(readInputText("😀 José \u200b")).toEqual({ ok: true, value: "😀 José \u200b" });
	});

	it("is refused at its path when it has an unpaired surrogate", () => {
		const read = readInputText({ rule: { rules: [{ value: `a${half}` }, { value: "fine" }] } });
		expect(read).toMatchObject({ ok: false, issues: [{ path: "rule.rules.0.value" }] });
		expect(readInputText(half)).toMatchObject({ ok: false, issues: [{ path: "" }] });
	});

	it.each(["a\0b", half, "\0"])("is refused as a name when it is %j", (key) => {
		const read = readInputText({ values: { [key]: 1 } });
		if (read.ok) throw new Error("it was taken");
		expect(isStorableText(JSON.stringify(read.issues).replaceAll("\\", ""))).toBe(true);
		expect(read.issues).toHaveLength(1);
	});

	it("ends in an issue, not in an overflow, when it is nested without an end", () => {
		const deep = JSON.parse(`${"[".repeat(50_000)}${"]".repeat(50_000)}`);
		expect(readInputText(deep)).toMatchObject({ ok: false });
		const fine = JSON.parse(`${"[".repeat(60)}${"]".repeat(60)}`);
		expect(readInputText(fine).ok).toBe(true);
	});

	it("keeps a key called __proto__ as a key, so that it can be named", () => {
		const given = JSON.parse('{"__proto__": {"isAdmin": true}, "name": "x"}');
		const read = readInputText(given);
		if (!read.ok) throw new Error("it was refused");
		expect(Object.keys(read.value as object)).toEqual(["__proto__", "name"]);
		expect((read.value as { isAdmin?: boolean }).isAdmin).toBeUndefined();
	});
});

describe("keys without an effect", () => {
	const schema = z.object({
		name: z.string(),
		list: z.array(z.object({ id: z.string() })).default([]),
		free: z.record(z.string(), z.unknown()).optional(),
	});
	const ignored = (given: unknown) => ignoredKeys(given, schema.parse(given));

	it("are found at any depth, those of every object's own names too", () => {
		const given = JSON.parse(
			'{"name": "x", "nmae": 1, "constructor": 2, "__proto__": {"a": 1}, "list": [{"id": "a"}, {"id": "b", "extra": 1}]}',
		);
		expect(ignored(given).sort()).toEqual(["__proto__", "constructor", "list.1.extra", "nmae"]);
	});

	it("are not those that a schema keeps, fills in or takes as they are", () => {
		expect(ignored({ name: "x" })).toEqual([]);
		expect(ignored({ name: "x", free: { any: { thing: 1 } } })).toEqual([]);
		expect(ignored({ name: "x", gone: undefined })).toEqual([]);
	});

	it("includes __proto__ inside a record that takes any name", () => {
		expect(ignored(JSON.parse('{"name": "x", "free": {"__proto__": 1, "ok": 2}}'))).toEqual([
			"free.__proto__",
		]);
	});
});

it("text of a definition is refused with either", () => {
	for (const text of ["a\0", half]) expect(storableText.safeParse(text).success).toBe(false);
	expect(storableText.parse("a😀")).toBe("a😀");
});
