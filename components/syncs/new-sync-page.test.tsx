// @vitest-environment happy-dom
import { screen, waitFor } from "@testing-library/react";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { NewSyncPage } from "@/components/syncs/new-sync-page";
import { answerApi } from "@/components/testing/answer-api";
import { mount } from "@/components/testing/mount";
import { destination, network, segment, segmentId, sync } from "@/components/testing/sample-answers";
import type { HoldoutPreview } from "@/lib/syncs/contracts";

const push = vi.fn();
vi.mock("next/navigation", () => ({ useParams: () => ({ workspace: "acme" }), useRouter: () => ({ push }) }));
beforeEach(() => push.mockClear());

function mountPage(
	given: { segment: string | null; destination: string | null } = { segment: null, destination: null },
	heldOut: HoldoutPreview = { asOf: "2026-11-22T09:00:00.000Z", people: 0, campaigns: [] },
	third: typeof network | null = null,
) {
	const other = { ...destination, id: "dst_2", name: "Mail tool", network: "mail", networkName: "Mail" };
	const api = answerApi({
		"GET /segments": { items: [segment], nextCursor: null },
		"GET /destinations": {
			items: [
				destination,
				other,
				...(third
					? [{ ...other, id: "dst_3", name: third.name, network: third.slug, networkName: third.name }]
					: []),
			],
			nextCursor: null,
		},
		"GET /destinations/networks": {
			items: [
				network,
				...(third ? [third] : []),
				{
					...network,
					slug: "mail",
					purposes: ["advertising", "email", "sms"],
					identifierKinds: network.identifierKinds.slice(0, 1),
				},
			],
			nextCursor: null,
		},
		"GET /syncs/holdouts": heldOut,
		"POST /syncs": sync,
	});
	return { ...mount(<NewSyncPage {...given} />), sent: () => api.sentTo("POST /syncs") };
}

const create = () => screen.getByRole<HTMLButtonElement>("button", { name: "Create sync" });

async function choose(user: ReturnType<typeof mount>["user"], label: string, option: RegExp) {
	await user.click(await screen.findByRole("combobox", { name: label }));
	await user.click(await screen.findByRole("option", { name: option }));
}

describe("creating a sync", () => {
	it("sends segment, destination, identifiers and schedule as shown", async () => {
		const { user, sent } = mountPage();
		expect(create().disabled).toBe(true);
		await choose(user, "Segment", /Loyal customers/);
		await choose(user, "Destination", /Our Meta account/);
		await user.click(await screen.findByLabelText("Phone"));
		await choose(user, "How often", /Every day/);
		await user.type(screen.getByLabelText("Name (optional)"), " Daily ");
		await user.click(create());
		await waitFor(() => expect(sent()).toHaveLength(1));
		expect(sent()[0]).toMatchObject({
			segmentId,
			destinationId: "dst_1",
			identifierKinds: ["email"],
			schedule: { kind: "interval", everyMinutes: 1440 },
		});
		await waitFor(() => expect(push).toHaveBeenCalledWith(`/acme/syncs/${sync.id}`));
	});

	it("asks what it is for where the destination serves several purposes, and which consent it needs", async () => {
		const { user, sent } = mountPage();
		await choose(user, "Segment", /Loyal customers/);
		await choose(user, "Destination", /Our Meta account/);
		expect(screen.queryByRole("combobox", { name: "What it is for" })).toBeNull();
		await choose(user, "Destination", /Mail tool/);
		await choose(user, "What it is for", /Text messages/);
		await user.click(create());
		await waitFor(() => expect(sent()).toHaveLength(1));
		expect(sent()[0]).toMatchObject({ destinationId: "dst_2", purpose: "sms" });
	});

	it("says whom campaigns hold out before it is created, and holds them out unless told otherwise", async () => {
		const held = {
			asOf: "2026-11-22T09:00:00.000Z",
			people: 1204,
			campaigns: [{ id: "cmp_1", name: "Spring", isRunning: true, people: 1204 }],
		};
		const { user, sent } = mountPage({ segment: segmentId, destination: "dst_1" }, held);
		expect(await screen.findByText("1,204 people are left out because campaigns hold them out")).toBeTruthy();
		expect(screen.getByRole("link", { name: "Spring" }).getAttribute("href")).toBe("/acme/campaigns/cmp_1");
		const check = screen.getByRole("checkbox", { name: "Hold them out here too" });
		expect(check.getAttribute("aria-checked")).toBe("true");
		await user.click(check);
		expect(screen.getByText("This sync reaches 1,204 people whom campaigns hold out")).toBeTruthy();
		await user.click(create());
		await waitFor(() => expect(sent()).toHaveLength(1));
		expect(sent()[0]).toMatchObject({ keepsHoldouts: false });
	});

	it("needs at least one identifier", async () => {
		const { user, sent } = mountPage({ segment: segmentId, destination: "dst_1" });
		await user.click(await screen.findByLabelText("Phone"));
		await user.click(screen.getByLabelText("Email"));
		expect(create().disabled).toBe(true);
		await user.keyboard(" ");
		expect(screen.getByRole("checkbox", { name: "Email" }).getAttribute("aria-checked")).toBe("true");
		expect(create().disabled).toBe(false);
		expect(sent()).toEqual([]);
	});

	it("offers all identifiers of another destination again", async () => {
		const { user, sent } = mountPage({ segment: segmentId, destination: "dst_1" });
		await user.click(await screen.findByLabelText("Email"));
		await choose(user, "Destination", /Mail tool/);
		expect(screen.queryByLabelText("Phone")).toBeNull();
		await user.click(create());
		await waitFor(() => expect(sent()).toHaveLength(1));
		expect(sent()[0]).toMatchObject({ destinationId: "dst_2", identifierKinds: ["email"] });
	});

	it("chooses one identifier where the destination keeps one record of a person", async () => {
		const crm = {
			...network,
			slug: "crm",
			name: "Our CRM",
			hasOneIdentifier: true,
			keepsRecords: true,
		};
		const { user, sent } = mountPage({ segment: segmentId, destination: "dst_3" }, undefined, crm);
		const phone = await screen.findByRole("radio", { name: /By phone/ });
		expect(screen.getByRole("radio", { name: /By email/ }).getAttribute("aria-checked")).toBe("true");
		expect(screen.queryByRole("checkbox", { name: "Email" })).toBeNull();
		expect(screen.getByText(/keeps one record per person/)).toBeTruthy();
		await user.click(phone);
		await user.click(create());
		await waitFor(() => expect(sent()).toHaveLength(1));
		expect(sent()[0]).toMatchObject({ destinationId: "dst_3", identifierKinds: ["phone"] });
	});

	it("runs only manually if so chosen", async () => {
		const { user, sent } = mountPage({ segment: segmentId, destination: "dst_1" });
		await choose(user, "How often", /someone starts/);
		await screen.findByLabelText("Phone");
		await user.click(create());
		await waitFor(() => expect(sent()).toHaveLength(1));
		expect(sent()[0]).toMatchObject({ schedule: { kind: "manual" } });
	});
});

describe("creating an exclusion list", () => {
	it("is named after its purpose", async () => {
		answerApi({
			"GET /segments": { items: [segment], nextCursor: null },
			"GET /destinations": { items: [destination], nextCursor: null },
			"GET /destinations/networks": { items: [network], nextCursor: null },
		});
		mount(<NewSyncPage segment={segmentId} destination="dst_1" isExclusion />);
		expect(screen.getByRole("heading", { name: "New exclusion list" })).toBeTruthy();
		expect(await screen.findByText(/called “Exclude Loyal customers”/)).toBeTruthy();
	});
});
