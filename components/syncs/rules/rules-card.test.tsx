// @vitest-environment happy-dom
import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it, vi } from "vitest";
// Loaded before they are opened: how long their code takes to come is not what is tested.
import "@/components/syncs/rules/edit-rules-dialog";
import "@/components/syncs/rules/order-dialog";
import { RulesCard } from "@/components/syncs/rules/rules-card";
import { answerApi } from "@/components/testing/answer-api";
import { mount } from "@/components/testing/mount";
import { network, segment, sync } from "@/components/testing/sample-answers";
import { toast } from "@/components/ui/toast";
import "@/lib/syncs/edit-api";
import type { Role } from "@/lib/workspaces/policy";

vi.mock("next/navigation", () => ({ useParams: () => ({ workspace: "acme" }) }));

const list = (items: unknown[]) => ({ items, nextCursor: null });
const path = `/syncs/${sync.id}`;
const campaign = { id: "cmp_1", name: "Spring sale", goalEvent: "Order Completed", windowDays: 14 };
const buyers = { ...segment, id: "seg_0000000000abcdefghjkmnpqrz", name: "Existing customers" };

function mountCard(role: Role, differs: Partial<typeof sync> = {}, answers: Record<string, unknown> = {}) {
	const shown = { ...sync, ...differs };
	const other = { ...shown, id: "syn_2", name: "Win-back to Meta", priorityGroup: null, priority: null };
	const api = answerApi({
		"GET /segments": list([segment, buyers]),
		"GET /destinations/networks": list([network]),
		"GET /syncs": list([shown, other]),
		"PUT /syncs/order": list([shown, other]),
		[`PATCH ${path}`]: shown,
		...answers,
	});
	return { ...mount(<RulesCard sync={shown} />, role), sentTo: api.sentTo };
}

describe("the delivery rules of a sync", () => {
	it("are shown with their values, also to who may not change them", () => {
		mountCard("viewer", {
			campaign,
			stopsOnConversion: true,
			excludedSegments: [
				{ id: "seg_2", name: "Customers", problem: "No one is added while it is out of date." },
			],
			guards: { changePercent: null, changePeople: 50, minimumAudience: 1000 },
		});
		const card = within(screen.getByRole("region", { name: "Delivery rules" }));
		for (const value of [
			"Removed",
			"Sent without asking",
			"1,000 people",
			"Customers",
			"Removed after Order Completed within 14 days",
			"Sent to each",
		])
			expect(card.getByText(value)).toBeTruthy();
		expect(card.getByText("No one is added while it is out of date.")).toBeTruthy();
		expect(card.queryByRole("button")).toBeNull();
	});

	it("are changed together, and only what differs is sent", async () => {
		const { user, sentTo } = mountCard("marketer", { campaign });
		await user.click(screen.getByRole("button", { name: "Change the delivery rules" }));
		const dialog = within(await screen.findByRole("dialog", { name: "Delivery rules" }));
		await user.click(await dialog.findByRole("radio", { name: /Keep them/ }));
		const percent = dialog.getByLabelText("More than (% of people there)");
		await user.clear(percent);
		await user.type(percent, "200");
		await user.click(dialog.getByRole("button", { name: "Save rules" }));
		expect(await dialog.findByText("Write 1 to 100%")).toBeTruthy();
		expect(sentTo(`PATCH ${path}`)).toEqual([]);
		await user.clear(percent);
		await user.type(percent, "20");
		await user.click(dialog.getByRole("combobox", { name: "Add a segment to exclude" }));
		// The segment that is delivered cannot be kept out of itself.
		expect(screen.queryByRole("option", { name: /Loyal customers/ })).toBeNull();
		await user.click(screen.getByRole("option", { name: /Existing customers/ }));
		await user.click(dialog.getByRole("checkbox", { name: "Stop sending people who convert" }));
		await user.click(dialog.getByRole("button", { name: "Save rules" }));
		await waitFor(() =>
			expect(sentTo(`PATCH ${path}`)).toEqual([
				{
					mode: "add_only",
					guards: { changePercent: 20, changePeople: 50, minimumAudience: 0 },
					excludedSegmentIds: [buyers.id],
					stopsOnConversion: true,
					// Whatever is another one by now is not overwritten.
					before: {
						mode: "mirror",
						guards: { changePercent: 30, changePeople: 50, minimumAudience: 0 },
						excludedSegmentIds: [],
						stopsOnConversion: false,
					},
				},
			]),
		);
		await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
	});

	it("are put back by undo only while they are as they were saved", async () => {
		const told = vi.spyOn(toast, "success");
		const { user, sentTo } = mountCard("marketer");
		await user.click(screen.getByRole("button", { name: "Change the delivery rules" }));
		const dialog = within(await screen.findByRole("dialog"));
		await user.click(await dialog.findByRole("radio", { name: /Keep them/ }));
		await user.click(dialog.getByRole("button", { name: "Save rules" }));
		await waitFor(() => expect(told).toHaveBeenCalledOnce());
		const undo = told.mock.calls[0]?.[1]?.action;
		if (!undo || typeof undo !== "object" || !("onClick" in undo)) throw new Error("nothing to undo it with");
		undo.onClick(new MouseEvent("click") as never);
		await waitFor(() =>
			expect(sentTo(`PATCH ${path}`)).toEqual([
				{ mode: "add_only", before: { mode: "mirror" } },
				{ mode: "mirror", before: { mode: "add_only" } },
			]),
		);
	});

	it("say beside the field what the server refused", async () => {
		const refused = {
			error: {
				code: "invalid",
				message: "This segment does not exist.",
				requestId: "req_1",
				issues: [{ path: "excludedSegmentIds.0", message: "This segment does not exist." }],
			},
		};
		const { user } = mountCard("marketer", {
			excludedSegments: [{ id: "seg_2", name: "Customers", problem: null }],
		});
		await user.click(screen.getByRole("button", { name: "Change the delivery rules" }));
		const dialog = within(await screen.findByRole("dialog"));
		const kept = within(dialog.getByRole("list", { name: "Excluded segments" }));
		vi.stubGlobal("fetch", async () => Response.json(refused, { status: 422 }));
		await user.clear(dialog.getByLabelText("Minimum audience size (people)"));
		await user.type(dialog.getByLabelText("Minimum audience size (people)"), "5");
		await user.click(dialog.getByRole("button", { name: "Save rules" }));
		expect(await kept.findByText("This segment does not exist.")).toBeTruthy();
	});

	it("have a goal before they can stop on conversion", async () => {
		const { user } = mountCard("marketer", { campaign: { ...campaign, goalEvent: null } });
		await user.click(screen.getByRole("button", { name: "Change the delivery rules" }));
		const stop = await screen.findByRole<HTMLButtonElement>("checkbox", {
			name: "Stop sending people who convert",
		});
		expect(stop.disabled).toBe(true);
		expect(screen.getByText("The campaign has no goal yet. Choose one first.")).toBeTruthy();
	});
});

describe("the order of audiences", () => {
	it("is set with the keyboard, and saved as one", async () => {
		const { user, sentTo } = mountCard("marketer");
		await user.click(screen.getByRole("button", { name: "Set priority" }));
		const dialog = within(await screen.findByRole("dialog", { name: "Audience priority" }));
		await user.click(await dialog.findByRole("combobox", { name: "Add a sync" }));
		await user.click(screen.getByRole("option", { name: "Win-back to Meta" }));
		const names = () =>
			within(dialog.getByRole("list"))
				.getAllByRole("listitem")
				.map((row) => row.textContent);
		expect(names()[0]).toMatch(/^1Loyal customers to Meta This sync/);
		dialog.getByRole("button", { name: "Move Win-back to Meta up" }).focus();
		await user.keyboard("{Alt>}{ArrowUp}{/Alt}");
		expect(names()[0]).toMatch(/^1Win-back to Meta/);
		expect(dialog.getByRole("status").textContent).toBe("Win-back to Meta is now 1 of 2");
		await user.click(dialog.getByRole("button", { name: "Save order" }));
		await waitFor(() =>
			expect(sentTo("PUT /syncs/order")).toEqual([
				{
					destinationId: "dst_1",
					priorityGroup: "Order at Our Meta account",
					syncIds: ["syn_2", sync.id],
					before: [],
				},
			]),
		);
	});

	it("is shown as it is now once someone else's has been found in the way", async () => {
		const { user } = mountCard("marketer");
		let mine = { priorityGroup: null as string | null, priority: null as number | null };
		const other = { ...sync, id: "syn_2", name: "Win-back to Meta" };
		vi.stubGlobal("fetch", async (_url: string, init?: RequestInit) => {
			if ((init?.method ?? "GET") === "GET")
				return Response.json(
					list([
						{ ...sync, ...mine },
						{ ...other, ...mine, priority: mine.priority && 1 },
					]),
				);
			mine = { priorityGroup: "Order at Our Meta account", priority: 2 };
			const error = { code: "conflict", message: "Someone else changed the order.", requestId: "req_1" };
			return Response.json({ error }, { status: 409 });
		});
		await user.click(screen.getByRole("button", { name: "Set priority" }));
		const dialog = within(await screen.findByRole("dialog"));
		await user.click(await dialog.findByRole("combobox", { name: "Add a sync" }));
		await user.click(screen.getByRole("option", { name: "Win-back to Meta" }));
		await user.click(dialog.getByRole("button", { name: "Save order" }));
		expect(await dialog.findByText("Someone else changed the order.")).toBeTruthy();
		await user.click(dialog.getByRole("button", { name: "Cancel" }));
		await user.click(screen.getByRole("button", { name: "Set priority" }));
		const again = within(await screen.findByRole("dialog"));
		await user.click(await again.findByRole("combobox", { name: "Order" }));
		expect(screen.getByRole("option", { name: "Order at Our Meta account" })).toBeTruthy();
	});

	it("needs two, and is dissolved by taking them out", async () => {
		const { user, sentTo } = mountCard("marketer", { priorityGroup: "Order", priority: 1 });
		expect(await screen.findByText("Sent to the first; this is 1st of 1")).toBeTruthy();
		await user.click(screen.getByRole("button", { name: "Change priority" }));
		const dialog = within(await screen.findByRole("dialog"));
		const save = await dialog.findByRole<HTMLButtonElement>("button", { name: "Save order" });
		expect(await dialog.findByText(/An order needs two syncs/)).toBeTruthy();
		expect(save.disabled).toBe(true);
		await user.click(dialog.getByRole("button", { name: "Take Loyal customers to Meta out of the order" }));
		await user.click(dialog.getByRole("button", { name: "Save order" }));
		await waitFor(() =>
			expect(sentTo("PUT /syncs/order")).toMatchObject([{ syncIds: [], before: [sync.id] }]),
		);
	});
});
