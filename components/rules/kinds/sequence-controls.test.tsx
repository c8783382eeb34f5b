// @vitest-environment happy-dom
import { screen, within } from "@testing-library/react";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SequenceBody, SequenceSentence } from "@/components/rules/kinds/sequence-controls";
import { InBuilder, shopNames } from "@/components/rules/testing/in-builder";
import { toCatalog } from "@/components/rules/to-catalog";
import { mountControl } from "@/components/testing/mount";
import { checkRule } from "@/lib/rules/check/check-rule";
import type { SequenceLeaf } from "@/lib/rules/rule";
import { unfilledPhrase } from "@/lib/rules/unfilled-name";

const cartThenOrder: SequenceLeaf = {
	kind: "sequence",
	field: "sequence",
	operator: "happened",
	value: true,
	steps: [{ event: "Cart Viewed" }, { event: "Order Completed", within: { amount: 2, unit: "hours" } }],
	window: { kind: "last", amount: 30, unit: "days" },
};

function mountSequence(leaf: SequenceLeaf) {
	return mountControl(leaf, (value, onChange) => {
		const shared = { leaf: value, at: [0], parts: new Set<string>(), disabled: false, onChange };
		return (
			<InBuilder>
				<SequenceSentence {...shared} />
				<SequenceBody {...shared} />
			</InBuilder>
		);
	});
}

const step = (number: number) => within(screen.getByRole("group", { name: `Step ${number}` }));
const shownEvents = () =>
	screen.getAllByRole("button", { name: /^Event of step/ }).map(({ textContent }) => textContent);

describe("the steps of a sequence", () => {
	it("expresses what must not follow, within a time", async () => {
		const { user, held } = mountSequence(cartThenOrder);
		await user.selectOptions(step(2).getByLabelText("Whether this step happens"), "then not");
		expect(held().steps[1]).toMatchObject({ not: true, within: { amount: 2, unit: "hours" } });
		await user.clear(step(2).getByLabelText("Within"));
		await user.type(step(2).getByLabelText("Within"), "45");
		await user.selectOptions(step(2).getByLabelText("Within: unit"), "minutes");
		expect(held().steps[1]?.within).toEqual({ amount: 45, unit: "minutes" });
		// A "not" at the end needs a time, so "at any time" is not offered.
		expect(step(2).getByLabelText<HTMLSelectElement>("When this step happens").options).toHaveLength(1);
	});

	it("gives an open end a time when it becomes a “not”", async () => {
		const { user, held } = mountSequence({
			...cartThenOrder,
			steps: [{ event: "Cart Viewed" }, { event: "Order Completed" }],
		});
		await user.selectOptions(step(2).getByLabelText("Whether this step happens"), "then not");
		expect(held().steps[1]).toMatchObject({ not: true, within: { amount: 7, unit: "days" } });
	});

	it("is the same as before when a checkbox is checked and unchecked", async () => {
		const first: SequenceLeaf = {
			...cartThenOrder,
			steps: [
				{ event: "Cart Viewed" },
				{ event: "Order Completed", not: true, within: { amount: 2, unit: "hours" } },
			],
		};
		const { user, held } = mountSequence(first);
		for (const label of ["all of it within", /^also people whose time/]) {
			for (const _ of ["on", "off"]) await user.click(screen.getByLabelText(label));
			expect(JSON.stringify(held())).toBe(JSON.stringify(first));
		}
	});

	it("moves by the keyboard; what comes first follows nothing", async () => {
		const { user, held } = mountSequence({
			...cartThenOrder,
			steps: [
				{ event: "Cart Viewed" },
				{ event: "Order Completed", not: true, within: { amount: 2, unit: "hours" } },
			],
		});
		step(2).getByRole("button", { name: "Move step 2 up" }).focus();
		await user.keyboard("{Enter}");
		expect(held().steps).toEqual([{ event: "Order Completed" }, { event: "Cart Viewed" }]);
		expect(shownEvents()).toEqual(["Order Completed", "Cart Viewed"]);
	});

	it("loses its filters with its event", async () => {
		const where = {
			combinator: "and" as const,
			rules: [{ kind: "property", field: "amount", type: "number", operator: ">", value: 5 } as const],
		};
		const { user, held } = mountSequence({
			...cartThenOrder,
			steps: [{ event: "App Opened" }, { event: "App Opened", where }],
		});
		await user.click(step(2).getByRole("button", { name: /^Event of step 2/ }));
		await user.keyboard("cart{Enter}");
		expect(held().steps[1]).toEqual({ event: "Cart Viewed" });
	});

	it("sets a time limit for all of them and removes it", async () => {
		const { user, held } = mountSequence(cartThenOrder);
		await user.click(screen.getByLabelText("all of it within"));
		expect(held().withinTotal).toEqual({ amount: 7, unit: "days" });
		await user.clear(screen.getByLabelText("All steps within"));
		await user.type(screen.getByLabelText("All steps within"), "3");
		expect(held().withinTotal).toEqual({ amount: 3, unit: "days" });
		await user.click(screen.getByLabelText("all of it within"));
		expect(held().withinTotal).toBeUndefined();
	});

	it("shows the steps it holds, two to eight, after any clicks", async () => {
		const click = fc.record({ what: fc.constantFrom("Add step", "up", "down", "Remove"), at: fc.nat(7) });
		await fc.assert(
			fc.asyncProperty(fc.array(click, { maxLength: 8 }), async (clicks) => {
				const { user, held, unmount } = mountSequence(cartThenOrder);
				for (const { what, at } of clicks) {
					const number = (at % held().steps.length) + 1;
					const name =
						what === "Add step"
							? what
							: what === "Remove"
								? `Remove step ${number}`
								: `Move step ${number} ${what}`;
					const button = screen.queryByRole<HTMLButtonElement>("button", { name });
					if (button && !button.disabled) await user.click(button);
				}
				const { steps } = held();
				expect(steps.length).toBeGreaterThanOrEqual(2);
				expect(steps.length).toBeLessThanOrEqual(8);
				expect(steps[0]).not.toHaveProperty("within");
				expect(shownEvents()).toEqual(
					steps.map(({ event }) =>
						unfilledPhrase(event) === null ? event : `choose ${unfilledPhrase(event)}…`,
					),
				);
				unmount();
			}),
			{ numRuns: 20 },
		);
	});

	it("stays a valid rule", async () => {
		const { user, held } = mountSequence(cartThenOrder);
		await user.selectOptions(screen.getByLabelText("Whether it happened"), "did not do these in order");
		await user.selectOptions(step(2).getByLabelText("When this step happens"), "at any time");
		const rule = { combinator: "and", rules: [held()] };
		expect(checkRule(rule, toCatalog(shopNames), "Europe/Berlin")).toMatchObject({ ok: true });
	});
});
