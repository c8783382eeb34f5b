// @vitest-environment happy-dom
import { screen, waitFor } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { ImportForm } from "@/components/campaigns/import-form";
import { answerApi } from "@/components/testing/answer-api";
import { mount } from "@/components/testing/mount";
import { importedFile, inspection } from "@/components/testing/sample-answers";

const columns = ["customer_id", "segment", "conversion", "spend"];
const cells = [
	["c1", "Mens E-Mail", "1", "29.99"],
	["c2", "No E-Mail", "0", "0"],
];

function mountForm() {
	const api = answerApi({
		[`GET /imports/${importedFile.id}/inspection`]: inspection(columns, cells),
		[`POST /campaigns/imports/${importedFile.id}/values`]: {
			items: [
				{ value: "Mens E-Mail", rows: 21_000 },
				{ value: "No E-Mail", rows: 21_300 },
			],
		},
		[`POST /campaigns/imports/${importedFile.id}/start`]: { campaignId: "cmp_1", importId: importedFile.id },
	});
	const started: string[] = [];
	const view = mount(<ImportForm imported={importedFile} onStarted={(id) => started.push(id)} />);
	return {
		...view,
		api,
		started,
		sent: () => api.sentTo(`POST /campaigns/imports/${importedFile.id}/start`),
	};
}

const submit = () => screen.getByRole("button", { name: /^Import about/ });

describe("importing a finished campaign", () => {
	it("sends the mapping that is shown", async () => {
		const { user, sent } = mountForm();
		await user.clear(await screen.findByLabelText("Name of the campaign"));
		await user.type(screen.getByLabelText("Name of the campaign"), "Email test");
		await user.click(screen.getByRole("combobox", { name: "Column with the group" }));
		await user.click(screen.getByRole("option", { name: /^segment/ }));
		await screen.findByText("Mens E-Mail");
		expect(screen.getByRole("combobox", { name: "Group No E-Mail was" }).textContent).toBe("Held out");
		await user.type(screen.getByLabelText("Assigned on"), "2026-05-01");
		await user.clear(screen.getByLabelText("Conversion window (days)"));
		await user.type(screen.getByLabelText("Conversion window (days)"), "21");
		await user.type(screen.getByLabelText("Planned holdout, % (optional)"), "25");
		await user.type(screen.getByLabelText("Cost (optional)"), "1 500");
		await user.click(submit());
		await waitFor(() => expect(sent()).toHaveLength(1));
		expect(sent()[0]).toMatchObject({
			mapping: {
				name: "Email test",
				person: { by: "column", column: 0 },
				arm: {
					column: 1,
					values: [
						{ value: "Mens E-Mail", arm: "treated" },
						{ value: "No E-Mail", arm: "holdout" },
					],
				},
				time: null,
				assignedAt: "2026-05-01T00:00:00.000Z",
				windowDays: 21,
				holdoutShare: 0.25,
				costCents: 150_000,
			},
		});
	});

	it("shows what is missing and sends nothing", async () => {
		const { user, sent } = mountForm();
		await user.clear(await screen.findByLabelText("Name of the campaign"));
		await user.click(submit());
		const messages = (await screen.findAllByRole("alert")).map(({ textContent }) => textContent);
		expect(messages).toContain("Give the campaign a name.");
		expect(messages).toContain("When was it sent?");
		expect(sent()).toEqual([]);
		expect(document.activeElement).toBe(screen.getByLabelText("Name of the campaign"));
		await user.type(screen.getByLabelText("Name of the campaign"), "x");
		expect(screen.queryByText("Give the campaign a name.")).toBeNull();
	});

	it("imports nothing without a held-out group", async () => {
		const { user, sent } = mountForm();
		await user.click(await screen.findByRole("combobox", { name: "Column with the group" }));
		await user.click(screen.getByRole("option", { name: /^segment/ }));
		await user.click(await screen.findByRole("combobox", { name: "Group No E-Mail was" }));
		await user.click(screen.getByRole("option", { name: "Leave out" }));
		await user.type(screen.getByLabelText("Assigned on"), "2026-05-01");
		await user.click(submit());
		expect(await screen.findByText("Choose which group was held out.")).toBeTruthy();
		expect(sent()).toEqual([]);
	});
});
