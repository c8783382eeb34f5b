// @vitest-environment happy-dom
import { screen, within } from "@testing-library/react";
import { describe, expect, it, vi } from "vitest";
import { SegmentActions } from "@/components/segments/segment-actions";
import { SizeCard } from "@/components/segments/size-card";
import { answerApi } from "@/components/testing/answer-api";
import { mount } from "@/components/testing/mount";
import { segment } from "@/components/testing/sample-answers";
import type { SegmentDetail, SegmentTrend } from "@/lib/segments/contracts";

vi.mock("next/navigation", () => ({
	useParams: () => ({ workspace: "acme" }),
	useRouter: () => ({ push: () => {} }),
}));

const detail = { ...segment, rule: { combinator: "and", rules: [] } } as SegmentDetail;
const openHistory = vi.fn();

function mountCard(sizes: SegmentTrend["sizes"], isRuleNew = false) {
	answerApi({
		"GET /segments/trends": {
			asOf: segment.asOf,
			items: [{ segmentId: segment.id, sizes, isRuleNew, usedIn: { campaigns: 0, syncs: 0, name: null } }],
		},
	});
	return mount(<SizeCard segment={detail} onOpenHistory={openHistory} />);
}

describe("the size of a segment over time", () => {
	it("is a chart, a sentence and a table, in which unknown days are not zeros", async () => {
		const { user } = mountCard([...Array<null>(20).fill(null), ...Array<number>(10).fill(900), 1200]);
		const summary = "From 900 people 10 days ago to 1,200 people now, between 900 and 1,200";
		expect(await screen.findByRole("img", { name: summary })).toBeTruthy();
		expect(screen.getByText("+300")).toBeTruthy();
		await user.click(screen.getByText("As a table"));
		const rows = within(screen.getByRole("table")).getAllByRole("row");
		expect(rows).toHaveLength(32);
		expect(rows[1]?.textContent).toBe("Now1,200");
		expect(rows.at(-1)?.textContent).toBe("30 days agonot computed yet");
		await user.click(screen.getByRole("button", { name: "Full history" }));
		expect(openHistory).toHaveBeenCalledOnce();
	});

	it("says when it will begin, and when sizes belong to different rules", async () => {
		const { unmount } = mountCard([...Array<null>(30).fill(null), 1200]);
		expect(await screen.findByText("The line starts a day after the first refresh.")).toBeTruthy();
		expect(screen.queryByRole("img")).toBeNull();
		unmount();
		mountCard([...Array<number>(30).fill(10), 1200], true);
		expect(await screen.findByText("The rule changed this week")).toBeTruthy();
		expect(screen.queryByText("+1,190")).toBeNull();
	});
});

describe("the actions on a segment", () => {
	it("start with using it in a sync or campaign", () => {
		mount(<SegmentActions segment={detail} />, "marketer");
		const to = (name: string) => screen.getByRole("link", { name }).getAttribute("href");
		expect(to("Use in a campaign")).toBe(`/acme/campaigns/new?segment=${segment.id}`);
		expect(to("Send to a destination")).toBe(`/acme/syncs/new?segment=${segment.id}`);
	});

	it("are empty for a viewer", () => {
		mount(<SegmentActions segment={detail} />, "viewer");
		expect(screen.queryByRole("link")).toBeNull();
	});
});
