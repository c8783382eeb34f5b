// @vitest-environment happy-dom
import { screen, waitFor } from "@testing-library/react";
import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { type CampaignDraft, emptyDraft, readDraft } from "@/components/campaigns/campaign-draft";
import { CampaignFields } from "@/components/campaigns/campaign-fields";
import { readMetrics } from "@/components/campaigns/metric-draft";
import { shopNames } from "@/components/rules/testing/in-builder";
import { ApiError } from "@/components/shell/api-error";
import { answerApi } from "@/components/testing/answer-api";
import { mountControl } from "@/components/testing/mount";
import { destination, segment, segmentId } from "@/components/testing/sample-answers";

vi.mock("next/navigation", () => ({ useParams: () => ({ workspace: "acme" }) }));

function mountFields(draft: CampaignDraft = emptyDraft, refused: ApiError | null = null) {
	answerApi({
		"GET /segments": { items: [segment], nextCursor: null },
		"GET /destinations": { items: [destination], nextCursor: null },
		"GET /catalog": shopNames,
	});
	return mountControl(draft, (value, onChange) => {
		const read = readDraft(value);
		return (
			<CampaignFields
				draft={value}
				problems={read.ok ? {} : read.problems}
				refused={refused}
				onChange={(part) => onChange({ ...value, ...part })}
			/>
		);
	});
}

const field = (label: string) => screen.getByLabelText<HTMLInputElement>(label);

async function choose(user: Awaited<ReturnType<typeof mountFields>>["user"], label: string, option: RegExp) {
	await user.click(await screen.findByRole("combobox", { name: label }));
	await user.click(await screen.findByRole("option", { name: option }));
}

describe("the fields of a new campaign", () => {
	it("balance the groups by a trait once that is opened", async () => {
		const { user, held } = mountFields();
		await user.click(screen.getByRole("button", { name: "Balance the groups" }));
		await choose(user, "Balance the groups by (optional)", /How much of the goal they had before/);
		expect(held().stratify).toBe("before");
		await choose(user, "Balance the groups by (optional)", /^plan/);
		const sent = readDraft({
			...held(),
			name: "A",
			segmentId,
			destinationId: destination.id,
			goalEvent: "X",
		});
		expect(sent).toMatchObject({ body: { stratifyBy: { by: "trait", trait: "plan" } } });
	});

	it.each([
		["Balance the groups", "combobox", "Balance the groups by (optional)"],
		["Run an A/A test instead", "checkbox", "A/A test: send no one anything"],
	])("keep the keyboard where “%s” was pressed", async (button, role, name) => {
		const { user } = mountFields();
		await user.click(screen.getByRole("button", { name: button }));
		const control = await screen.findByRole(role, { name });
		await waitFor(() => expect(document.activeElement).toBe(control));
		if (role === "combobox") return;
		await user.keyboard(" ");
		expect(document.activeElement).toBe(control);
	});

	it("become the campaign that is sent", async () => {
		const { user, held } = mountFields();
		await user.type(field("Name"), "  Spring sale ");
		await choose(user, "Who", /Loyal customers · 1,200 people/);
		await choose(user, "Where", /Our Meta account · Meta, sandbox/);
		await choose(user, "Goal", /Order Completed/);
		await choose(user, "Value", /amount/);
		await user.clear(field("Conversion window (days)"));
		await user.type(field("Conversion window (days)"), "30");
		await user.type(field("Cost (optional)"), "1 200.50");
		await user.clear(field("Currency"));
		await user.type(field("Currency"), "eur");
		await user.type(field("Smallest lift worth acting on (optional)"), "0.5");
		const read = readDraft(held());
		expect(read).toMatchObject({
			ok: true,
			body: {
				name: "Spring sale",
				segmentId,
				destinationId: "dst_1",
				goalEvent: "Order Completed",
				valueProperty: "amount",
				windowDays: 30,
				costCents: 120_050,
				currency: "EUR",
				effectWorthHaving: 0.005,
			},
		});
		expect(screen.queryAllByRole("alert")).toEqual([]);
	});

	it("let another metric decide, and add guardrails and ratios with what they need", async () => {
		const { user, held } = mountFields({
			...emptyDraft,
			goalEvent: "Order Completed",
			valueProperty: "amount",
		});
		await choose(user, "The verdict is about", /Revenue per person/);
		await choose(user, "Confidence level", /90%/);
		await user.click(screen.getByRole("button", { name: "Add guardrail" }));
		expect(screen.getByText("Metric 1: Name the metric.")).toBeTruthy();
		await user.type(await screen.findByLabelText("Metric"), "Orders a head");
		await choose(user, "Measured as", /Ratio/);
		await choose(user, "Event to add up", /Order Completed/);
		expect(screen.getByText("Orders a head: Choose what it is divided by.")).toBeTruthy();
		await choose(user, "Divided by", /Order Completed/);
		await choose(user, "Counted as", /People who did it/);
		expect(readMetrics(held().metrics).value).toEqual([
			{
				name: "Orders a head",
				kind: "ratio",
				event: "Order Completed",
				property: null,
				per: { event: "Order Completed", by: "people" },
				role: "guardrail",
				better: "down",
			},
		]);
		expect(held()).toMatchObject({ primaryMetric: "value", confidence: 90 });
		await choose(user, "Value", /No value/);
		expect(screen.getByText("Choose the value of a conversion, or let another metric decide.")).toBeTruthy();
		await user.click(screen.getByRole("button", { name: "Remove Orders a head" }));
		expect(held().metrics).toEqual([]);
	});

	it("shows what it would send, even if it is no longer in the data", async () => {
		mountFields({ ...emptyDraft, goalEvent: "Order Completed", valueProperty: "gone" });
		await waitFor(() =>
			expect(screen.getByRole("combobox", { name: "Goal" }).textContent).toBe("Order Completed"),
		);
		expect(screen.getByRole("combobox", { name: "Value" }).textContent).toBe("gone");
	});

	it("drops the value property of another event", async () => {
		const { user, held } = mountFields({
			...emptyDraft,
			goalEvent: "Order Completed",
			valueProperty: "amount",
		});
		await choose(user, "Goal", /App Opened/);
		expect(held()).toMatchObject({ goalEvent: "App Opened", valueProperty: "" });
		expect(screen.getByText("No numeric property.")).toBeTruthy();
	});

	it("clears a value", async () => {
		const { user, held } = mountFields({
			...emptyDraft,
			goalEvent: "Order Completed",
			valueProperty: "amount",
		});
		await choose(user, "Value", /No value/);
		expect(held().valueProperty).toBe("");
	});

	it("shows the server's message beside the field", async () => {
		mountFields(
			{ ...emptyDraft, cost: "5" },
			new ApiError("invalid", "No", { status: 400, issues: [{ path: "costCents", message: "Too dear" }] }),
		);
		const described = field("Cost (optional)").getAttribute("aria-describedby") ?? "";
		expect(document.getElementById(described.split(" ")[0] ?? "")?.textContent).toBe("Too dear.");
	});

	it("shows what it holds after any typing into its texts", async () => {
		const texts = [
			["Name", "name"],
			["Conversion window (days)", "windowDays"],
			["Cost (optional)", "cost"],
			["Smallest lift worth acting on (optional)", "effectPoints"],
		] as const;
		const key = fc.constantFrom(..."ab09.-, ", "{Backspace}", "{ArrowLeft}", "{Delete}");
		await fc.assert(
			fc.asyncProperty(
				fc.array(fc.tuple(fc.nat(texts.length - 1), fc.array(key, { maxLength: 5 })), { maxLength: 4 }),
				async (edits) => {
					const { user, held, unmount } = mountFields();
					for (const [which, keys] of edits) {
						await user.click(field(texts[which]![0]));
						for (const each of keys) await user.keyboard(each);
					}
					for (const [label, name] of texts) expect(field(label).value).toBe(held()[name]);
					unmount();
				},
			),
			{ numRuns: 15 },
		);
	});
});
