// @vitest-environment happy-dom
import { screen, within } from "@testing-library/react";
import { describe, expect, it, vi } from "vitest";
import { PortfolioCard } from "@/components/lift/portfolio-card";
import { ProgrammeCard } from "@/components/lift/programme-card";
import { mount } from "@/components/testing/mount";
import { liftSummary } from "@/components/testing/sample-answers";
import type { LiftSummary } from "@/lib/lift/contracts";

vi.mock("next/navigation", () => ({ useParams: () => ({ workspace: "acme" }) }));

const campaign = (index: number, value: number, differs: Partial<LiftSummary> = {}): LiftSummary => ({
	...liftSummary,
	campaignId: `${liftSummary.campaignId.slice(0, -1)}${index}`,
	name: `Campaign ${index}`,
	incrementalValue: { known: true, figure: { value, low: value - 1500, high: value + 1500 } },
	valueBasis: { error: 750, people: 1000 },
	startedAt: `2026-0${index}-01T09:00:00.000Z`,
	...differs,
});

describe("the portfolio", () => {
	it("shows the programme's total with the campaigns it is of, and says which are unknown", () => {
		mount(<ProgrammeCard campaigns={[campaign(1, 2000), campaign(2, -500), liftSummary]} />);
		const card = within(screen.getByRole("region", { name: "All campaigns together" }));
		expect(card.getByText("+$1,500")).toBeTruthy();
		expect(
			card.getByText(/−\$1,500 to \$4,500, the sum of 2 campaigns’ own intervals; 1 not known yet\./),
		).toBeTruthy();
		expect(card.getByText(/1 Feb 2026 with Campaign 2: \+\$1,500/)).toBeTruthy();
	});

	it("is as many words as there are while nothing is known, and never a zero", () => {
		mount(<ProgrammeCard campaigns={[liftSummary]} />);
		expect(screen.getByText(/is not known yet/)).toBeTruthy();
		expect(screen.queryByText(/\$0/)).toBeNull();
	});

	it("says that older campaigns are not added up", () => {
		mount(<ProgrammeCard campaigns={[campaign(1, 2000)]} hasMore />);
		expect(screen.getByText("The newest 1 campaigns together")).toBeTruthy();
	});

	it("ranks campaigns, with their own result beside the one drawn together, and names segments that never paid", () => {
		const segment = { id: "seg_00000000000000000000000001", name: "Sleepers" };
		const verdict = { kind: "retire" as const, headline: "", sentence: "" };
		mount(
			<PortfolioCard
				campaigns={[
					campaign(1, 9000),
					campaign(2, 400),
					campaign(3, -3000, { verdict, segment }),
					campaign(4, 1000, { cost: 200 }),
				]}
			/>,
		);
		const rows = screen.getAllByRole("listitem").map((row) => row.textContent ?? "");
		expect(rows[0]).toMatch(/^Campaign 1.*own result \+\$9,000/);
		expect(rows.some((row) => /^Campaign 4.*cost \$200/.test(row))).toBe(true);
		expect(screen.getByRole("link", { name: "Sleepers (1 campaign)" }).getAttribute("href")).toBe(
			`/acme/segments/${segment.id}`,
		);
	});
});
