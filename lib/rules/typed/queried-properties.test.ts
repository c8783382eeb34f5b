import { describe, expect, it } from "vitest";
import { columnName, commentSql, readComment } from "@/lib/rules/typed/column-name";
import { queriedProperties } from "@/lib/rules/typed/queried-properties";
import { type TypedProperty, typedKey } from "@/lib/rules/typed/typed-properties";

const keys = (part: unknown) => queriedProperties(part).map(typedKey).sort();
const filter = (field: string, type: string) => ({
	kind: "property",
	field,
	type,
	operator: "equals",
	value: 1,
});

describe("the properties that a rule uses", () => {
	it("are those of filters, by their types; a date is text, a list has no column", () => {
		const where = {
			combinator: "and",
			rules: [
				filter("page", "string"),
				{ combinator: "or", rules: [filter("price", "number"), filter("paid", "boolean")] },
				filter("due", "date"),
				filter("items", "list"),
			],
		};
		const rule = {
			combinator: "and",
			rules: [{ kind: "event", field: "Viewed", aggregate: { kind: "count" }, where }],
		};
		expect(keys(rule)).toEqual(["boolean paid", "number price", "string due", "string page"]);
	});

	it("are those of aggregates: numbers, or anything with distinct values", () => {
		const sum = { kind: "event", aggregate: { kind: "sum", property: "amount" } };
		const rank = {
			kind: "rank",
			by: { kind: "event", aggregate: { kind: "distinctValues", property: "sku" } },
		};
		expect(keys({ combinator: "and", rules: [sum, rank] })).toEqual([
			"boolean sku",
			"number amount",
			"number sku",
			"string sku",
		]);
	});

	it("are those of the filters of steps and the measures of traits", () => {
		const sequence = {
			kind: "sequence",
			steps: [{ event: "A", where: { rules: [filter("sku", "string")] } }],
		};
		const trait = {
			kind: "aggregate",
			event: "B",
			measure: { kind: "mostFrequent", property: "brand", type: "string" },
		};
		expect(keys([sequence, trait])).toEqual(["string brand", "string sku"]);
	});

	it("never belong to a trait, whatever its name", () => {
		expect(
			keys({ kind: "trait", field: "property", type: "string", operator: "equals", value: "page" }),
		).toEqual([]);
	});
});

describe("a property's column", () => {
	it("has a name that holds nothing of the property's", () => {
		expect(columnName({ path: "a`b; DROP", type: "string" })).toMatch(/^property_string_[0-9a-f]{16}$/);
		expect(columnName({ path: "a", type: "number" })).not.toBe(columnName({ path: "a", type: "string" }));
	});

	it("identifies itself in its comment; foreign comments are not recognized", () => {
		const property: TypedProperty = { path: "it's a \\ `name`", type: "string" };
		const written = commentSql({ ...property, state: "ready" });
		const text = written.slice(1, -1).replaceAll("\\'", "'").replaceAll("\\\\", "\\");
		expect(readComment(text)).toEqual({ ...property, state: "ready" });
		expect(readComment("")).toBeNull();
		expect(readComment('{"path":"a"}')).toBeNull();
	});
});
