// @vitest-environment happy-dom
import { cleanup, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";
import { LiftPage } from "@/components/lift/lift-page";
import { answerApi } from "@/components/testing/answer-api";
import { mount } from "@/components/testing/mount";
import { campaign, conversions, liftRead } from "@/components/testing/sample-answers";
import type { LiftReadOut } from "@/lib/lift/contracts";

vi.mock("next/navigation", () => ({
	useParams: () => ({ workspace: "acme" }),
	usePathname: () => "/acme",
	useSearchParams: () => new URLSearchParams(),
}));

async function mountLift(differs: Partial<LiftReadOut> = {}) {
	answerApi({ [`GET /lift/${campaign.id}`]: { ...liftRead, ...differs } });
	mount(<LiftPage campaignId={campaign.id} />);
	return within(await screen.findByRole("region", { name: "Verdict" }));
}

describe("the page of a lift", () => {
	it("begins with one short sentence and two bars, then what is incremental against what is attributed", async () => {
		const headline = "This campaign reduced conversions.";
		const verdict = await mountLift({
			verdict: { kind: "retire", headline, sentence: `${headline} 11.8% against 10.0%.` },
		});
		expect(verdict.getByText("Stop")).toBeTruthy();
		expect(verdict.getByText(headline)).toBeTruthy();
		expect(verdict.getAllByRole("definition").map((bar) => bar.textContent)).toEqual([
			"11.8% (10.0% to 13.7%)",
			"10.0% (5.00% to 17.0%)",
		]);
		const regions = screen.getAllByRole("region").map((region) => region.getAttribute("aria-label"));
		expect(regions.slice(0, 3)).toEqual(["Verdict", "Incremental impact", "Incremental against attributed"]);
	});

	it("is one card with its date while there is no result, and nothing on it is unknown", async () => {
		const difference = { known: false as const, reason: "No one's conversion window is complete yet." };
		const noOne = { people: 0, sum: 0, mean: null, low: null, high: null };
		const verdict = await mountLift({
			asOf: "2026-11-08T09:00:00.000Z",
			people: { treated: 0, holdout: 0, treatedOpen: 1117, holdoutOpen: 106, completeAt: null },
			metrics: [{ ...conversions, treated: noOne, holdout: noOne, difference, relative: difference }],
			outlook: {
				firstAnswerAt: "2026-11-16T09:00:00.000Z",
				baseRate: 0.2,
				leastLift: 0.0391,
				obstacle: null,
			},
			verdict: { kind: "keep_collecting", headline: "Too early to tell.", sentence: "Too early to tell." },
		});
		expect(verdict.getByText("16 Nov 2026")).toBeTruthy();
		expect(verdict.getByText(/^Day 7 of 14\./)).toBeTruthy();
		expect(verdict.getByText(/so a lift of 4 points or more will show\.$/)).toBeTruthy();
		expect(screen.queryByText(/Unknown/)).toBeNull();
		const regions = screen.getAllByRole("region").map((region) => region.getAttribute("aria-label"));
		expect(regions).toEqual(["Verdict", "Health"]);
	});

	it("shows adjusted figures in place of the others, and keeps the verdict", async () => {
		const known = <T,>(figure: T) => ({ known: true as const, figure });
		const range = (value: number) => known({ value, low: value - 50, high: value + 50 });
		const difference = known({ value: 0.02, se: 0.01, low: 0, high: 0.04, p: 0.05 });
		const adjusted = known({
			covariate: "the same metric in the 28 days before assignment",
			metrics: [{ ...conversions, difference, removed: 0.31 }],
			incrementalConversions: range(222),
			incrementalValue: liftRead.incrementalValue,
			money: liftRead.money,
			series: liftRead.series,
		});
		await mountLift({ incrementalConversions: range(111), adjusted });
		const user = userEvent.setup();
		const region = within(screen.getByRole("region", { name: "Incremental impact" }));
		expect(region.getByText("+111")).toBeTruthy();
		const headline = liftRead.verdict.headline;
		await user.click(screen.getByRole("switch", { name: "Adjust for earlier behavior (CUPED)" }));
		expect(region.getByText("+222")).toBeTruthy();
		expect(region.getByText(/^Adjusted for the same metric/)).toBeTruthy();
		expect(screen.getByText(/^Variance removed: .* 31\.0%\./)).toBeTruthy();
		expect(screen.getByText(headline)).toBeTruthy();
		expect(window.location.search).toBe("?adjusted=before");
		await user.click(screen.getByRole("switch"));
		expect(region.getByText("+111")).toBeTruthy();
		expect(window.location.search).toBe("");
	});

	it("shows what may be said of variants, with the pairs one click away, and no card where there are none", async () => {
		await mountLift();
		expect(screen.queryByText("Variants against each other")).toBeNull();
		cleanup();
		const row = (name: string) => ({
			key: name.toLowerCase(),
			name,
			metric: conversions,
			p: 0.03,
			adjusted: 0.06,
			shown: null,
		});
		const [one, other] = [row("A"), row("B")];
		const { difference } = conversions;
		await mountLift({
			variants: {
				label: "Order Completed",
				rows: [one, other],
				pairs: [{ one, other, difference, p: 0.5, adjusted: 0.5, shown: null }],
				winner: null,
				best: "a",
				sentence: "No variant can be called better than another.",
			},
		});
		expect(await screen.findByText("No variant can be called better than another.")).toBeTruthy();
		expect(screen.getByText("Best of 2, so likely less than it looks")).toBeTruthy();
		const pairs = screen.getByText("Variants against each other").closest("details");
		expect(pairs?.open).toBe(false);
		expect(within(pairs ?? document.body).getByText("A against B")).toBeTruthy();
	});

	it("says why nothing is adjusted where nothing can be", async () => {
		await mountLift({ adjusted: { known: false, reason: "There is no difference to adjust yet." } });
		await userEvent.setup().click(screen.getByRole("switch"));
		expect(screen.getByText("Not adjusted. There is no difference to adjust yet.")).toBeTruthy();
	});

	it("says what arrived after the last window had closed, with both figures", async () => {
		await mountLift({
			late: {
				closedAt: "2026-11-14T09:00:00.000Z",
				readAt: "2026-11-14T09:00:30.000Z",
				treated: 9,
				holdout: 3,
				moved: [{ key: "conversion", label: "Order Completed", unit: "share", before: 0.02, after: 0.023 }],
			},
		});
		expect(
			await screen.findByText(
				"12 conversions arrived after the last conversion window closed on 14 Nov 2026 (9 treated, 3 held out).",
			),
		).toBeTruthy();
		expect(screen.getByText("Order Completed: the difference moved from +2.0 pts to +2.3 pts.")).toBeTruthy();
	});
});
