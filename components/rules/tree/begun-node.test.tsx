// @vitest-environment happy-dom
import { act, fireEvent, screen, waitFor, within } from "@testing-library/react";
import { beforeEach, expect, it } from "vitest";
import { SegmentBuilder } from "@/components/rules/segment-builder";
import { shopNames } from "@/components/rules/testing/in-builder";
import { useRuleDraft } from "@/components/rules/use-rule-draft";
import { answerApi } from "@/components/testing/answer-api";
import { mount } from "@/components/testing/mount";
import type { SegmentRule } from "@/lib/rules/rule";

const rule: SegmentRule = {
	id: "root",
	combinator: "and",
	rules: [{ id: "b", kind: "trait", field: "plan", type: "string", operator: "equals", value: "pro" }],
};

function Page() {
	const draft = useRuleDraft(rule, "begun node", 1);
	return (
		<>
			<SegmentBuilder draft={draft} openedAt="2026-11-22T09:00:00.000Z" />
			<div role="dialog">
				<button type="button">In another dialog</button>
			</div>
		</>
	);
}

beforeEach(() => {
	window.localStorage.clear();
	answerApi({
		"GET /catalog": shopNames,
		"GET /catalog/values": { values: [] },
		"GET /catalog/properties": { events: 0, properties: [] },
		"GET /campaigns": { items: [], nextCursor: null },
	});
});

const condition = (number: number) => within(screen.getByRole("group", { name: `Condition ${number}` }));
const amount = () => condition(2).getByLabelText("Value of orders");
const isMarked = () => amount().getAttribute("aria-invalid") === "true";

async function begin() {
	// Roles that cannot see people request no sizes.
	const view = mount(<Page />, "viewer");
	await view.user.click(await screen.findByRole("button", { name: "Add condition" }));
	await view.user.keyboard("orders{Enter}");
	await waitFor(() => expect(document.activeElement).toBe(amount()));
	return view;
}

it("marks nothing in a condition being filled in, and what is missing once it loses focus", async () => {
	await begin();
	expect(isMarked()).toBe(false);
	act(() => condition(1).getByRole("button", { name: "About: plan" }).focus());
	expect(isMarked()).toBe(true);
});

it("is left for a dialog that is not its own", async () => {
	await begin();
	act(() => screen.getByRole("button", { name: "In another dialog" }).focus());
	expect(isMarked()).toBe(true);
});

it("is not left for its own menus, and is left from them", async () => {
	const { user } = await begin();
	await user.click(condition(2).getByRole("button", { name: "About: orders" }));
	expect(isMarked()).toBe(false);
	const search = screen.getByRole("combobox", { name: "Search events, traits and segments" });
	expect(document.activeElement).toBe(search);
	act(() => search.blur());
	expect(isMarked()).toBe(true);
});

it("is not left when the window is", async () => {
	await begin();
	// The browser reports this with the focus where it was.
	fireEvent.focusOut(amount(), { relatedTarget: null });
	expect(isMarked()).toBe(false);
});

it("is marked after it was removed and restored", async () => {
	const { user } = await begin();
	await user.click(condition(2).getByRole("button", { name: "More for condition 2" }));
	await user.click(screen.getByRole("menuitem", { name: "Remove" }));
	expect(screen.queryByRole("group", { name: "Condition 2" })).toBeNull();
	await user.click(screen.getByRole("button", { name: "Undo" }));
	expect(isMarked()).toBe(true);
});
