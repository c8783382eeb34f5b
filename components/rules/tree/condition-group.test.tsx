// @vitest-environment happy-dom
import { fireEvent, screen, within } from "@testing-library/react";
import { beforeAll, describe, expect, it } from "vitest";
import { InBuilder, shopNames } from "@/components/rules/testing/in-builder";
import { toCatalog } from "@/components/rules/to-catalog";
import { ConditionGroup } from "@/components/rules/tree/condition-group";
import { ConditionRow } from "@/components/rules/tree/condition-row";
import { RuleTree } from "@/components/rules/tree/rule-tree";
import { mountControl } from "@/components/testing/mount";
import { checkRule } from "@/lib/rules/check/check-rule";
import type { SegmentRule } from "@/lib/rules/rule";
import { withoutIds } from "@/lib/rules/without-ids";

const controls = { rule: ConditionRow, ruleGroup: ConditionGroup };
const ordered = {
	id: "a",
	kind: "event",
	field: "Order Completed",
	aggregate: { kind: "count" },
	operator: ">=",
	value: 3,
	window: { kind: "last", amount: 60, unit: "days" },
} as const;
const onPlan = {
	id: "b",
	kind: "trait",
	field: "plan",
	type: "string",
	operator: "equals",
	value: "pro",
} as const;
const rule: SegmentRule = { id: "root", combinator: "and", rules: [ordered, onPlan] };

function mountTree(first: SegmentRule) {
	return mountControl(first, (value, onChange) => (
		<InBuilder controls={controls}>
			<RuleTree label="Conditions" controls={controls} rule={value} onChange={onChange} />
		</InBuilder>
	));
}

const condition = (number: number) => within(screen.getByRole("group", { name: `Condition ${number}` }));
const isSound = (given: SegmentRule) => checkRule(given, toCatalog(shopNames), "Europe/Berlin").ok;

// Browsers scroll the chosen item into view; happy-dom cannot scroll.
beforeAll(() => {
	Element.prototype.scrollIntoView ??= () => {};
});

describe("a group of conditions", () => {
	it("is joined as it says", async () => {
		const { user, held } = mountTree(rule);
		const joint = screen.getByLabelText("How the conditions are joined");
		for (const [words, combinator, not] of [
			["any of these", "or", undefined],
			["none of these", "or", true],
			["not all of these", "and", true],
			["all of these", "and", undefined],
		] as const) {
			await user.selectOptions(joint, words);
			expect(held().combinator).toBe(combinator);
			expect(held().not).toBe(not);
		}
		expect(JSON.stringify(held())).toBe(JSON.stringify(rule));
	});

	it("takes a new condition found by typing, and keeps the others", async () => {
		const { user, held } = mountTree(rule);
		await user.click(screen.getByRole("button", { name: "Add condition" }));
		await user.keyboard("App Op{Enter}");
		expect(held().rules).toHaveLength(3);
		expect(held().rules[2]).toMatchObject({ kind: "event", field: "App Opened", operator: ">=", value: 1 });
		expect(held().rules.slice(0, 2)).toMatchObject(rule.rules);
		expect(isSound(held())).toBe(true);
	});

	it("offers the next condition on Enter in a field", async () => {
		const { user } = mountTree(rule);
		await user.click(condition(1).getByLabelText("How many times"));
		// With Ctrl it saves, and during IME composition it ends the composition.
		await user.keyboard("{Control>}{Enter}{/Control}");
		expect(screen.queryByRole("dialog")).toBeNull();
		fireEvent.keyDown(condition(1).getByLabelText("How many times"), { key: "Enter", isComposing: true });
		expect(screen.queryByRole("dialog")).toBeNull();
		await user.keyboard("{Enter}");
		expect(screen.getByRole("combobox", { name: "Search events, traits and segments" })).toBe(
			document.activeElement,
		);
	});

	it("edits one condition without touching another", async () => {
		const { user, held } = mountTree(rule);
		const times = condition(1).getByLabelText("How many times");
		await user.clear(times);
		await user.type(times, "12");
		expect(held().rules[0]).toMatchObject({ field: "Order Completed", value: 12 });
		expect(held().rules[1]).toMatchObject(onPlan);
	});

	it("nests a group, negates it, and takes it out again", async () => {
		const { user, held } = mountTree(rule);
		await user.click(screen.getByRole("button", { name: "Add group" }));
		expect(held().rules[2]).toMatchObject({ combinator: "or", rules: [] });
		const more = () => screen.getByRole("button", { name: "More for this group" });
		await user.click(more());
		await user.click(screen.getByRole("menuitem", { name: "Negate the group" }));
		expect(held().rules[2]).toMatchObject({ not: true });
		await user.click(more());
		await user.click(screen.getByRole("menuitem", { name: "Remove “not”" }));
		expect(JSON.stringify(withoutIds(held().rules[2]))).toBe('{"combinator":"or","rules":[]}');
		await user.click(more());
		await user.click(screen.getByRole("menuitem", { name: "Remove group" }));
		expect(withoutIds(held().rules)).toEqual(withoutIds(rule.rules));
	});

	it("moves a condition with Alt and the arrows, also into a group", async () => {
		const { user, held } = mountTree({
			...rule,
			rules: [ordered, onPlan, { id: "g", combinator: "or", rules: [{ ...onPlan, id: "c", value: "team" }] }],
		});
		const subject = () => screen.getByRole("button", { name: "About: Order Completed" });
		subject().focus();
		await user.keyboard("{Alt>}{ArrowDown}{/Alt}");
		expect(held().rules.map(({ id }) => id)).toEqual(["b", "a", "g"]);
		await user.click(screen.getAllByRole("button", { name: "More for condition 2" })[0]!);
		await user.click(screen.getByRole("menuitem", { name: /^Move into a group/ }));
		expect(held().rules).toMatchObject([{ id: "b" }, { id: "g", rules: [{ id: "a" }, { id: "c" }] }]);
	});

	it("filters the occurrences of an event by its properties", async () => {
		const { user, held } = mountTree({ id: "root", combinator: "and", rules: [ordered] });
		await user.click(screen.getByRole("button", { name: "Only some Order Completed: where…" }));
		await user.keyboard("amount{Enter}");
		const filters = within(screen.getByRole("region", { name: "Which Order Completed count" }));
		await user.type(filters.getByLabelText("Value of amount"), "-5");
		expect(held().rules[0]).toMatchObject({
			where: { combinator: "and", rules: [{ kind: "property", field: "amount", operator: ">=", value: -5 }] },
		});
		expect(isSound(held())).toBe(true);
		await user.click(filters.getByRole("button", { name: "More for condition 1" }));
		await user.click(screen.getByRole("menuitem", { name: "Remove" }));
		expect(held().rules[0]).not.toHaveProperty("where");
	});
});
