// @vitest-environment happy-dom
import { screen, waitFor } from "@testing-library/react";
import { describe, expect, it, vi } from "vitest";
import { shopNames } from "@/components/rules/testing/in-builder";
import { answerApi } from "@/components/testing/answer-api";
import { mount } from "@/components/testing/mount";
import { GlobalHoldoutSettings } from "@/components/workspaces/global-holdout-settings";
import type { GlobalHoldoutState } from "@/lib/campaigns/global-holdout-contracts";

vi.mock("next/navigation", () => ({ useParams: () => ({ workspace: "acme" }) }));

const none: GlobalHoldoutState = {
	asOf: "2026-11-22T09:00:00.000Z",
	people: 20_000,
	heldOut: null,
	current: null,
	previous: [],
};
const live: GlobalHoldoutState = {
	...none,
	heldOut: 1012,
	current: {
		id: "glo_1",
		shareBp: 500,
		startedAt: "2026-09-01T09:00:00.000Z",
		countsFrom: "2026-09-29T09:00:00.000Z",
		rotateMonths: 6,
		nextRotationAt: "2027-03-01T09:00:00.000Z",
		endedAt: null,
		goalEvent: "Order Completed",
		valueProperty: "amount",
		currency: "USD",
		createdName: "Ada",
	},
};
const defaults = {
	goalEvent: "Order Completed",
	valueProperty: "amount",
	currency: "USD",
	holdoutBp: 1000,
	windowDays: 14,
};

describe("the global holdout in the settings", () => {
	it("says whom it will hold out before it begins", async () => {
		const api = answerApi({
			"GET /global-holdout": none,
			"GET /catalog": shopNames,
			"POST /global-holdout": live,
		});
		const { user } = mount(<GlobalHoldoutSettings defaults={defaults} />);
		expect(await screen.findByText(/About 1,000 of 20,000 people known today/)).toBeTruthy();
		await user.click(screen.getByRole("button", { name: "Hold out 5%…" }));
		expect(screen.getByText(/Campaigns that are running keep the people they already reach/)).toBeTruthy();
		expect(api.sentTo("POST /global-holdout")).toEqual([]);
		await user.click(screen.getByRole("button", { name: "Hold them out" }));
		await waitFor(() =>
			expect(api.sentTo("POST /global-holdout")).toEqual([
				{
					shareBp: 500,
					rotateMonths: 6,
					goalEvent: "Order Completed",
					valueProperty: "amount",
					currency: "USD",
				},
			]),
		);
		expect(await screen.findByText(/1,012 people of 20,000 people known today/)).toBeTruthy();
	});

	it("replaces or releases them only when confirmed", async () => {
		const api = answerApi({ "GET /global-holdout": live, "POST /global-holdout/rotate": live });
		const { user } = mount(<GlobalHoldoutSettings defaults={defaults} />);
		await user.click(await screen.findByRole("button", { name: "Replace them now…" }));
		expect(screen.getByText(/Outcomes count again after 28 days/)).toBeTruthy();
		await user.click(screen.getByRole("button", { name: "Replace them" }));
		await waitFor(() => expect(api.sentTo("POST /global-holdout/rotate")).toEqual([{}]));
	});
});
