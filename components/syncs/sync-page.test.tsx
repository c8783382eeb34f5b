// @vitest-environment happy-dom
import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it, vi } from "vitest";
import { SyncPage } from "@/components/syncs/sync-page";
import { answerApi } from "@/components/testing/answer-api";
import { mount } from "@/components/testing/mount";
import { sync } from "@/components/testing/sample-answers";
import type { Role } from "@/lib/workspaces/policy";

const push = vi.fn();
vi.mock("next/navigation", () => ({ useParams: () => ({ workspace: "acme" }), useRouter: () => ({ push }) }));

function mountPage(role: Role, differs: Partial<typeof sync> = {}) {
	const path = `/syncs/${sync.id}`;
	const api = answerApi({
		[`GET ${path}`]: { ...sync, ...differs },
		[`GET ${path}/runs`]: { items: [], nextCursor: null },
		[`PATCH ${path}`]: { ...sync, ...differs },
		[`POST ${path}/pause`]: { ...sync, status: "paused" },
		[`POST ${path}/resume`]: sync,
		[`DELETE ${path}`]: null,
	});
	return {
		...mount(<SyncPage syncId={sync.id} />, role),
		sentTo: (to: string) => api.sentTo(to.replace("…", path)),
	};
}

describe("a sync", () => {
	it("is paused and resumed by what its button says", async () => {
		const first = mountPage("marketer");
		await first.user.click(await screen.findByRole("button", { name: "Pause" }));
		await waitFor(() => expect(first.sentTo("POST …/pause")).toHaveLength(1));
		first.unmount();
		const second = mountPage("marketer", { status: "paused" });
		await second.user.click(await screen.findByRole("button", { name: "Resume" }));
		await waitFor(() => expect(second.sentTo("POST …/resume")).toHaveLength(1));
	});

	it("sends the rhythm that is chosen, and keeps one the list does not have", async () => {
		const { user, sentTo } = mountPage("marketer", { everyMinutes: 47 });
		const often = await screen.findByRole("combobox", { name: "How often" });
		expect(often.textContent).toMatch(/47 minutes/);
		await user.click(often);
		await user.click(screen.getByRole("option", { name: /hand/ }));
		await waitFor(() => expect(sentTo("PATCH …")).toEqual([{ everyMinutes: null }]));
	});

	it("asks before it is archived", async () => {
		const { user, sentTo } = mountPage("marketer");
		await user.click(await screen.findByRole("button", { name: "Archive" }));
		const dialog = within(screen.getByRole("dialog"));
		await user.click(dialog.getByRole("button", { name: "Cancel" }));
		expect(screen.queryByRole("dialog")).toBeNull();
		expect(sentTo("DELETE …")).toEqual([]);
	});

	it("lets a viewer look and change nothing", async () => {
		mountPage("viewer");
		expect(
			(await screen.findByRole<HTMLButtonElement>("combobox", { name: "How often" })).matches(
				":disabled, [disabled], fieldset:disabled *",
			),
		).toBe(true);
		expect(screen.queryByRole("button", { name: "Pause" })).toBeNull();
		expect(screen.queryByRole("tab", { name: "People" })).toBeNull();
	});
});
