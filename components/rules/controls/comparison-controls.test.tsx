// @vitest-environment happy-dom
import { screen } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { ComparisonControls } from "@/components/rules/controls/comparison-controls";
import { mountControl } from "@/components/testing/mount";
import type { TraitLeaf } from "@/lib/rules/rule";

const orders: TraitLeaf = { kind: "trait", field: "orders", type: "number", operator: ">=", value: null };

function mountComparison(leaf: TraitLeaf) {
	return mountControl(leaf, (value, onChange) => (
		<ComparisonControls leaf={value} source={null} parts={new Set()} disabled={false} onChange={onChange} />
	));
}

describe("comparing with a number", () => {
	it("takes a negative number", async () => {
		const { user, held } = mountComparison(orders);
		await user.type(screen.getByLabelText("Value of orders"), "-5");
		expect(held().value).toBe(-5);
	});
});

describe("between two numbers", () => {
	const between: TraitLeaf = { ...orders, operator: "between", value: [0, 100] };

	it("keeps the minus of a bound", async () => {
		const { user, held } = mountComparison(between);
		const from = screen.getByLabelText("Value of orders: from");
		await user.clear(from);
		await user.type(from, "-5");
		expect(held().value).toEqual([-5, 100]);
	});

	it("does not take an emptied bound for 0", async () => {
		const { user, held } = mountComparison(between);
		await user.clear(screen.getByLabelText("Value of orders: to"));
		expect(screen.getByLabelText("Value of orders: to")).toHaveProperty("value", "");
		expect(screen.getByLabelText("Value of orders: from")).toHaveProperty("value", "0");
		expect(held().value).toBeNull();
		await user.type(screen.getByLabelText("Value of orders: to"), "7");
		expect(held().value).toEqual([0, 7]);
	});
});

describe("one of several numbers", () => {
	const oneOf: TraitLeaf = { ...orders, operator: "oneOf", value: [] };

	it("reads thousands as one number", async () => {
		const { user, held } = mountComparison(oneOf);
		await user.type(screen.getByLabelText("Value of orders"), "1 000, 2 500");
		expect(held().value).toEqual([1000, 2500]);
	});
});
