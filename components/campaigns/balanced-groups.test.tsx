// @vitest-environment happy-dom
import { screen, within } from "@testing-library/react";
import { describe, expect, it, vi } from "vitest";
import { GroupsCard } from "@/components/campaigns/groups-card";
import { MeasurementCard } from "@/components/campaigns/measurement-card";
import { mount } from "@/components/testing/mount";
import { filledCampaign } from "@/components/testing/sample-answers";
import type { CampaignDetail } from "@/lib/campaigns/contracts";

vi.mock("next/navigation", () => ({ useParams: () => ({ workspace: "acme" }) }));

const strata: CampaignDetail["epochs"][number]["strata"] = [
	{ name: "Up to 3", people: 600, heldOut: 60 },
	{ name: "Without orders", people: "fewer than 10", heldOut: "fewer than 10" },
];
const epoch = {
	epoch: 1,
	holdoutBp: 1000,
	method: "cohort" as const,
	startedAt: "2026-11-02T09:00:00.000Z",
	strata,
};
const balanced: CampaignDetail = {
	...filledCampaign,
	stratifyBy: { by: "trait", trait: "orders" },
	epochs: [epoch as CampaignDetail["epochs"][number]],
};

describe("a campaign whose groups were balanced", () => {
	it("lists the groups with the share held out of each, and none it may not show", async () => {
		const { user } = mount(<GroupsCard campaign={balanced} />);
		await user.click(await screen.findByText(/Balanced by orders: the same share of each of 2 groups/));
		const row = (name: string) =>
			within(screen.getByRole("rowheader", { name }).closest("tr") as HTMLElement);
		expect(
			row("Up to 3")
				.getAllByRole("cell")
				.map((cell) => cell.textContent),
		).toEqual(["600", "60", "10.0%"]);
		expect(row("Without orders").getByText("not shown")).toBeTruthy();
	});

	it.each([
		[{ by: "trait", trait: "orders" }, "orders"],
		[{ by: "before" }, "How much of the goal they had in the 28 days before launch"],
	] as const)("says by what: %o", (stratifyBy, words) => {
		mount(<MeasurementCard campaign={{ ...balanced, stratifyBy }} onEdit={() => {}} />);
		expect(screen.getByText("Balanced by")).toBeTruthy();
		expect(screen.getByText(words)).toBeTruthy();
	});

	it("says nothing of it where nothing was chosen", () => {
		mount(
			<>
				<GroupsCard campaign={filledCampaign} />
				<MeasurementCard campaign={filledCampaign} onEdit={() => {}} />
			</>,
		);
		expect(screen.queryByText(/Balanced by/)).toBeNull();
	});
});
