// @vitest-environment happy-dom
import { screen } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { ChoicePicker } from "@/components/rules/pickers/choice-picker";
import { EventPicker } from "@/components/rules/pickers/event-picker";
import { IdPicker } from "@/components/rules/pickers/id-picker";
import { PropertyPicker } from "@/components/rules/pickers/property-picker";
import { SubjectPicker } from "@/components/rules/pickers/subject-picker";
import { InBuilder } from "@/components/rules/testing/in-builder";
import { answerApi } from "@/components/testing/answer-api";
import { mountControl } from "@/components/testing/mount";

const options = () => screen.queryAllByRole("option").map(({ textContent }) => textContent);

describe("picking one of many", () => {
	const choices = [
		{ value: "de", label: "Germany", hint: "12" },
		{ value: "at", label: "Austria" },
		{ value: "au", label: "Australia" },
	];
	const mountPicker = () =>
		mountControl("de", (value, onChange) => (
			<ChoicePicker label="Find a country" empty="No such country." choices={choices} onPick={onChange}>
				<button type="button">{value}</button>
			</ChoicePicker>
		));

	it("opens, narrows, goes down and picks by the keyboard alone", async () => {
		const { user, held } = mountPicker();
		await user.tab();
		await user.keyboard("{Enter}");
		expect(screen.getByRole("combobox", { name: "Find a country" })).toBe(document.activeElement);
		expect(options()).toEqual(["Germany12", "Austria", "Australia"]);
		await user.keyboard("aus{ArrowDown}{Enter}");
		expect(held()).toBe("au");
		expect(options()).toEqual([]);
	});

	it("leaves everything as it was on Escape", async () => {
		const { user, held } = mountPicker();
		await user.click(screen.getByRole("button", { name: "de" }));
		await user.keyboard("austria{Escape}");
		expect(held()).toBe("de");
		expect(options()).toEqual([]);
	});

	it("says that nothing has that name", async () => {
		const { user, held } = mountPicker();
		await user.click(screen.getByRole("button", { name: "de" }));
		await user.keyboard("atlantis{Enter}");
		expect(screen.getByText("No such country.")).toBeTruthy();
		expect(held()).toBe("de");
	});
});

describe("picking an event", () => {
	it("offers the most frequent first and shows how active each is", async () => {
		const { user, held } = mountControl("", (name, onChange) => (
			<InBuilder>
				<EventPicker name={name} anyLabel="any event" disabled={false} onPick={onChange} />
			</InBuilder>
		));
		await user.click(screen.getByRole("button", { name: "Event: any event" }));
		expect(options()).toEqual([
			"any event",
			"App Opened90K in 30 d",
			"Order Completed1.2K in 30 d",
			"Cart Viewednone in 30 d",
		]);
		await user.keyboard("cart{Enter}");
		expect(held()).toBe("Cart Viewed");
	});
});

describe("picking what is stored by id", () => {
	it("shows names, says when one is gone, and supports “any”", async () => {
		const { user, held } = mountControl("c9", (id, onChange) => (
			<IdPicker
				noun="campaign"
				id={id}
				choices={[{ value: "c1", label: "Spring sale" }]}
				isAnyAllowed
				isInvalid={false}
				disabled={false}
				onPick={onChange}
			/>
		));
		await user.click(screen.getByRole("button", { name: "Campaign: a campaign that is gone" }));
		await user.keyboard("spring{Enter}");
		expect(held()).toBe("c1");
		await user.click(screen.getByRole("button", { name: "Campaign: Spring sale" }));
		await user.keyboard("any{Enter}");
		expect(held()).toBe("");
		expect(screen.getByRole("button", { name: "Campaign: any campaign" })).toBeTruthy();
	});
});

describe("picking a property", () => {
	it("requests how often each occurs when opened, and shows the type of the one picked", async () => {
		const api = answerApi({
			"GET /catalog/properties": { events: 100, properties: [{ name: "amount", count: 90 }] },
		});
		const { user, held } = mountControl<[string, string]>(["", ""], (_, onChange) => (
			<InBuilder>
				<PropertyPicker event="Order Completed" onPick={(name, type) => onChange([name, type])}>
					<button type="button">Property</button>
				</PropertyPicker>
			</InBuilder>
		));
		expect(api.sentTo("GET /catalog/properties")).toEqual([]);
		await user.click(screen.getByRole("button", { name: "Property" }));
		await screen.findByText("number · in 90%");
		expect(options()).toEqual(["amountnumber · in 90%", "categorystring · in 0%"]);
		await user.keyboard("am{Enter}");
		expect(held()).toEqual(["amount", "number"]);
	});
});

describe("picking what a condition is about", () => {
	it("finds kinds by synonyms, and keeps an event and a trait with the same name apart", async () => {
		const { user, held } = mountControl<unknown>(null, (_, onChange) => (
			<InBuilder>
				<SubjectPicker onPick={onChange}>
					<button type="button">Add</button>
				</SubjectPicker>
			</InBuilder>
		));
		await user.click(screen.getByRole("button", { name: "Add" }));
		await user.keyboard("funnel{Enter}");
		expect(held()).toEqual({ kind: "sequence" });
		await user.click(screen.getByRole("button", { name: "Add" }));
		await user.keyboard("plan{Enter}");
		expect(held()).toEqual({ kind: "trait", name: "plan", type: "string" });
	});
});
