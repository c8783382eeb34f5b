// @vitest-environment happy-dom
import { screen, waitFor } from "@testing-library/react";
import { beforeEach, expect, it, vi } from "vitest";
import { EditDraftPage } from "@/components/campaigns/edit-draft-page";
import { shopNames } from "@/components/rules/testing/in-builder";
import { answerApi } from "@/components/testing/answer-api";
import { mountControl } from "@/components/testing/mount";
import { campaign, destination, filledCampaign, segment } from "@/components/testing/sample-answers";
import type { CampaignDetail } from "@/lib/campaigns/contracts";

const went = vi.hoisted(() => ({ pushed: [] as string[], refreshed: 0 }));
vi.mock("next/navigation", () => ({
	useParams: () => ({ workspace: "acme" }),
	useRouter: () => ({ push: (to: string) => went.pushed.push(to), refresh: () => went.refreshed++ }),
	useSearchParams: () => new URLSearchParams(),
}));
beforeEach(() => {
	localStorage.clear();
	went.pushed = [];
	went.refreshed = 0;
});

const draft: CampaignDetail = {
	...campaign,
	id: "cmp_0000000000abcdefghjkmnpqrs",
	status: "draft",
	launchedAt: null,
	audience: {
		included: [{ id: segment.id, name: segment.name, size: 1200, isArchived: false }],
		excluded: [],
	},
	destination: { id: destination.id, name: destination.name, network: "meta", networkName: "Meta" } as never,
	goalEvent: "Order Completed",
	name: "Spring",
	tags: ["spring"],
	version: 4,
};
const theirs: CampaignDetail = { ...draft, version: 5, windowDays: 21, tags: ["autumn"] };
const list = (items: unknown[]) => ({ items, nextCursor: null });
const patch = `PATCH /campaigns/${draft.id}`;

/** The page of a draft; `put` is what a refreshed page brings. */
function mountPage(answers: Record<string, unknown> = {}) {
	const api = answerApi({
		"GET /segments": list([segment]),
		"GET /destinations": list([destination]),
		"GET /catalog": shopNames,
		"GET /tags": list([]),
		[patch]: { ...filledCampaign, id: draft.id },
		...answers,
	});
	return { ...api, ...mountControl(draft, (value) => <EditDraftPage campaign={value} />) };
}
const windowField = () => screen.getByLabelText<HTMLInputElement>(/Conversion window/);
const nameField = () => screen.getByLabelText<HTMLInputElement>("Name");

it("shows what someone else saved where nothing was touched, and says which version a change began from", async () => {
	const page = mountPage();
	await waitFor(() => expect(windowField().value).toBe("14"));
	page.put(theirs);
	await waitFor(() => expect(windowField().value).toBe("21"));
	await page.user.type(nameField(), " sale");
	await page.user.click(screen.getByRole("button", { name: "Save" }));
	await waitFor(() => expect(page.sentTo(patch)).toEqual([{ name: "Spring sale", basedOnVersion: 5 }]));
	await waitFor(() => expect(went.pushed).toEqual([`/acme/campaigns/${draft.id}`]));
});

it("asks before a draft that was begun earlier goes over a newer version, and then sends only what was typed", async () => {
	const page = mountPage();
	await page.user.type(nameField(), " sale");
	page.put(theirs);
	await screen.findByText("Your unsaved draft is based on an older version");
	expect(screen.getByRole<HTMLButtonElement>("button", { name: "Save" }).disabled).toBe(true);
	await page.user.click(screen.getByRole("button", { name: "Go on with my draft" }));
	expect([nameField().value, windowField().value]).toEqual(["Spring sale", "21"]);
	await page.user.click(screen.getByRole("button", { name: "Save" }));
	await waitFor(() => expect(page.sentTo(patch)).toEqual([{ name: "Spring sale", basedOnVersion: 5 }]));
});

it("gives way to the newer version when asked to", async () => {
	const page = mountPage();
	await page.user.type(nameField(), " sale");
	page.put(theirs);
	await page.user.click(await screen.findByRole("button", { name: "Use version 5" }));
	expect([nameField().value, windowField().value]).toEqual(["Spring", "21"]);
});
