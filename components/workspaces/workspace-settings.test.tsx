// @vitest-environment happy-dom
import { screen, waitFor } from "@testing-library/react";
import { describe, expect, it, vi } from "vitest";
import { shopNames } from "@/components/rules/testing/in-builder";
import { answerApi } from "@/components/testing/answer-api";
import { mount } from "@/components/testing/mount";
import { WorkspaceSettings } from "@/components/workspaces/workspace-settings";

vi.mock("next/navigation", () => ({
	useParams: () => ({ workspace: "acme" }),
	useRouter: () => ({ refresh: vi.fn() }),
	usePathname: () => "/acme/settings",
}));

const settings = {
	id: "wsp_1",
	slug: "acme",
	name: "Acme",
	timeZone: "Europe/Berlin",
	defaults: { goalEvent: null, valueProperty: null, currency: "USD", holdoutBp: 1000, windowDays: 14 },
	createdAt: "2026-11-01T09:00:00.000Z",
};

function mountSettings(differs: Partial<typeof settings> = {}) {
	const api = answerApi({
		"GET /workspace": { ...settings, ...differs },
		"GET /catalog": shopNames,
		"PATCH /workspace": { ...settings, ...differs },
	});
	return { ...mount(<WorkspaceSettings />), sent: () => api.sentTo("PATCH /workspace") };
}

describe("the time zone", () => {
	it("is found by its city and chosen by the keyboard, with its offset beside it", async () => {
		const { user, sent } = mountSettings();
		const zone = await screen.findByRole("combobox", { name: "Time zone" });
		await user.clear(zone);
		await user.type(zone, "new york");
		expect(screen.getByRole("option", { name: /America\/New York.*UTC−0[45]:00/ })).toBeTruthy();
		await user.keyboard("{Enter}");
		expect((zone as HTMLInputElement).value).toBe("America/New_York");
		expect(screen.queryByRole("option")).toBeNull();
		await user.click(screen.getByRole("button", { name: "Save" }));
		await waitFor(() => expect(sent()).toEqual([{ name: "Acme", timeZone: "America/New_York" }]));
	});

	it("is chosen by a click, and Escape closes the list without a choice", async () => {
		const { user } = mountSettings();
		const zone = await screen.findByRole<HTMLInputElement>("combobox", { name: "Time zone" });
		await user.click(zone);
		await user.keyboard("{ArrowDown}{Escape}");
		expect([zone.value, zone.getAttribute("aria-expanded")]).toEqual(["Europe/Berlin", "false"]);
		await user.click(zone);
		await user.click(screen.getByRole("option", { name: /Europe\/Lisbon/ }));
		expect(zone.value).toBe("Europe/Lisbon");
	});
});

describe("campaign defaults", () => {
	it("are sent as shown, a value only with its goal", async () => {
		const { user, sent } = mountSettings();
		await user.click(await screen.findByRole("combobox", { name: "Goal" }));
		await user.click(await screen.findByRole("option", { name: "Order Completed" }));
		await user.click(screen.getByRole("combobox", { name: "Holdout" }));
		await user.click(screen.getByRole("option", { name: "20%" }));
		await user.click(screen.getByRole("button", { name: "Save defaults" }));
		await waitFor(() =>
			expect(sent()).toEqual([
				{ defaults: { ...settings.defaults, goalEvent: "Order Completed", holdoutBp: 2000 } },
			]),
		);
	});

	it("keep a goal that is no longer in the data", async () => {
		mountSettings({ defaults: { ...settings.defaults, goalEvent: "Gone" as never } });
		await waitFor(() => expect(screen.getByRole("combobox", { name: "Goal" }).textContent).toBe("Gone"));
	});
});
