import { describe, expect, it } from "vitest";
import { changeMeasure, changeWindow, measureOf } from "@/components/rules/controls/measure";
import { changeOperator, newLeaf, newPropertyLeaf } from "@/components/rules/kinds/new-leaf";
import type { Catalog } from "@/lib/rules/catalog";
import { checkRule } from "@/lib/rules/check/check-rule";
import { describeRule } from "@/lib/rules/describe/describe-rule";
import { type EventLeaf, ruleLeaf, type SegmentRule } from "@/lib/rules/rule";

const catalog: Catalog = {
	traits: new Map([["plan", "string"]]),
	events: new Map([["Order Completed", new Map()]]),
	segments: new Map(),
	lists: new Map(),
};

const event = newLeaf({ kind: "event", name: "Order Completed" }) as EventLeaf;
const properties = [
	{ name: "category", type: "string" },
	{ name: "amount", type: "number" },
] as const;

describe("the builder's edits", () => {
	it("begin with the most common comparison", () => {
		expect(event).toMatchObject({ aggregate: { kind: "count" }, operator: ">=", value: 1 });
		expect(newLeaf({ kind: "trait", name: "plan", type: "string" })).toMatchObject({
			operator: "equals",
			value: null,
		});
	});

	it.each(ruleLeaf.options.map((schema) => schema.shape.kind.value))(
		"begin a %s with a whole sentence",
		(kind) => {
			const leaf =
				kind === "trait"
					? newLeaf({ kind, name: "plan", type: "string" })
					: kind === "event"
						? newLeaf({ kind, name: "Order Completed" })
						: newLeaf({ kind });
			expect(ruleLeaf.parse(leaf)).toEqual(leaf);
			const rule: SegmentRule = { combinator: "and", rules: [leaf] };
			expect(describeRule(rule)).toMatch(/^(People .+|Everyone)\.$/);
			// What is still to be chosen is reported as a problem, and nothing else is.
			const checked = checkRule(rule, catalog, "UTC");
			const isWhole = !JSON.stringify(leaf).includes("⟨") && !JSON.stringify(leaf).includes('"value":null');
			if (isWhole) expect(checked).toMatchObject({ ok: true });
		},
	);

	it("keep what was typed if the next operator accepts it", () => {
		const leaf = { ...newPropertyLeaf("category", "string"), value: "shoes" };
		expect(changeOperator(leaf, "contains").value).toBe("shoes");
		const many = changeOperator(leaf, "oneOf");
		expect(many.value).toEqual(["shoes"]);
		expect(changeOperator(many, "equals").value).toBe("shoes");
		expect(changeOperator(leaf, "isSet").value).toBeNull();
	});

	it("turn a count into “with no” and back", () => {
		const never = changeMeasure(event, "never", properties);
		expect(never).toMatchObject({ aggregate: { kind: "count" }, operator: "equals", value: 0 });
		expect(measureOf(never)).toBe("never");
		expect(changeMeasure(never, "count", properties)).toMatchObject({ operator: ">=", value: 1 });
	});

	it("choose a numeric property for a sum, and keep it for an average", () => {
		const sum = changeMeasure(event, "sum", properties);
		expect(sum.aggregate).toEqual({ kind: "sum", property: "amount" });
		expect(changeMeasure(sum, "avg", properties).aggregate).toEqual({ kind: "avg", property: "amount" });
	});

	it("keep the length of a window that only moves", () => {
		const last = { kind: "last", amount: 60, unit: "days" } as const;
		expect(changeWindow(last, "before", "")).toEqual({ kind: "before", amount: 60, unit: "days" });
		expect(changeWindow(last, "this", "")).toEqual({ kind: "this", unit: "month" });
		expect(changeWindow({ kind: "any" }, "last", "")).toEqual({ kind: "last", amount: 30, unit: "days" });
	});
});
