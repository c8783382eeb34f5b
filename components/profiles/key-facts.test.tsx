// @vitest-environment happy-dom
import { screen } from "@testing-library/react";
import { expect, it, vi } from "vitest";
import { KeyFacts } from "@/components/profiles/key-facts";
import { TraitsCard } from "@/components/profiles/traits-card";
import { answerApi } from "@/components/testing/answer-api";
import { mount } from "@/components/testing/mount";
import type { ProfileDetail } from "@/lib/profiles/api";

vi.mock("next/navigation", () => ({ useParams: () => ({ workspace: "acme" }) }));

const at = "2026-11-01T09:00:00.000Z";
const profile: ProfileDetail = {
	uid: 7,
	uids: [7],
	isKnown: true,
	name: "Maya",
	email: "m@x.example",
	userId: "u7",
	firstSeenAt: at,
	identifiers: [],
	personal: [{ field: "email", label: "Email", value: "m@x.example", validFrom: at }],
	traits: [
		{ name: "orders", type: "number", value: 1, source: "computed", validFrom: at },
		{ name: "spent", type: "number", value: 267.5, source: "computed", validFrom: at },
		{ name: "joined_on", type: "string", value: "2026-03-14", source: "CRM", validFrom: at },
	],
	consent: [{ purpose: "email", state: "granted", effectiveAt: at, source: "CRM", statement: null }],
	suppressions: [],
	merges: [],
	asOf: at,
};
const figures = {
	purchase: "Order Completed",
	amount: "total",
	stage: { traitId: "ctr_1", name: "lifecycle" },
	items: [
		{ uid: 7, lastSeenAt: at, orders: 1, lastOrderAt: null, value: 267.5, currency: "USD", stage: "Active" },
	],
	asOf: at,
};

it("shows value, orders, stage and how to reach a person", async () => {
	answerApi({ "GET /profiles/figures": figures });
	mount(<KeyFacts profile={profile} />);
	expect(await screen.findByText("$267.50")).toBeTruthy();
	expect(screen.getByText("1 order")).toBeTruthy();
	expect(screen.getByText("Never")).toBeTruthy();
	expect(screen.getByText("Active")).toBeTruthy();
	expect(screen.getByRole("link", { name: "lifecycle" }).getAttribute("href")).toBe("/acme/traits/ctr_1");
	expect(screen.getByText("Email")).toBeTruthy();
});

it("omits orders if the workspace has no event for them", async () => {
	answerApi({
		"GET /profiles/figures": { ...figures, purchase: null, amount: null, stage: null, items: [] },
	});
	mount(<KeyFacts profile={profile} />);
	await vi.waitFor(() => expect(screen.queryByText("Value")).toBeNull());
	expect(screen.queryByText("Stage")).toBeNull();
	expect(screen.getByText("Reachable by")).toBeTruthy();
});

it("shows what numeric traits count, and dates as dates", async () => {
	const trait = (name: string, unit: string | null) => ({
		id: "ctr_0000000000abcdefghjkmnpqrs",
		name,
		description: "",
		kind: "aggregate",
		valueType: "number",
		state: "live",
		staleReason: null,
		nextTryAt: null,
		ownerId: "u1",
		ownerName: "Ada",
		version: 1,
		servedVersion: 1,
		people: 3,
		asOf: at,
		usedIn: [],
		says: "",
		unit,
		createdAt: at,
		updatedAt: at,
	});
	answerApi({
		"GET /profiles/figures": figures,
		"GET /traits": { items: [trait("orders", "times"), trait("spent", "total")], nextCursor: null },
	});
	mount(<TraitsCard profileId={7} traits={profile.traits} />);
	expect(await screen.findByText("1 time")).toBeTruthy();
	expect(await screen.findByText("$267.50")).toBeTruthy();
	expect(screen.getByText("14 Mar 2026")).toBeTruthy();
	expect(screen.getByText("Joined on")).toBeTruthy();
});
