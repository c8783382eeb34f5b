// @vitest-environment happy-dom
import { screen, waitFor } from "@testing-library/react";
import { beforeEach, expect, it, vi } from "vitest";
import { SyncTable } from "@/components/syncs/sync-table";
import { answerApi } from "@/components/testing/answer-api";
import { mount } from "@/components/testing/mount";
import { sync } from "@/components/testing/sample-answers";
import type { Role } from "@/lib/workspaces/policy";

const push = vi.fn();
vi.mock("next/navigation", () => ({
	useParams: () => ({ workspace: "acme" }),
	usePathname: () => "/acme/syncs",
	useRouter: () => ({ push, prefetch: vi.fn() }),
	useSearchParams: () => new URLSearchParams(),
}));
beforeEach(() => push.mockReset());

const copy = { ...sync, id: "syn_0000000000abcdefghjkmnpqrz", name: `Copy of ${sync.name}` };

function open(role: Role) {
	const api = answerApi({
		"GET /syncs": { items: [sync], nextCursor: null },
		[`POST /syncs/${sync.id}/duplicate`]: copy,
	});
	return { ...mount(<SyncTable />, role), ...api };
}

it("a row's menu duplicates it and opens the copy", async () => {
	const { user, sentTo } = open("marketer");
	await user.click(await screen.findByRole("button", { name: `More for ${sync.name}` }));
	await user.click(await screen.findByRole("menuitem", { name: "Duplicate" }));
	await waitFor(() => expect(push).toHaveBeenCalledWith(`/acme/syncs/${copy.id}`));
	expect(sentTo(`POST /syncs/${sync.id}/duplicate`)).toHaveLength(1);
});

it("a role that may not write has no menu", async () => {
	open("viewer");
	expect(await screen.findByRole("link", { name: new RegExp(sync.name) })).toBeTruthy();
	expect(screen.queryByRole("button", { name: /More for/ })).toBeNull();
});
