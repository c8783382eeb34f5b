// @vitest-environment happy-dom
import { screen, within } from "@testing-library/react";
import { expect, it, vi } from "vitest";
import { SyncTable } from "@/components/syncs/sync-table";
import { answerApi } from "@/components/testing/answer-api";
import { mount } from "@/components/testing/mount";
import { sync } from "@/components/testing/sample-answers";
import type { SyncView } from "@/lib/syncs/contracts";

vi.mock("next/navigation", () => ({
	useParams: () => ({ workspace: "acme" }),
	useRouter: () => ({ push: () => {}, replace: () => {}, prefetch: () => {} }),
	usePathname: () => "/acme/syncs",
	useSearchParams: () => new URLSearchParams(window.location.search),
}));

const row = (id: string, over: Partial<SyncView>): SyncView => ({ ...sync, id, name: id, ...over });
const google = { id: "dst_2", name: "Our Google account", network: "google", networkName: "Google" };
const rows = [
	row("healthy", {
		delivered: 1_000,
		waiting: 0,
		trend: [900, 1_000],
		lastSuccessAt: "2026-11-22T09:00:00.000Z",
	}),
	row("paused", { status: "paused" }),
	row("behind", { waiting: 12, waitingSince: "2026-11-22T09:00:00.000Z" }),
	row("late", { troubles: [{ kind: "stalled", title: "has not run for 4 hours", detail: "" }] }),
	row("asking", { status: "needs_confirmation" }),
	row("new", { confirmedAt: null }),
	row("broken", { status: "failing", destination: google }),
];

it("has problems first, with why, how many wait and where it leads", async () => {
	answerApi({ "GET /syncs": { items: rows, nextCursor: null } });
	mount(<SyncTable />);
	const table = within(await screen.findByRole("table"));
	const names = table.getAllByRole("link").map((link) => link.textContent ?? "");
	expect(names.map((name) => /broken|late|asking|behind|healthy|new|paused/.exec(name)?.[0])).toEqual([
		"broken",
		"late",
		"asking",
		"behind",
		"healthy",
		"new",
		"paused",
	]);
	const line = (name: string) =>
		table.getByRole("link", { name: new RegExp(`^${name}`) }).closest("tr")?.textContent;
	expect(line("late")).toContain("has not run for 4 hours");
	expect(line("behind")).toContain("12 people");
	expect(line("new")).toContain("Not started");
	expect(line("broken")).toContain("Our Google account");
	expect(
		table.getByRole("img", { name: "People there after the last 2 runs: from 900 to 1,000" }),
	).toBeTruthy();
});
