// @vitest-environment happy-dom
import { screen, waitFor, within } from "@testing-library/react";
import { useState } from "react";
import { describe, expect, it } from "vitest";
import { MappingEditor } from "@/components/syncs/mapping/mapping-editor";
import { answerApi } from "@/components/testing/answer-api";
import { mount } from "@/components/testing/mount";
import type { NetworkView } from "@/lib/destinations/contracts";
import type { Mapping } from "@/lib/syncs/mapping/contracts";
import type { SampleView } from "@/lib/syncs/mapping/sample";

const anyName = { fields: [], takesOthers: true, maxFields: 2 };
const person = { uid: 7, label: "Ann Lee" };
const view: SampleView = {
	person,
	people: [person, { uid: 8, label: "Ben Ray" }],
	issues: [],
	warnings: [],
	fields: [{ target: "tier", value: "gold", problem: null }],
	problem: null,
	request: {
		method: "POST",
		url: "https://shop.example.com/muster",
		headers: [{ name: "webhook-signature", value: "•••" }],
		body: '{\n  "tier": "gold"\n}',
	},
};
const catalogue = {
	traits: [
		{ name: "plan", type: "string", firstSeenAt: at(), lastSeenAt: at(), isComputed: false, people: 1 },
	],
	events: [],
	maxEvents: 1,
	eventsBeyond: 0,
	maxTraits: 1,
	isFullOfTraits: false,
	asOf: at(),
};

function at(): string {
	return "2026-11-22T09:00:00.000Z";
}

function Held(props: {
	ability: NonNullable<NetworkView["mapping"]>;
	initial: Mapping;
	fieldsOf?: { destinationId: string; name: string };
	onChange: (mapping: Mapping) => void;
}) {
	const [mapping, setMapping] = useState(props.initial);
	return (
		<MappingEditor
			ability={props.ability}
			fieldsOf={props.fieldsOf ?? null}
			mapping={mapping}
			onChange={(next) => {
				setMapping(next);
				props.onChange(next);
			}}
			sampleOf={{ syncId: "syn_1" }}
		/>
	);
}

function mountEditor(
	ability: NonNullable<NetworkView["mapping"]> = anyName,
	answer: SampleView = view,
	initial: Mapping = [],
) {
	const changes: Mapping[] = [initial];
	const api = answerApi({ "GET /sources/catalogue": catalogue, "POST /syncs/syn_1/sample": answer });
	return {
		...mount(<Held ability={ability} initial={initial} onChange={(mapping) => changes.push(mapping)} />),
		mapping: () => changes.at(-1),
		asked: () => api.sentTo("POST /syncs/syn_1/sample"),
	};
}

const rule: Mapping[number] = {
	target: "tier",
	source: { personal: "city" },
	transform: "none",
	digits: 0,
};

describe("the mapping of a sync", () => {
	it("is made with the keyboard: a new row is where one types", async () => {
		const { user, mapping } = mountEditor();
		await user.click(screen.getByRole("button", { name: "Send a field" }));
		await waitFor(() => expect(document.activeElement).toBe(screen.getByLabelText("Field 1")));
		await user.keyboard("greeting");
		await user.click(screen.getByRole("combobox", { name: "Value of field 1" }));
		await user.click(await screen.findByRole("option", { name: "Text with names in it" }));
		await user.type(screen.getByLabelText("Text of field 1"), "Hi {{{{first_name}}");
		expect(mapping()).toEqual([
			{ target: "greeting", source: { template: "Hi {{first_name}}" }, transform: "none", digits: 0 },
		]);
		await user.click(screen.getByRole("button", { name: "Remove field 1" }));
		expect(mapping()).toEqual([]);
		expect(document.activeElement).toBe(screen.getByRole("button", { name: "Send a field" }));
	});

	it("shows what a person's values make of it, and the request", async () => {
		const { user, asked } = mountEditor(anyName, view, [rule]);
		expect(await screen.findByText('Ann Lee: "gold"')).toBeTruthy();
		const panel = screen.getByRole("region", { name: "Sample request" });
		expect(within(panel).getByText(/POST https:\/\/shop\.example\.com\/muster/).textContent).toContain(
			"webhook-signature: •••",
		);
		await user.click(screen.getByRole("combobox", { name: "Shown for" }));
		await user.click(await screen.findByRole("option", { name: "Ben Ray" }));
		await waitFor(() => expect(asked().at(-1)).toEqual({ uid: 8, mapping: [rule] }));
	});

	it("says at the row what is wrong with it, and at a person why they would be left out", async () => {
		const wrong: SampleView = {
			...view,
			issues: [{ path: "mapping.1.source", message: "No trait is called color. Choose a trait." }],
			fields: [{ target: "tier", value: null, problem: "tier is empty." }],
			problem: "Fix the mapping to see the request.",
			request: null,
		};
		mountEditor(anyName, wrong, [rule, { ...rule, target: "color", source: { trait: "color" } }]);
		const [first, second] = await screen.findAllByRole("listitem");
		expect(await within(second as HTMLElement).findByText(/No trait is called color/)).toBeTruthy();
		expect(
			within(second as HTMLElement)
				.getByRole("combobox", { name: "Value of field 2" })
				.getAttribute("aria-invalid"),
		).toBe("true");
		expect(within(first as HTMLElement).getByText("Ann Lee would be left out: tier is empty.")).toBeTruthy();
		expect(screen.getByText("Fix the mapping to see the request.")).toBeTruthy();
	});

	it("offers the fields of a destination that has its own, and no more than it takes", async () => {
		const own = {
			fields: [
				{
					name: "LOOKALIKE_VALUE",
					label: "Customer value",
					help: "What a person is worth.",
					type: "number" as const,
					isRequired: true,
					isFixed: true,
				},
			],
			takesOthers: false,
			maxFields: 1,
		};
		const { user, mapping } = mountEditor(own);
		await user.click(screen.getByRole("button", { name: "Send a field" }));
		expect(mapping()?.[0]?.target).toBe("LOOKALIKE_VALUE");
		expect(screen.getByText("What a person is worth.")).toBeTruthy();
		expect(screen.getByRole<HTMLButtonElement>("button", { name: "Add a field" }).disabled).toBe(true);
		await user.click(screen.getByRole("combobox", { name: "Change field 1" }));
		await user.click(await screen.findByRole("option", { name: "Rounded" }));
		await user.clear(screen.getByLabelText("Decimal places of field 1"));
		await user.type(screen.getByLabelText("Decimal places of field 1"), "2");
		expect(mapping()?.[0]).toMatchObject({ transform: "round", digits: 2 });
	});
});

describe("fields that exist at the destination", () => {
	const crm = { fields: [], takesOthers: false, maxFields: 5 };
	const field = { label: "Plan", help: "Their plan.", type: "text", isRequired: false, isFixed: false };
	const mountCrm = (there: object, initial: Mapping = []) => {
		const changes: Mapping[] = [initial];
		answerApi({
			"GET /sources/catalogue": catalogue,
			"POST /syncs/syn_1/sample": view,
			"GET /destinations/dst_1/fields": there,
		});
		const held = (
			<Held
				ability={crm}
				initial={initial}
				fieldsOf={{ destinationId: "dst_1", name: "Our CRM" }}
				onChange={(mapping) => changes.push(mapping)}
			/>
		);
		return { ...mount(held), mapping: () => changes.at(-1) };
	};

	it("are offered with type and help, and one that is gone is marked", async () => {
		const { user, mapping } = mountCrm(
			{ isKnown: true, problem: null, fields: [{ ...field, name: "plan" }] },
			[{ ...rule, type: "number" }],
		);
		expect(await screen.findByText(/Our CRM has no field called tier any more/)).toBeTruthy();
		await user.click(screen.getByRole("combobox", { name: "Field 1" }));
		await user.click(await screen.findByRole("option", { name: "Plan · text" }));
		expect(screen.getByText("Their plan.")).toBeTruthy();
		expect(screen.queryByText(/no field called/)).toBeNull();
		// The type was that of the other field.
		expect(mapping()).toEqual([{ ...rule, target: "plan" }]);
	});

	it("can be typed while the network cannot be asked, which is said", async () => {
		const { user, mapping } = mountCrm({ isKnown: false, problem: "It did not answer.", fields: [] });
		expect(await screen.findByText(/did not say which fields it has: It did not answer/)).toBeTruthy();
		await user.click(screen.getByRole("button", { name: "Send a field" }));
		await user.type(screen.getByRole("textbox", { name: "Field 1" }), "tier");
		expect(mapping()?.[0]?.target).toBe("tier");
	});
});
