// @vitest-environment happy-dom
import { screen, waitFor } from "@testing-library/react";
import { describe, expect, it, vi } from "vitest";
import { HoldoutNotice } from "@/components/syncs/rules/holdout-notice";
import { answerApi } from "@/components/testing/answer-api";
import { mount } from "@/components/testing/mount";
import { sync } from "@/components/testing/sample-answers";
import "@/lib/syncs/edit-api";
import type { Role } from "@/lib/workspaces/policy";

vi.mock("next/navigation", () => ({ useParams: () => ({ workspace: "acme" }) }));

const path = `/syncs/${sync.id}`;

function mountNotice(role: Role, answer: object) {
	const shown = { ...sync, keepsHoldouts: false };
	const api = answerApi({
		"GET /syncs/holdouts": { asOf: "2026-11-22T09:00:00.000Z", ...answer },
		[`PATCH ${path}`]: sync,
	});
	return { ...mount(<HoldoutNotice sync={shown} />, role), sentTo: api.sentTo };
}

const campaigns = [
	{ id: "cmp_1", name: "Spring", isRunning: true, people: 40 },
	{ id: "cmp_2", name: "Winter", isRunning: false, people: 2 },
];

describe("the notice of a sync that reaches held-out people", () => {
	it("names the campaigns with their people, and holds them out at a click", async () => {
		const { user, sentTo } = mountNotice("marketer", { people: 42, campaigns });
		expect(await screen.findByText("This sync reaches 42 people whom campaigns hold out")).toBeTruthy();
		expect(screen.getByText(/ended, still being measured/)).toBeTruthy();
		await user.click(screen.getByRole("button", { name: "Hold them out here too" }));
		await waitFor(() => expect(sentTo(`PATCH ${path}`)).toEqual([{ keepsHoldouts: true }]));
	});

	it("offers nothing to who may not change the sync", async () => {
		mountNotice("analyst", { people: 42, campaigns });
		await screen.findByText("This sync reaches 42 people whom campaigns hold out");
		expect(screen.queryByRole("button")).toBeNull();
	});

	it("does not say none where it is not known", async () => {
		mountNotice("marketer", { people: null, campaigns: [{ ...campaigns[0], people: null }] });
		expect(await screen.findByText("Campaigns hold people out of this segment or account")).toBeTruthy();
	});
});
