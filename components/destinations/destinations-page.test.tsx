// @vitest-environment happy-dom
import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it, vi } from "vitest";
import { DestinationPage } from "@/components/destinations/destination-page";
import { DestinationsPage } from "@/components/destinations/destinations-page";
import { answerApi } from "@/components/testing/answer-api";
import { mount } from "@/components/testing/mount";
import { destination, network } from "@/components/testing/sample-answers";
import type { Role } from "@/lib/workspaces/policy";

vi.mock("next/navigation", () => ({
	useParams: () => ({ workspace: "acme" }),
	useRouter: () => ({ push: vi.fn(), replace: vi.fn(), prefetch: vi.fn() }),
	usePathname: () => "/acme/destinations",
	useSearchParams: () => new URLSearchParams(),
}));

const works = { ...destination, id: "dst_1", name: "A shop" };
const fails = { ...destination, id: "dst_2", name: "Z agency", status: "failing", checkError: "It expired." };
const networks = { items: [{ ...network, purpose: "advertising" }], nextCursor: null };

function mountList(role: Role = "admin") {
	answerApi({
		"GET /destinations": { items: [works, fails], nextCursor: null },
		"GET /destinations/networks": networks,
	});
	return mount(<DestinationsPage />, role);
}

function mountOne(role: Role = "admin", isChanging = false) {
	answerApi({
		"GET /destinations/dst_2": fails,
		"GET /destinations/networks": networks,
		"GET /syncs": { items: [], nextCursor: null },
	});
	return mount(<DestinationPage destinationId="dst_2" isChanging={isChanging} />, role);
}

describe("destinations", () => {
	it("list failing ones first, with a fix link for admins", async () => {
		const { unmount } = mountList();
		const rows = await screen.findAllByRole("row");
		expect(rows[1]?.textContent).toMatch(/^Z agency/);
		expect(screen.getByRole("link", { name: "Fix Z agency" }).getAttribute("href")).toBe(
			"/acme/destinations/dst_2?change=connection",
		);
		expect(screen.queryByRole("link", { name: "Fix A shop" })).toBeNull();
		unmount();
		mountList("marketer");
		await screen.findAllByRole("row");
		expect(screen.queryByRole("link", { name: /^Fix/ })).toBeNull();
	});

	it("start a campaign, a sync or an exclusion list with themselves preselected", async () => {
		mountOne("marketer");
		const hrefs = async (name: string) =>
			(await screen.findAllByRole("link", { name })).map((link) => link.getAttribute("href"));
		expect(await hrefs("New campaign")).toEqual(["/acme/campaigns/new?destination=dst_2"]);
		expect(await hrefs("Exclusion list")).toEqual(["/acme/syncs/new?destination=dst_2&use=exclusion"]);
		expect(new Set(await hrefs("New sync"))).toEqual(new Set(["/acme/syncs/new?destination=dst_2"]));
		expect(screen.getByText(/It expired\. An admin can fix it\./)).toBeTruthy();
	});

	it("say why nothing is sent for a while, and when it is tried again", async () => {
		const until = new Date(Date.now() + 10 * 60_000).toISOString();
		const reason = "The last 5 requests failed. Meta had a temporary problem.";
		answerApi({
			"GET /destinations/dst_1": { ...works, pause: { until, reason } },
			"GET /destinations/networks": networks,
			"GET /syncs": { items: [], nextCursor: null },
		});
		mount(<DestinationPage destinationId="dst_1" />, "marketer");
		expect(await screen.findByText("Nothing is sent to this destination right now")).toBeTruthy();
		expect(screen.getByText(/^The last 5 requests failed\. Meta had/).textContent).toMatch(
			/problem\. Next try: in (9|10) min\.$/,
		);
	});

	it("are disconnected by their button, and name whose removal is given up with them", async () => {
		const archived = { "DELETE /destinations/dst_2": { id: "dst_2" } };
		const page = {
			"GET /destinations/dst_2": fails,
			"GET /destinations/networks": networks,
			"GET /syncs": { items: [], nextCursor: null },
		};
		const nobody = { people: 0, erased: 0, withdrawn: 0 };
		const first = answerApi({
			...page,
			...archived,
			"GET /destinations/dst_2/owed-removals": nobody,
		});
		const before = mount(<DestinationPage destinationId="dst_2" />, "admin");
		await before.user.click(await screen.findByRole("button", { name: "Disconnect" }));
		const dialog = await screen.findByRole("dialog");
		await before.user.click(within(dialog).getByRole("button", { name: "Disconnect" }));
		await waitFor(() => expect(first.queriesOf("DELETE /destinations/dst_2")).toEqual([""]));
		before.unmount();

		const owed = { people: 3, erased: 1, withdrawn: 2 };
		const second = answerApi({ ...page, ...archived, "GET /destinations/dst_2/owed-removals": owed });
		const { user } = mount(<DestinationPage destinationId="dst_2" />, "admin");
		await user.click(await screen.findByRole("button", { name: "Disconnect" }));
		expect(await screen.findByText("3 people must still be removed")).toBeTruthy();
		expect(
			screen.getByText(
				/^1 person being erased and 2 people who withdrew consent or were suppressed have not been/,
			),
		).toBeTruthy();
		await user.click(screen.getByRole("button", { name: "Give up 3 removals and disconnect" }));
		await waitFor(() =>
			expect(second.queriesOf("DELETE /destinations/dst_2")).toEqual(["givesUpRemovals=3"]),
		);
	});

	it("open with the connection form for someone who came to fix it", async () => {
		const { user } = mountOne("admin", true);
		expect(await screen.findByRole("dialog")).toBeTruthy();
		await user.click(screen.getByRole("button", { name: "Close" }));
		expect(screen.queryByRole("dialog")).toBeNull();
		await user.click(screen.getByRole("button", { name: "Fix" }));
		expect(screen.getByRole("dialog")).toBeTruthy();
	});
});
