// @vitest-environment happy-dom
import { screen, within } from "@testing-library/react";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ComparisonControls } from "@/components/rules/controls/comparison-controls";
import { problemsOf } from "@/components/rules/testing/edit-rule";
import { mountControl } from "@/components/testing/mount";
import { readTypedNumber } from "@/lib/kernel/typed-number";
import type { SegmentRule, TraitLeaf } from "@/lib/rules/rule";

const orders: TraitLeaf = { kind: "trait", field: "orders", type: "number", operator: ">=", value: null };

function mountComparison(leaf: TraitLeaf) {
	return mountControl(leaf, (value, onChange) => (
		<ComparisonControls leaf={value} source={null} parts={new Set()} disabled={false} onChange={onChange} />
	));
}

const field = (label: string) => screen.getByLabelText<HTMLInputElement>(label);

describe("comparing with a number", () => {
	it("stores what is typed, sign and decimals, and nothing for an empty field", async () => {
		const { user, held } = mountComparison(orders);
		await user.type(field("Value of orders"), "-5.25");
		expect(held().value).toBe(-5.25);
		await user.clear(field("Value of orders"));
		expect(held().value).toBeNull();
		expect(field("Value of orders").value).toBe("");
	});

	it("shows a value changed from outside, as undo does", async () => {
		const { user, put } = mountComparison(orders);
		await user.type(field("Value of orders"), "007");
		expect(field("Value of orders").value).toBe("007");
		put({ ...orders, value: 3 });
		expect(field("Value of orders").value).toBe("3");
	});

	it("means what it shows, whatever keys are pressed", async () => {
		const key = fc.constantFrom(..."0123456789.-", "{Backspace}", "{ArrowLeft}", "{Delete}");
		await fc.assert(
			fc.asyncProperty(fc.array(key, { maxLength: 12 }), async (keys) => {
				const { user, held, unmount } = mountComparison(orders);
				await user.click(field("Value of orders"));
				for (const each of keys) await user.keyboard(each);
				const { value } = field("Value of orders");
				expect(held().value).toBe(readTypedNumber(value) ?? (value || null));
				unmount();
			}),
			{ numRuns: 40 },
		);
	});
});

describe("between two numbers", () => {
	const between: TraitLeaf = { ...orders, operator: "between", value: [0, 100] };
	const [from, to] = ["Value of orders: from", "Value of orders: to"];

	it("keeps the minus of a bound", async () => {
		const { user, held } = mountComparison(between);
		await user.clear(field(from));
		await user.type(field(from), "-5");
		expect(held().value).toEqual([-5, 100]);
	});

	it("does not treat a cleared bound as 0, and keeps the other", async () => {
		const { user, held } = mountComparison(between);
		await user.clear(field(to));
		expect([field(from).value, field(to).value]).toEqual(["0", ""]);
		expect(held().value).toEqual(["0", ""]);
		await user.type(field(to), "7");
		expect(held().value).toEqual([0, 7]);
	});

	it("holds the two numbers that are shown, or what is typed in their places", async () => {
		const typed = fc.constantFrom("", "0", "-3", "12.5", "0.05", "1e3", "x", "1 00", "12,5,3");
		await fc.assert(
			fc.asyncProperty(fc.array(fc.tuple(fc.boolean(), typed), { maxLength: 4 }), async (edits) => {
				const { user, held: leaf, unmount } = mountComparison(between);
				// Safe because two bounds are a list.
				const value = () => leaf().value as (number | string)[];
				for (const [isFrom, text] of edits) {
					await user.clear(field(isFrom ? from : to));
					if (text) await user.type(field(isFrom ? from : to), text);
				}
				const shown = [field(from).value, field(to).value];
				const numbers = shown.map(readTypedNumber);
				const held = value().map((each) => readTypedNumber(String(each)) ?? each);
				expect(held).toEqual(numbers.map((number, at) => number ?? shown[at]));
				expect(value().every((each) => typeof each === "number")).toBe(!numbers.includes(null));
				unmount();
			}),
			{ numRuns: 25 },
		);
	});
});

describe("one of several numbers", () => {
	const oneOf: TraitLeaf = { ...orders, operator: "oneOf", value: [] };

	it("reads thousands as one number, and shows how it was parsed on blur", async () => {
		const { user, held } = mountComparison(oneOf);
		await user.type(field("Value of orders"), "1 000, 2 500 ; −3");
		expect(held().value).toEqual([1000, 2500, -3]);
		await user.tab();
		expect(field("Value of orders").value).toBe("1000, 2500, -3");
	});

	it("drops nothing silently: text that is not a number stays as is", async () => {
		const { user, held } = mountComparison(oneOf);
		await user.type(field("Value of orders"), "1, two");
		expect(held().value).toBe("1, two");
		await user.tab();
		expect(field("Value of orders").value).toBe("1, two");
	});

	it("accepts a pasted table column", async () => {
		const { user, held } = mountComparison({ ...oneOf, value: [7] });
		await user.click(field("Value of orders"));
		await user.keyboard("{End}, ");
		await user.paste("10\r\n1 000\r\n-3\r\n");
		expect(held().value).toEqual([7, 10, 1000, -3]);
	});

	it("shows a list changed from outside", async () => {
		const { user, put } = mountComparison(oneOf);
		await user.type(field("Value of orders"), "1, 2");
		put({ ...oneOf, value: [9] });
		expect(field("Value of orders").value).toBe("9");
	});
});

describe("comparing text", () => {
	const plan: TraitLeaf = { kind: "trait", field: "plan", type: "string", operator: "oneOf", value: ["pro"] };

	it("adds what is typed and drops what is removed", async () => {
		const { user, held } = mountComparison(plan);
		await user.click(screen.getByRole("button", { name: "Value of plan: add a value" }));
		await user.keyboard("team plan{Enter}");
		expect(held().value).toEqual(["pro", "team plan"]);
		await user.keyboard("{Escape}");
		await user.click(screen.getByRole("button", { name: "Remove pro" }));
		expect(held().value).toEqual(["team plan"]);
	});

	it("accepts a pasted list, one value per line or between commas, without duplicates", async () => {
		const { user, held } = mountComparison(plan);
		await user.click(screen.getByRole("button", { name: "Value of plan: add a value" }));
		await user.paste("team plan\r\npro\r\nBasel, Switzerland\r\n");
		expect(held().value).toEqual(["pro", "team plan", "Basel, Switzerland"]);
		await user.paste("a, b;c");
		expect(held().value).toEqual(["pro", "team plan", "Basel, Switzerland", "a", "b", "c"]);
		await user.keyboard("d, e");
		await user.click(screen.getByRole("option", { name: "Add 2 values: d, e" }));
		expect(held().value).toContain("e");
		await user.type(screen.getByPlaceholderText("Find, type or paste values"), "f, g");
		await user.click(screen.getByRole("option", { name: "Use “f, g”" }));
		expect(held().value).toContain("f, g");
	});

	it("holds all of a list that is too long, shows a few, and says how many there are", async () => {
		const { user, held } = mountComparison({ ...plan, value: [] });
		await user.click(screen.getByRole("button", { name: "Value of plan: add a value" }));
		await user.paste(Array.from({ length: 1204 }, (_, at) => `value ${at}`).join("\n"));
		expect(held().value).toHaveLength(1204);
		expect(screen.getAllByRole("button", { name: /^Remove value/, hidden: true })).toHaveLength(20);
		const rule: SegmentRule = { combinator: "and", rules: [held()] };
		expect(problemsOf(rule)).toMatchObject([
			{ part: "value", message: "There are 1,204 values; 1,000 are allowed" },
		]);
		await user.keyboard("{Escape}");
		await user.click(screen.getByRole("button", { name: "Remove all 1,204" }));
		expect(held().value).toEqual([]);
	});

	it("keeps a value if the next operator accepts one too", async () => {
		const { user, held } = mountComparison(plan);
		await user.selectOptions(field("How to compare plan"), "is");
		expect(held()).toMatchObject({ operator: "equals", value: "pro" });
		await user.selectOptions(field("How to compare plan"), "contains");
		expect(held()).toMatchObject({ operator: "contains", value: "pro" });
		await user.type(field("Value of plan"), "X");
		await user.click(screen.getByLabelText("ignoring case"));
		expect(held()).toMatchObject({ value: "proX", ignoreCase: true });
		await user.click(screen.getByLabelText("ignoring case"));
		expect(held()).toStrictEqual({ ...plan, operator: "contains", value: "proX" });
	});
});

describe("comparing dates", () => {
	const started: TraitLeaf = {
		kind: "trait",
		field: "trial_started_at",
		type: "date",
		operator: "ago",
		value: { from: 5, to: 10, unit: "days" },
	};
	const from = "Value of trial_started_at: how long ago: from";

	it("leaves a cleared bound empty", async () => {
		const { user, held } = mountComparison(started);
		await user.clear(field(from));
		expect(field(from).value).toBe("");
		expect(field(from).getAttribute("aria-invalid")).toBe("true");
		await user.tab();
		expect(field(from).value).toBe("");
		expect(held().value).toEqual({ from: "", to: 10, unit: "days" });
	});

	it("picks days of the week by keyboard, at least one", async () => {
		const { user, held } = mountComparison({ ...started, operator: "onWeekday", value: [1] });
		const days = within(screen.getByRole("group", { name: "Days of the week" }));
		days.getByRole("button", { name: "Friday" }).focus();
		await user.keyboard(" ");
		expect(held().value).toEqual([1, 5]);
		await user.click(days.getByRole("button", { name: "Monday" }));
		expect(held().value).toEqual([5]);
		expect(days.getByRole<HTMLButtonElement>("button", { name: "Friday" }).disabled).toBe(true);
	});
});
