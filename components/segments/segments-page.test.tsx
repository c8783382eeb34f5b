// @vitest-environment happy-dom
import { screen, within } from "@testing-library/react";
import { describe, expect, it, vi } from "vitest";
import { SegmentsPage } from "@/components/segments/segments-page";
import { answerApi } from "@/components/testing/answer-api";
import { mount } from "@/components/testing/mount";
import { segment } from "@/components/testing/sample-answers";
import type { SegmentTrend } from "@/lib/segments/contracts";

vi.mock("next/navigation", () => ({
	useParams: () => ({ workspace: "acme" }),
	useRouter: () => ({ push: () => {}, prefetch: () => {} }),
	usePathname: () => "/acme/segments",
	useSearchParams: () => new URLSearchParams(),
}));

const days = (before: number | null, after: SegmentTrend["sizes"][number]) => [
	...Array<number | null>(30).fill(before),
	after,
];
const unused = { campaigns: 0, syncs: 0, name: null };

async function rowOf(differs: Partial<typeof segment>, trend: Partial<SegmentTrend>) {
	const shown = { ...segment, ...differs };
	answerApi({
		"GET /segments": { items: [shown], nextCursor: null },
		"GET /segments/trends": {
			asOf: segment.asOf,
			items: [{ segmentId: segment.id, sizes: days(1100, 1200), isRuleNew: false, usedIn: unused, ...trend }],
		},
	});
	mount(<SegmentsPage />);
	await screen.findByRole("img").catch(() => null);
	return within(screen.getAllByRole("row")[1] ?? document.body);
}

describe("a row of the list of segments", () => {
	it("shows the line of its size in words too, and the change of a week", async () => {
		const row = await rowOf({}, {});
		expect(
			row.getByRole("img", {
				name: "From 1,100 people 30 days ago to 1,200 people now, between 1,100 and 1,200",
			}),
		).toBeTruthy();
		expect(row.getByText("+100")).toBeTruthy();
		expect(row.getByText("nothing yet")).toBeTruthy();
	});

	it("says why there is no change: the segment or its rule is too new, or the role may not see it", async () => {
		expect((await rowOf({}, { sizes: days(null, 1200) })).getByText("too new")).toBeTruthy();
		document.body.innerHTML = "";
		expect((await rowOf({}, { isRuleNew: true })).getByText("new rule")).toBeTruthy();
		document.body.innerHTML = "";
		expect((await rowOf({}, { sizes: days(20, "fewer than 10") })).getByText("not shown")).toBeTruthy();
	});

	it("names what uses it, and counts when there is more than one", async () => {
		const one = await rowOf({}, { usedIn: { campaigns: 0, syncs: 1, name: "Champions to Meta" } });
		expect(one.getByText("Champions to Meta")).toBeTruthy();
		document.body.innerHTML = "";
		const more = await rowOf({}, { usedIn: { campaigns: 2, syncs: 1, name: "Sale" } });
		expect(more.getByText("2 campaigns, 1 sync")).toBeTruthy();
	});

	it("shows a state only if it is not the usual one", async () => {
		expect((await rowOf({}, {})).queryByText("Live")).toBeNull();
		document.body.innerHTML = "";
		const stale = await rowOf({ state: "stale" }, {});
		expect(stale.getByText("Stale")).toBeTruthy();
		document.body.innerHTML = "";
		const unbuilt = { state: "building", size: null } as unknown as Partial<typeof segment>;
		expect((await rowOf(unbuilt, { sizes: days(null, null) })).getByText("not computed yet")).toBeTruthy();
	});
});
