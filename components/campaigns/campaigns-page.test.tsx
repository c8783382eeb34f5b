// @vitest-environment happy-dom
import { screen, within } from "@testing-library/react";
import { describe, expect, it, vi } from "vitest";
import { CampaignsPage } from "@/components/campaigns/campaigns-page";
import { answerApi } from "@/components/testing/answer-api";
import { mount } from "@/components/testing/mount";
import { campaignSummary, liftSummary } from "@/components/testing/sample-answers";

vi.mock("next/navigation", () => ({
	useParams: () => ({ workspace: "acme" }),
	useRouter: () => ({ push: () => {}, prefetch: () => {} }),
	usePathname: () => "/acme/campaigns",
	useSearchParams: () => new URLSearchParams(),
}));

function mountList(answers: { campaign?: object; lift?: unknown }) {
	const { campaign = {}, lift = { items: [liftSummary], nextCursor: null } } = answers;
	answerApi({
		"GET /campaigns": { items: [{ ...campaignSummary, ...campaign }], nextCursor: null },
		...(lift === null ? {} : { "GET /lift": lift }),
	});
	return mount(<CampaignsPage />);
}

async function cells() {
	await screen.findByText(campaignSummary.name);
	const [, row] = screen.getAllByRole("row");
	return within(row ?? document.body)
		.getAllByRole("cell")
		.map((cell) => cell.textContent);
}

describe("the list of campaigns", () => {
	it("shows verdict, lift with its interval, people and destination", async () => {
		mountList({});
		await screen.findByText("Keep running");
		expect((await cells()).slice(0, 6)).toEqual([
			"Spring saleLoyal customers",
			"Keep running+18% (+9.0% to +27%)",
			"+18%+9.0% to +27%",
			"1,117106 held out",
			"Our Meta account",
			"Running",
		]);
	});

	it("never shows a figure that is unknown as zero", async () => {
		const unknown = { known: false, reason: "No one's conversion window is complete yet." };
		mountList({
			lift: {
				items: [{ ...liftSummary, primary: { ...liftSummary.primary, relative: unknown } }],
				nextCursor: null,
			},
		});
		await screen.findByText("Keep running");
		expect((await cells())[2]).toBe("Unknown");
	});

	it("shows a draft as not launched, and what could not be read as unknown", async () => {
		const { unmount } = mountList({
			campaign: { status: "draft", launchedAt: null },
			lift: { items: [], nextCursor: null },
		});
		expect((await cells()).slice(1, 4)).toEqual(["Not launched", "", ""]);
		unmount();
		mountList({ lift: null });
		expect(await screen.findAllByText("Unknown")).toHaveLength(3);
	});

	it("has what all campaigns added as a tab", async () => {
		mountList({});
		const tabs = within(await screen.findByRole("navigation"));
		expect(tabs.getByRole("link", { name: "Lift" }).getAttribute("href")).toBe("/acme/lift");
		expect(tabs.getByRole("link", { current: "page" }).textContent).toBe("Campaigns");
	});
});
