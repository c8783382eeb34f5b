import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type MappingAbility, targetTypes } from "@/lib/destinations/what-is-sent";
import type { StoredValue } from "@/lib/profiles/stored-value";
import { applyMapping, type PersonValues } from "@/lib/syncs/mapping/apply-mapping";
import { checkMapping, type TraitTypes } from "@/lib/syncs/mapping/check-mapping";
import { mapping as mappingSchema, transforms } from "@/lib/syncs/mapping/contracts";
import { fitValue } from "@/lib/syncs/mapping/fit-value";
import { mappingReads } from "@/lib/syncs/mapping/mapping-reads";
import { mappingVersion, versionText } from "@/lib/syncs/mapping/mapping-version";
import { parseTemplate } from "@/lib/syncs/mapping/parse-template";
import { round, transformValue } from "@/lib/syncs/mapping/transform-value";

const field = (name: string, type: MappingAbility["fields"][number]["type"], isRequired = false) => ({
	name,
	label: name,
	help: "",
	type,
	isRequired,
});
const ability: MappingAbility = {
	fields: [
		field("text", "text"),
		field("number", "number"),
		field("flag", "boolean"),
		field("when", "date"),
		field("tags", "list"),
		field("needed", "number", true),
	],
	takesOthers: true,
	maxFields: 20,
};
const text = (value: string): StoredValue => ({ type: "string", value });
const number = (value: number): StoredValue => ({ type: "number", value });
const person = (traits: Record<string, StoredValue>, personal: [string, string][] = []): PersonValues => ({
	traits: new Map(Object.entries(traits)),
	personal: new Map(personal as [never, string][]),
});
const mapped = (rules: unknown[], values: PersonValues) =>
	applyMapping(mappingSchema.parse(rules), ability, values);
const one = (target: string, value: StoredValue, transform = "none", digits = 0) =>
	mapped([{ target, source: { trait: "x" }, transform, digits }], person({ x: value }));

describe("mapping a person's values", () => {
	// N-HUB-2: text that looks like a number stays text, and no value is never zero.
	it.each([["123"], ["00123"], ["+14155550123"], ["1e5"], ["true"], [""], [" a "]])(
		"sends the text %j unchanged",
		(value) => {
			expect(one("text", text(value))).toEqual({ fields: { text: value }, problems: [] });
			expect(one("anything", text(value))).toEqual({ fields: { anything: value }, problems: [] });
		},
	);

	it.each([
		[text("12.5"), 12.5],
		[text("49.90"), 49.9],
		[number(0), 0],
		[text("0"), 0],
		[text(""), null],
		[text("  "), null],
		[{ type: "unset" } as StoredValue, null],
	])("puts %j into a number as %j", (value, expected) => {
		expect(one("number", value)).toEqual({ fields: { number: expected }, problems: [] });
	});

	it.each([
		[text("abc"), "number is text that is not a number."],
		[text("€ 12"), "number is text that is not a number."],
		[text("1e400"), "number is too large for a number."],
		[number(Number.POSITIVE_INFINITY), "number is not a finite number."],
		[{ type: "boolean", value: true } as StoredValue, "number is true or false, not a number."],
	])("leaves a person out whose number would be %j", (value, reason) => {
		const { fields, problems } = one("number", value);
		expect(fields).toEqual({});
		expect(problems).toEqual([{ target: "number", reason }]);
	});

	it("leaves a person out who lacks what the destination needs", () => {
		expect(one("needed", { type: "unset" }).problems).toEqual([
			{ target: "needed", reason: "needed is empty." },
		]);
		expect(one("needed", text("")).problems).toHaveLength(1);
		expect(one("needed", number(0)).problems).toEqual([]);
	});

	// N-CIO-1: only real dates become Unix seconds.
	it.each([
		[text("2025-06-10T02:30:00Z"), 1749522600],
		[text("2025-06-10T04:30:00+02:00"), 1749522600],
		[text("2025-06-10"), 1749513600],
		[{ type: "date", value: 1749522600_000 } as StoredValue, 1749522600],
		[{ type: "day", value: 20249 } as StoredValue, 1749513600],
	])("makes Unix seconds of %j", (value, expected) => {
		expect(one("number", value, "unix_seconds").fields).toEqual({ number: expected });
	});

	it.each([
		text("01234"),
		text("2024"),
		text("May 12"),
		text("1.2.3"),
		text("+14155550123"),
		text("1749522600.5"),
		text("2025-02-30"),
		text("2025-06-10T02:30:00"),
		number(1749522600),
		{ type: "list", value: ["2025-06-10T02:30:00Z"] } as StoredValue,
	])("takes %j for no date", (value) => {
		const { fields, problems } = one("anything", value, "unix_seconds");
		expect(fields).toEqual({});
		expect(problems).toHaveLength(1);
	});

	it("fills a template, and leaves the field empty where a name has no value", () => {
		const rules = [{ target: "text", source: { template: "Hi {{first_name}}, {{ plan }}!" } }];
		expect(mapped(rules, person({ plan: text("gold") }, [["first_name", "Ann"]])).fields).toEqual({
			text: "Hi Ann, gold!",
		});
		expect(mapped(rules, person({ plan: text("gold") })).fields).toEqual({ text: null });
		expect(mapped(rules, person({ plan: text("") }, [["first_name", "Ann"]])).fields).toEqual({
			text: null,
		});
		expect(mappingReads(mappingSchema.parse(rules))).toEqual({
			traits: ["plan"],
			personal: ["first_name"],
		});
	});

	it("sends constants, zero, false and empty text as they are", () => {
		const rules = [
			{ target: "a", source: { constant: 0 } },
			{ target: "b", source: { constant: false } },
			{ target: "c", source: { constant: "" } },
		];
		expect(mapped(rules, person({})).fields).toEqual({ a: 0, b: false, c: "" });
	});

	it.each([
		[1.005, 2, 1.01],
		[2.5, 0, 3],
		[-2.5, 0, -3],
		[-0.4, 0, 0],
		[12345678.123456, 2, 12345678.12],
		[1e300, 2, 1e300],
		[5e-9, 2, 0],
	])("rounds %d to %d digits as %d", (value, digits, expected) => {
		expect(round(value, digits)).toBe(expected);
	});
});

const storedValue: fc.Arbitrary<StoredValue> = fc.oneof(
	fc.constant<StoredValue>({ type: "unset" }),
	fc.string().map((value): StoredValue => ({ type: "string", value })),
	fc.double().map((value): StoredValue => ({ type: "number", value })),
	fc.boolean().map((value): StoredValue => ({ type: "boolean", value })),
	fc
		.integer({ min: -2_208_988_800_000, max: 10_413_792_000_000 })
		.map((value): StoredValue => ({ type: "date", value })),
	fc.integer({ min: -25_567, max: 120_529 }).map((value): StoredValue => ({ type: "day", value })),
	fc.array(fc.string()).map((value): StoredValue => ({ type: "list", value })),
);

describe("what holds for every value", () => {
	it("nothing becomes a number but numbers and numbers written out, and no value stays none", () => {
		fc.assert(
			fc.property(storedValue, fc.constantFrom(...transforms), fc.nat(6), (value, transform, digits) => {
				const { fields, problems } = one("number", value, transform, digits);
				if (problems.length > 0) {
					expect(fields).toEqual({});
					return;
				}
				const sent = fields.number;
				if (value.type === "unset" || (value.type === "string" && value.value.trim() === "")) {
					expect(sent).toBeNull();
				} else expect(sent).toSatisfy((got: unknown) => typeof got === "number" && Number.isFinite(got));
			}),
		);
	});

	it("a value fits its type or is a reason, for every type", () => {
		fc.assert(
			fc.property(storedValue, fc.constantFrom(...targetTypes), (value, type) => {
				const made = fitValue(value, type);
				if (!made.ok) {
					expect(made.reason).not.toBe("");
					return;
				}
				if (made.value === null) return;
				const kinds = { text: "string", number: "number", boolean: "boolean", date: "string" };
				if (type === "list") expect(Array.isArray(made.value)).toBe(true);
				else if (type !== "any") expect(typeof made.value).toBe(kinds[type]);
				// It survives the way as JSON.
				expect(JSON.parse(JSON.stringify(made.value))).toEqual(Object.is(made.value, -0) ? 0 : made.value);
			}),
		);
	});

	it("rounding moves a number by half a step at most", () => {
		fc.assert(
			fc.property(fc.double({ min: -1e6, max: 1e6, noNaN: true }), fc.nat(4), (value, digits) => {
				const half = 0.5 / 10 ** digits;
				expect(Math.abs(round(value, digits) - value)).toBeLessThanOrEqual(half + 1e-9);
			}),
		);
	});

	it("transforming text never fails by changing its case", () => {
		fc.assert(
			fc.property(fc.string(), fc.constantFrom("trim", "lower", "upper", "text"), (value, transform) => {
				expect(transformValue(text(value), transform, 0).ok).toBe(true);
			}),
		);
	});

	it("equal versions mean equal fields under the same mapping", () => {
		const rules = mappingSchema.parse([
			{ target: "a", source: { trait: "a" } },
			{ target: "b", source: { trait: "b" } },
		]);
		fc.assert(
			fc.property(fc.array(storedValue, { minLength: 4, maxLength: 4 }), (values) => {
				const [a, b, c, d] = values.map((value) => value ?? { type: "unset" as const });
				if (!a || !b || !c || !d) return;
				const left = applyMapping(rules, ability, person({ a, b })).fields;
				const right = applyMapping(rules, ability, person({ a: c, b: d })).fields;
				expect(versionText(rules, left) === versionText(rules, right)).toBe(
					JSON.stringify(left) === JSON.stringify(right),
				);
			}),
		);
	});
});

describe("the version of a mapping", () => {
	const a = { target: "a", source: { trait: "x" } };
	const b = { target: "b", source: { constant: 1 } };
	const version = (...rules: unknown[]) => mappingVersion(mappingSchema.parse(rules));
	it("is the same in another order and none without rules", () => {
		expect(version(a, b)).toBe(version(b, a));
		expect(version()).toBeNull();
	});
	it("changes with a field, a source and a transform", () => {
		const all = [
			version(a),
			version(a, b),
			version({ ...a, transform: "upper" }),
			version({ ...a, source: { trait: "y" } }),
			version({ ...a, source: { constant: "x" } }),
			version({ ...a, transform: "round", digits: 1 }),
			version({ ...a, transform: "round", digits: 2 }),
		];
		expect(new Set(all).size).toBe(all.length);
	});
	it("ignores the digits of a transform that has none", () => {
		expect(version({ ...a, digits: 3 })).toBe(version(a));
	});
});

describe("what is wrong with a mapping before anything is sent", () => {
	const traits: TraitTypes = new Map([
		["plan", "string"],
		["ltv", "number"],
		["tags", "list"],
		["signup", "date"],
		["vip", "boolean"],
	]);
	const closed: MappingAbility = { ...ability, takesOthers: false, maxFields: 3 };
	const issues = (rules: unknown[], given = closed) =>
		checkMapping(mappingSchema.parse(rules), { ability: given, networkName: "Acme", traits });
	const needed = { target: "needed", source: { trait: "ltv" } };

	it.each([
		[
			{ target: "nope", source: { trait: "plan" } },
			"mapping.1.target",
			"has no field called nope. It has text, ",
		],
		[needed, "mapping.1.target", "needed is filled twice, by rows 1 and 2."],
		[{ target: "text", source: { trait: "color" } }, "mapping.1.source", "No trait is called color."],
		[
			{ target: "text", source: { trait: "First name" } },
			"mapping.1.source",
			"Choose the personal field First name (first_name).",
		],
		[
			{ target: "text", source: { template: "Hi {{color}}" } },
			"mapping.1.source",
			"No trait is called color.",
		],
		[{ target: "text", source: { template: "{{tags}}" } }, "mapping.1.source", "tags is a list"],
		[{ target: "text", source: { template: "Hi {{plan" } }, "mapping.1.source", "never closed with }}"],
		[
			{ target: "text", source: { trait: "tags" } },
			"mapping.1.source",
			"text takes text, and the value is a list.",
		],
		[
			{ target: "number", source: { trait: "signup" } },
			"mapping.1.source",
			"choose the transform “Unix seconds”",
		],
		[
			{ target: "number", source: { trait: "vip" }, transform: "unix_seconds" },
			"mapping.1.transform",
			"number is true or false, which this transform cannot change. It needs a day or a time.",
		],
		[
			{ target: "number", source: { constant: "abc" } },
			"mapping.1.source",
			"number is text that is not a number.",
		],
	])("names the place and the cure of %j", (rule, path, message) => {
		const found = issues([needed, rule]);
		expect(found).toHaveLength(1);
		expect(found[0]?.path).toBe(path);
		expect(found[0]?.message).toContain(message);
	});

	it("accepts what fits, and a number written in text, which is looked at for each person", () => {
		expect(
			issues([
				needed,
				{ target: "text", source: { trait: "ltv" } },
				{ target: "number", source: { trait: "plan" } },
			]),
		).toEqual([]);
	});

	it("asks for what the destination needs, and counts its fields on both sides of the limit", () => {
		const rest = ["text", "flag", "when"].map((target) => ({ target, source: { trait: "plan" } }));
		expect(issues([{ target: "text", source: { trait: "plan" } }])[0]?.message).toContain("needed is needed");
		expect(issues([needed, ...rest].map((rule) => ({ ...rule }))).map((issue) => issue.message)).toContain(
			"Acme takes at most 3 fields. Remove the others.",
		);
	});

	it("refuses fields where there are none", () => {
		const refused = { ability: undefined, networkName: "Acme", traits };
		expect(checkMapping(mappingSchema.parse([needed]), refused)).toHaveLength(1);
		expect(checkMapping([], { ability: undefined, networkName: "Acme", traits })).toEqual([]);
	});
});

describe("templates", () => {
	it.each([
		["", []],
		["plain", [{ text: "plain" }]],
		["{{a}}{{b c}}", [{ name: "a" }, { name: "b c" }]],
		["{ {{a}} }", [{ text: "{ " }, { name: "a" }, { text: " }" }]],
	])("reads %j", (template, parts) => {
		expect(parseTemplate(template)).toEqual({ ok: true, parts });
	});
	it.each(["{{", "{{}}", "{{ a", "a }} b", "{{ {{a}} }}"])("refuses %j", (template) => {
		expect(parseTemplate(template).ok).toBe(false);
	});
});
