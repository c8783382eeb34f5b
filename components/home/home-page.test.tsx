// @vitest-environment happy-dom
import { screen, waitFor } from "@testing-library/react";
import type { ComponentProps } from "react";
import { describe, expect, it, vi } from "vitest";
import { HomePage } from "@/components/home/home-page";
import { answerApi } from "@/components/testing/answer-api";
import { mount } from "@/components/testing/mount";
import { destination, liftSummary, segment, sync } from "@/components/testing/sample-answers";
import type { Role } from "@/lib/workspaces/policy";

vi.mock("next/navigation", () => ({ useParams: () => ({ workspace: "acme" }) }));

const list = (items: unknown[]) => ({ items, nextCursor: null });
const asOf = "2026-11-22T09:00:00.000Z";
const empty = {
	"GET /profiles/counts": { known: 0, anonymous: 0, asOf },
	"GET /segments": list([]),
	"GET /traits": list([]),
	"GET /imports": list([]),
	"GET /jobs/failed": { items: [] },
	"GET /destinations": list([]),
	"GET /syncs": list([]),
	"GET /lift": list([]),
	"GET /workspace/jobs": {
		queue: null,
		workerSeenAt: null,
		lastStartedAt: null,
		problem: null,
		isRunning: true,
		jobs: [],
	},
	"GET /notifications/delivery": { problem: null, nextTryAt: null },
	"GET /segments/reach": { asOf, people: 0, reachable: 0 },
	"GET /syncs/delivered": { asOf, people: 0, lately: 0 },
	"GET /segments/trends": { asOf, items: [] },
};
const expired = { ...destination, status: "failing", checkError: "The token has expired." };
const stopped = { ...sync, status: "failing", statusReason: "The token has expired." };

type Launched = ComponentProps<typeof HomePage>["launched"];

function mountHome(answers: Record<string, unknown>, role: Role = "admin", launched: Launched = []) {
	const api = answerApi(answers);
	return { ...mount(<HomePage launched={launched} />, role), sentTo: api.sentTo };
}

describe("Home", () => {
	it("shows what needs attention while other parts are loading or have failed", async () => {
		mountHome({ "GET /destinations": list([expired]), "GET /syncs": list([stopped]) });
		expect(await screen.findByText("Our Meta account refuses the connection")).toBeTruthy();
		expect(screen.getByText(/1 sync does not deliver: Loyal customers to Meta/)).toBeTruthy();
		expect(await screen.findByText("Segments could not be checked")).toBeTruthy();
		expect(screen.queryByText(/^All good/)).toBeNull();
	});

	it("offers the fix to roles that may, and a link to view to others", async () => {
		const answers = { ...empty, "GET /destinations": list([expired]), "GET /syncs": list([stopped]) };
		const first = mountHome(answers);
		const reconnect = await screen.findByRole("link", { name: /^Reconnect/ });
		expect(reconnect.getAttribute("href")).toBe("/acme/destinations/dst_1?change=connection");
		first.unmount();
		mountHome(answers, "viewer");
		const open = await screen.findByRole("link", { name: /^Open destination/ });
		expect(open.getAttribute("href")).toBe("/acme/destinations/dst_1");
	});

	it("runs a sync again from its button", async () => {
		const { user, sentTo } = mountHome({
			...empty,
			"GET /destinations": list([destination]),
			"GET /syncs": list([stopped]),
			"POST /syncs/syn_1/runs": {},
		});
		await user.click(await screen.findByRole("button", { name: /^Retry/ }));
		await waitFor(() => expect(sentTo("POST /syncs/syn_1/runs")).toEqual([{}]));
	});

	it("guides through an empty workspace, without unmeasured figures", async () => {
		mountHome(empty);
		expect(await screen.findByText("0 of 4 done")).toBeTruthy();
		expect(screen.queryByText("Incremental value")).toBeNull();
		expect(screen.queryByText("Campaign results")).toBeNull();
		expect(screen.queryByText(/^All good/)).toBeNull();
	});

	it("draws a result as two bars, and progress toward one as a bar", async () => {
		const waiting = {
			...liftSummary,
			campaignId: `${liftSummary.campaignId.slice(0, -1)}0`,
			name: "You left something behind",
			launchedAt: "2026-11-17T08:00:00.000Z",
			primary: null,
		};
		mountHome({
			...empty,
			"GET /profiles/counts": { known: 1200, anonymous: 300, asOf },
			"GET /segments": list([segment]),
			"GET /lift": list([waiting, { ...liftSummary, status: "ended" }]),
			"GET /segments/reach": { asOf, people: 1500, reachable: 750 },
		});
		const bar = await screen.findByRole("progressbar", { name: /You left something behind: day 6 of 14/ });
		expect(bar).toBeTruthy();
		expect(screen.getByText(/First answer on 1 Dec 2026/)).toBeTruthy();
		expect(screen.getAllByText("Held out")).toHaveLength(1);
		expect(screen.getByText("1,500")).toBeTruthy();
		expect(await screen.findByText("50.0% of people, with consent")).toBeTruthy();
		expect(screen.getByText("No campaign has an answer with a value yet")).toBeTruthy();
	});
});
