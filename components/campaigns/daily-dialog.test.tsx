// @vitest-environment happy-dom
import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it, vi } from "vitest";
import { CostsCard } from "@/components/campaigns/costs-card";
import { DailyDialog } from "@/components/campaigns/daily-dialog";
import { answerApi } from "@/components/testing/answer-api";
import { mount } from "@/components/testing/mount";
import { filledCampaign } from "@/components/testing/sample-answers";
import type { DailyFiguresView, DailyPreview } from "@/lib/campaigns/daily/contracts";

vi.mock("next/navigation", () => ({ useParams: () => ({ workspace: "acme" }) }));

const campaign = { ...filledCampaign, currency: "USD", costCents: 240_000 };
const path = `/campaigns/${campaign.id}/daily/cost`;
const view: DailyFiguresView = {
	asOf: "2026-11-22T09:00:00.000Z",
	currency: "USD",
	days: [
		{ source: "", day: "2026-11-04", figures: { cost: -20 } },
		{ source: "", day: "2026-11-03", figures: { cost: 131 } },
	],
	totals: [{ source: "", firstDay: "2026-11-03", lastDay: "2026-11-04", figures: { cost: 111 } }],
	reports: [
		{
			id: "rpt_0000000000abcdefghjkmnpqrs",
			source: "",
			fileName: "b.csv",
			by: "Ada",
			at: "2026-11-22T08:00:00.000Z",
			undoneBy: null,
			undoneAt: null,
			days: 2,
			changes: [
				{ day: "2026-11-03", before: { cost: 130 }, after: { cost: 131 } },
				{ day: "2026-11-04", before: null, after: { cost: -20 } },
			],
			changed: 2,
			refused: 1,
		},
	],
};
const preview: DailyPreview = {
	columns: ["day", "amount"],
	rowCount: 3,
	sample: [["2026-11-03", "131"]],
	mapping: {
		delimiter: ",",
		hasHeader: true,
		dayColumn: 0,
		date: "iso",
		cost: 1,
		conversions: null,
		value: null,
		number: "1234.5",
		lineColumn: null,
		onlyColumn: null,
		onlyValue: null,
		sameDay: "ask",
	},
	onlyValues: [],
	missing: [],
	repeated: [],
	days: 2,
	changed: 2,
	changes: view.reports[0]?.changes ?? [],
	refused: 1,
	refusedRows: [{ line: 4, column: "day", reason: "2026-12-24 is in the future", text: "2026-12-24 | 7" }],
	before: { cost: 130 },
	after: { cost: 111 },
};
const file = new File(["day,amount\n2026-11-03,131\n2026-11-04,-20\n2026-12-24,7\n"], "b.csv");

describe("the costs of a campaign", () => {
	it("are shown per day in place of the typed total, with what each file changed and left out", async () => {
		answerApi({ [`GET ${path}`]: view });
		mount(<CostsCard campaign={campaign} />);
		const card = within(screen.getByRole("region", { name: "Costs" }));
		expect(await card.findByText("$111.00")).toBeTruthy();
		expect(card.getByText(/The typed total of \$2,400 is not counted beside costs per day$/)).toBeTruthy();
		expect(
			await card.findByText(/1 day added, changed 3 Nov 2026 from \$130\.00 to \$131\.00\./),
		).toBeTruthy();
		expect(card.getByText("1 row not counted: download").getAttribute("href")).toMatch(
			/refused\.csv\?workspace=acme$/,
		);
	});

	it("are unknown where there are none, never 0", async () => {
		answerApi({ [`GET ${path}`]: { ...view, days: [], totals: [], reports: [] } });
		mount(<CostsCard campaign={{ ...campaign, costCents: null }} />);
		expect(await screen.findByText(/^No cost is set\./)).toBeTruthy();
		expect(screen.queryByText(/\$0/)).toBeNull();
	});

	it("from a file are shown before they are imported, and imported as they were shown", async () => {
		const { sentTo } = answerApi({ [`POST ${path}/preview`]: preview, [`POST ${path}/files`]: view });
		const { user } = mount(
			<DailyDialog campaignId={campaign.id} kind="cost" currency="USD" onClose={() => {}} />,
		);
		await user.upload(screen.getByLabelText("CSV with a row per day"), file);
		expect(await screen.findByText("2 days, 2 changes. Total: $111.00, was $130.00.")).toBeTruthy();
		expect(screen.getByText("3 Nov 2026: $130.00 becomes $131.00")).toBeTruthy();
		expect(screen.getByText("Line 4, day: 2026-12-24 is in the future")).toBeTruthy();
		await user.click(screen.getByRole("button", { name: "Import file" }));
		await waitFor(() => expect(sentTo(`POST ${path}/files`)).toHaveLength(1));
		expect(sentTo(`POST ${path}/files`)[0]).toMatchObject({
			fileName: "b.csv",
			mapping: preview.mapping,
			text: await file.text(),
		});
	});

	it("from a file whose rows nothing tells apart are not imported before that is decided", async () => {
		answerApi({ [`POST ${path}/preview`]: { ...preview, repeated: ["2026-11-03"] } });
		const { user } = mount(
			<DailyDialog campaignId={campaign.id} kind="cost" currency="USD" onClose={() => {}} />,
		);
		await user.upload(screen.getByLabelText("CSV with a row per day"), file);
		expect(await screen.findByText(/^3 Nov 2026 is in the file more than once\./)).toBeTruthy();
		expect(screen.getByRole<HTMLButtonElement>("button", { name: "Import file" }).disabled).toBe(true);
	});
});
