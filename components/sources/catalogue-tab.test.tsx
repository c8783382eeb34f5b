// @vitest-environment happy-dom
import { screen, within } from "@testing-library/react";
import { expect, it, vi } from "vitest";
import { CatalogueTab } from "@/components/sources/catalogue-tab";
import { answerApi } from "@/components/testing/answer-api";
import { mount } from "@/components/testing/mount";

vi.mock("next/navigation", () => ({
	useParams: () => ({ workspace: "acme" }),
	useRouter: () => ({ push: () => {}, prefetch: () => {} }),
	usePathname: () => "/acme/data",
	useSearchParams: () => new URLSearchParams(),
}));

const event = (name: string, count: number, people: number) => ({
	name,
	state: "offered",
	count,
	people,
	lastAt: "2026-11-01T09:00:00.000Z",
	properties: [],
});
const catalogue = {
	traits: [],
	events: [event("Order Completed", 120, 80), event("Page Seen", 4, 3)],
	maxEvents: 2000,
	eventsBeyond: 0,
	maxTraits: 500,
	isFullOfTraits: false,
	asOf: "2026-11-30T00:00:00.000Z",
};
const days = Array.from({ length: 30 }, (_, index) => (index === 3 ? 100 : 1));

it("shows each event's days in words too, and which has stopped coming", async () => {
	answerApi({
		"GET /sources/catalogue": catalogue,
		"GET /sources/catalogue/trends": {
			asOf: catalogue.asOf,
			items: [
				{ name: "Order Completed", days, stoppedSince: null },
				{ name: "Page Seen", days, stoppedSince: "2026-11-20T09:00:00.000Z" },
			],
		},
	});
	mount(<CatalogueTab />, "viewer");
	expect(await screen.findByText(/No data any more: Page Seen/)).toBeTruthy();
	const orders = within(screen.getByRole("row", { name: /Order Completed/ }));
	expect(orders.getByRole("img", { name: "129 times in the last 30 days, at most 100 in one" })).toBeTruthy();
	expect(
		orders
			.getAllByRole("cell")
			.slice(1, 3)
			.map(({ textContent }) => textContent),
	).toEqual(["80", "120"]);
	expect(orders.queryByText(/No data since/)).toBeNull();
	expect(within(screen.getByRole("row", { name: /Page Seen/ })).getByText(/No data since/)).toBeTruthy();
});

it("lists the events while their days are still unknown", async () => {
	answerApi({ "GET /sources/catalogue": catalogue });
	mount(<CatalogueTab />, "viewer");
	expect(await screen.findByRole("row", { name: /Order Completed/ })).toBeTruthy();
	expect(screen.queryByText(/No data/)).toBeNull();
});
