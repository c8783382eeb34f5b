// @vitest-environment happy-dom
import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it, vi } from "vitest";
import { AudienceCard } from "@/components/campaigns/audience-card";
import { DeliveryCard } from "@/components/campaigns/delivery-card";
import { ResultCard } from "@/components/campaigns/result-card";
import { answerApi } from "@/components/testing/answer-api";
import { mount } from "@/components/testing/mount";
import { campaign, conversions, liftRead, runCounts, sync } from "@/components/testing/sample-answers";
import type { CampaignDetail } from "@/lib/campaigns/contracts";
import type { LiftReadOut } from "@/lib/lift/contracts";
import type { RunCounts } from "@/lib/syncs/contracts";

vi.mock("next/navigation", () => ({
	useParams: () => ({ workspace: "acme" }),
	useRouter: () => ({ push: () => {} }),
}));

function mountResult(differs: Partial<LiftReadOut> = {}, about: Partial<CampaignDetail> = {}) {
	answerApi({ [`GET /lift/${campaign.id}`]: { ...liftRead, ...differs } });
	return mount(<ResultCard campaign={{ ...campaign, ...about }} />);
}

const run = {
	id: "run_1",
	syncId: sync.id,
	trigger: "schedule",
	question: null,
	status: "finished",
	asOf: "2026-11-22T09:00:00.000Z",
	counts: runCounts,
	progress: null,
	error: null,
	createdAt: "2026-11-22T09:00:00.000Z",
	startedAt: "2026-11-22T09:00:00.000Z",
	finishedAt: "2026-11-22T09:08:00.000Z",
};

function answerSyncs(lastRun: object | null, delivered: number | string | null = 1117) {
	answerApi({
		"GET /syncs": { items: [{ ...sync, lastRun, delivered }], nextCursor: null },
		[`GET /campaigns/${campaign.id}/leaks`]: {
			asOf: run.asOf,
			heldOut: 0,
			reached: 0,
			reachedElsewhere: 0,
			paths: [],
			people: [],
		},
	});
}

describe("the result of a campaign", () => {
	it("is two bars, each with its figure and interval, and the verdict in one sentence", async () => {
		mountResult();
		expect(await screen.findByText("This campaign works.")).toBeTruthy();
		const bars = screen.getAllByRole("definition").map((bar) => bar.textContent);
		expect(bars).toEqual(["11.8% (10.0% to 13.7%)", "10.0% (5.00% to 17.0%)"]);
		expect(screen.getByRole("link", { name: "All results" }).getAttribute("href")).toBe(
			`/acme/lift/${campaign.id}`,
		);
	});

	it("is one line with its date while there is no result", async () => {
		const reason = "No one's conversion window is complete yet.";
		const metrics = [{ ...conversions, difference: { known: false as const, reason } }];
		const { unmount } = mountResult({ metrics, asOf: "2026-11-10T09:00:00.000Z" });
		const region = within(await screen.findByRole("region", { name: "Result" }));
		expect(await region.findByText("16 Nov 2026")).toBeTruthy();
		expect(screen.queryByRole("definition")).toBeNull();
		unmount();
		mountResult({ metrics });
		expect(await screen.findByText(`No answer yet: ${reason}`)).toBeTruthy();
	});
});

describe("the audience of a campaign", () => {
	it("goes from the segment down to those who are sent, and why the others are not", async () => {
		answerSyncs(run);
		mount(<AudienceCard campaign={campaign} />);
		const steps = await screen.findAllByRole("listitem");
		expect(steps.map((step) => step.textContent)).toEqual([
			`In ${sync.segment.name}1,490`,
			"Agreed to advertising1,230−260 (−17.4%)",
			"Not held out1,124−106 (−8.62%)",
			"With an identifier that is sent1,117−7 (−0.62%)",
		]);
		expect(screen.getByText(/1,117 are sent and 106 held out/)).toBeTruthy();
	});

	it("is not shown where unknown: before a run, and to roles that may not see it", async () => {
		for (const lastRun of [null, { ...run, counts: null }, { ...run, status: "running" }]) {
			answerSyncs(lastRun);
			const { unmount } = mount(
				<>
					<AudienceCard campaign={campaign} />
					<DeliveryCard campaign={campaign} />
				</>,
			);
			await waitFor(() => expect(screen.queryByText(/there|of/)).toBeTruthy());
			expect(screen.queryByRole("region", { name: "Audience" })).toBeNull();
			unmount();
		}
	});
});

describe("the delivery of a campaign", () => {
	const delivery = async (
		counts: RunCounts | null,
		delivered: number | string | null,
		status = "running",
	) => {
		answerSyncs({ ...run, counts }, delivered);
		// Safe because the statuses below are a campaign's.
		mount(<DeliveryCard campaign={{ ...campaign, status: status as CampaignDetail["status"] }} />);
		await screen.findByText(/people|delivered yet/);
		return within(screen.getByRole("region", { name: "Delivery" }));
	};

	it("is a bar with both its numbers", async () => {
		const card = await delivery(runCounts, 1000);
		expect(card.getByText(/^1,000 of 1,117 people, last/)).toBeTruthy();
		expect(card.getByRole("progressbar").getAttribute("aria-valuenow")).toBe("90");
	});

	it("does not show an ended campaign as delivering, nor zero as complete", async () => {
		const card = await delivery({ ...runCounts, wanted: 0, noIdentifier: 0 }, 0, "ended");
		expect(card.getByText("Ended")).toBeTruthy();
		expect(card.queryByText("Delivering")).toBeNull();
		expect(card.queryByRole("progressbar")).toBeNull();
		expect(card.getByText(/^0 people there/)).toBeTruthy();
	});

	it("shows what a role may see, and nothing as zero before the first run", async () => {
		const told = await delivery(null, "fewer than 10");
		expect(told.getByText(/^fewer than 10 people there/)).toBeTruthy();
		document.body.innerHTML = "";
		answerSyncs(null, null);
		mount(<DeliveryCard campaign={campaign} />);
		expect(await screen.findByText("Nothing was delivered yet.")).toBeTruthy();
	});
});
