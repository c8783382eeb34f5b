// @vitest-environment happy-dom
import { screen, waitFor, within } from "@testing-library/react";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { LaunchDialog } from "@/components/campaigns/launch-dialog";
import { NewCampaignPage } from "@/components/campaigns/new-campaign-page";
import { shopNames } from "@/components/rules/testing/in-builder";
import { answerApi } from "@/components/testing/answer-api";
import { mount } from "@/components/testing/mount";
import { campaign, destination, segment, segmentId } from "@/components/testing/sample-answers";
import type { CampaignPreview } from "@/lib/campaigns/contracts";
import type { LiftForecast, ShareForecast } from "@/lib/lift/forecast-contracts";

const address = vi.hoisted(() => ({ search: "", pushed: [] as string[] }));
vi.mock("next/navigation", () => ({
	useParams: () => ({ workspace: "acme" }),
	useRouter: () => ({ push: (to: string) => address.pushed.push(to) }),
	useSearchParams: () => new URLSearchParams(address.search),
}));
beforeEach(() => {
	address.search = "";
	localStorage.clear();
});

const other = { ...segment, id: "seg_0000000000abcdefghjkmnpqrt", name: "Lapsed customers", size: 251 };
const real = {
	...destination,
	id: "dst_2",
	name: "Our Google account",
	networkName: "Google Ads",
	isSandbox: false,
};
const list = (items: unknown[]) => ({ items, nextCursor: null });
const start = {
	destinationId: destination.id,
	goalEvent: "Order Completed",
	valueProperty: "amount",
	currency: "EUR",
	holdoutBp: 1000,
	windowDays: 14,
};
const preview: CampaignPreview = {
	segmentSize: 1200,
	excluded: 0,
	segmentAsOf: "2026-11-22T09:00:00.000Z",
	assignable: 1220,
	globallyHeldOut: 0,
	willBeSent: 1098,
	willBeHeldOut: 122,
	purpose: "advertising",
	others: [],
	conflicts: [],
};
const share = (differs: Partial<ShareForecast>): ShareForecast => ({
	holdoutBp: 1000,
	treated: 1098,
	heldOut: 122,
	leastLift: 0.0391,
	variants: null,
	answer: "yes",
	obstacle: null,
	peopleNeeded: null,
	daysToWorth: null,
	...differs,
});
const forecast = (differs: Partial<LiftForecast>): LiftForecast => ({
	asOf: "2026-11-29T09:00:00.000Z",
	people: 1220,
	baseRate: { rate: 0.2, source: "segment", reason: null },
	firstAnswerAt: "2026-12-13T09:00:00.000Z",
	worth: { effect: 0.02, isGiven: false },
	enteringPerDay: null,
	curve: [],
	shares: [share({}), share({ holdoutBp: 2000, heldOut: 244, treated: 976, leastLift: 0.03 })],
	recommendedBp: null,
	...differs,
});
const never = share({
	heldOut: 28,
	treated: 223,
	leastLift: null,
	answer: "never",
	obstacle: "few_conversions",
	peopleNeeded: 1000,
});

function mountPage(answers: Record<string, unknown> = {}) {
	const api = answerApi({
		"GET /segments": list([segment, other]),
		"GET /destinations": list([destination, real]),
		"GET /catalog": shopNames,
		"GET /campaigns/start": start,
		"POST /campaigns/preview": preview,
		"POST /lift/forecast": forecast({}),
		"POST /campaigns": { ...campaign, status: "draft" },
		...answers,
	});
	return { ...api, ...mount(<NewCampaignPage />) };
}

const panel = () => within(screen.getByRole("region", { name: "What you will be able to see" }));

async function choose(user: ReturnType<typeof mountPage>["user"], label: string, option: RegExp) {
	await user.click(await screen.findByRole("combobox", { name: label }));
	await user.click(await screen.findByRole("option", { name: option }));
}

describe("a new campaign", () => {
	it("starts with the workspace's defaults, shows them as such, and sends what it shows", async () => {
		const { user, sentTo } = mountPage();
		await choose(user, "Who", /Loyal customers/);
		expect(screen.getByRole("combobox", { name: "Where" }).textContent).toContain("Our Meta account");
		expect(screen.getByText("Preselected: the one this workspace uses.")).toBeTruthy();
		expect(screen.getByText("Preselected: the goal this workspace uses.")).toBeTruthy();
		expect(screen.getByLabelText<HTMLInputElement>("Name").value).toBe("Loyal customers");
		await user.click(screen.getByRole("button", { name: /^Save/ }));
		await waitFor(() => expect(sentTo("POST /campaigns")).toHaveLength(1));
		expect(sentTo("POST /campaigns")[0]).toMatchObject({
			name: "Loyal customers",
			segmentId,
			destinationId: destination.id,
			goalEvent: "Order Completed",
			valueProperty: "amount",
			currency: "EUR",
			holdoutBp: 1000,
		});
	});

	it("divides the treated among variants, shows how many each gets, and refuses weights that are not 100%", async () => {
		const { user, sentTo } = mountPage();
		await choose(user, "Who", /Loyal customers/);
		await user.click(screen.getByRole("button", { name: "Test variants" }));
		await screen.findAllByLabelText("Share (%)");
		const shares = () => screen.getAllByLabelText<HTMLInputElement>("Share (%)");
		expect(shares().map(({ value }) => value)).toEqual(["50", "50"]);
		await user.click(screen.getByRole("button", { name: "Add variant" }));
		expect(shares().map(({ value }) => value)).toEqual(["33.34", "33.33", "33.33"]);
		// Of the 1,098 people whom the launch would treat.
		await waitFor(() => expect(screen.getAllByText("366 people")).toHaveLength(3));
		await user.click(screen.getByRole("button", { name: "Remove Variant C" }));
		const [first] = shares();
		if (!first) throw new Error("two shares");
		await user.clear(first);
		await user.type(first, "49.9");
		await user.click(screen.getByRole("button", { name: /^Save/ }));
		await screen.findByText("The weights add up to 99.9%; they must add up to 100%.");
		expect(sentTo("POST /campaigns")).toEqual([]);
		await user.click(screen.getByRole("button", { name: "Split evenly" }));
		const [, name] = screen.getAllByLabelText<HTMLInputElement>("Audience name (optional)");
		if (!name) throw new Error("two names");
		await user.type(name, "Ten off");
		await user.click(screen.getByRole("button", { name: /^Save/ }));
		await waitFor(() => expect(sentTo("POST /campaigns")).toHaveLength(1));
		expect(sentTo("POST /campaigns")[0]).toMatchObject({
			variants: [
				{ name: "Variant A", weight: 50, destinationId: null, audienceName: null },
				{ name: "Variant B", weight: 50, destinationId: null, audienceName: "Ten off" },
			],
		});
	});

	it("goes to the first invalid field", async () => {
		const { user, sentTo } = mountPage();
		await screen.findByText("Preselected: the one this workspace uses.");
		await user.click(screen.getByRole("button", { name: /^Save/ }));
		expect(document.activeElement).toBe(screen.getByRole("combobox", { name: "Who" }));
		expect(sentTo("POST /campaigns")).toEqual([]);
	});

	it("takes segment and destination from the URL, and gives way to what is chosen", async () => {
		address.search = `segment=${other.id}&destination=${real.id}`;
		const { user } = mountPage();
		await waitFor(() =>
			expect(screen.getByRole("combobox", { name: "Where" }).textContent).toContain("Our Google account"),
		);
		expect(screen.getByLabelText<HTMLInputElement>("Name").value).toBe("Lapsed customers");
		await user.type(screen.getByLabelText("Name"), "!");
		await choose(user, "Who", /Loyal customers/);
		expect(screen.getByLabelText<HTMLInputElement>("Name").value).toBe("Lapsed customers!");
	});

	it("names what else delivers these people", async () => {
		address.search = `segment=${segmentId}`;
		const winter = { kind: "campaign", id: "cmp_1", name: "Winter", destination: "Google" };
		const daily = { kind: "sync", id: "syn_1", name: "Daily", destination: "Our Meta account" };
		const others = [
			{ ...winter, isSameDestination: false, isSameSegment: true },
			{ ...daily, isSameDestination: true, isSameSegment: false },
		];
		mountPage({ "POST /campaigns/preview": { ...preview, others } });
		expect(await screen.findByText("These people may be reached anyway")).toBeTruthy();
		expect(screen.getByRole("link", { name: "Winter" }).getAttribute("href")).toBe("/acme/campaigns/cmp_1");
		expect(screen.getByRole("link", { name: "Daily" }).parentElement?.textContent).toBe(
			"Sync Daily to the same account, another segment",
		);
	});
});

describe("what a campaign will be able to see", () => {
	it("is shown before launch: how small a lift, and when", async () => {
		address.search = `segment=${segmentId}`;
		mountPage();
		expect(await panel().findByText(/^With/)).toHaveProperty(
			"textContent",
			"With 122 held out you will be able to see a lift of 4 points or more; first answer about 13 Dec 2026.",
		);
		expect(panel().queryByText("This campaign cannot give an answer")).toBeNull();
	});

	it("may be that it can never be conclusive, with what would help", async () => {
		address.search = `segment=${segmentId}`;
		mountPage({
			"POST /lift/forecast": forecast({
				baseRate: { rate: 0.1, source: "segment", reason: null },
				shares: [never, share({ ...never, holdoutBp: 2000, heldOut: 50 })],
			}),
		});
		expect(await panel().findByText("This campaign cannot give an answer")).toBeTruthy();
		expect(panel().getByText(/With 28 held out, about 2 of them will reach the goal/)).toBeTruthy();
		const help = panel()
			.getAllByRole("listitem")
			.map((item) => item.textContent);
		expect(help).toEqual([
			"A larger segment: about 1,000 people who can be reached.",
			"A larger share held out.",
			"A longer conversion window.",
			"A goal that more people reach.",
		]);
		expect(screen.getByRole("button", { name: /^Launch to about/ })).toHaveProperty("disabled", false);
	});

	it.each([
		[
			"all_convert" as const,
			1,
			"Everyone in this audience reaches the goal anyway, so there is nothing a campaign could add.",
			["A goal that fewer people reach.", "A shorter conversion window."],
		],
		[
			"few_held_out" as const,
			0.97,
			"With 28 held out, a lift would not show even if everyone treated reached the goal: 97% reach it anyway.",
			[
				"A larger segment: about 6,200 people who can be reached.",
				"A larger share held out.",
				"A shorter conversion window.",
				"A goal that fewer people reach.",
			],
		],
	])("names the reason if none is possible: %s", async (obstacle, rate, reason, helps) => {
		address.search = `segment=${segmentId}`;
		const peopleNeeded = obstacle === "all_convert" ? null : 6150;
		mountPage({
			"POST /lift/forecast": forecast({
				baseRate: { rate, source: "segment", reason: null },
				shares: [{ ...never, obstacle, peopleNeeded }],
			}),
		});
		expect(await panel().findByText(reason)).toBeTruthy();
		const items = panel().getAllByRole("listitem");
		expect(items.map((item) => item.textContent)).toEqual(helps);
	});

	it("preselects the share it recommends, until someone chooses", async () => {
		address.search = `segment=${segmentId}`;
		const { user } = mountPage({ "POST /lift/forecast": forecast({ recommendedBp: 2000 }) });
		const radio = (name: RegExp) => screen.getByRole("radio", { name });
		await waitFor(() => expect(radio(/^20%.*Recommended/).getAttribute("aria-checked")).toBe("true"));
		await user.click(radio(/^10%/));
		expect(radio(/^10%/).getAttribute("aria-checked")).toBe("true");
		expect(await panel().findByText(/^With/)).toHaveProperty(
			"textContent",
			expect.stringMatching(/122 held out/),
		);
	});

	it("states its assumption if the rate is not the segment's own", async () => {
		address.search = `segment=${segmentId}`;
		const baseRate = {
			rate: 0.05,
			source: "everyone" as const,
			reason: "No one in the segment did; 5.0% is taken.",
		};
		mountPage({ "POST /lift/forecast": forecast({ baseRate }) });
		expect(await panel().findByText(/^No one in the segment did; 5.0% is taken\./)).toBeTruthy();
	});
});

describe("the launch", () => {
	const mountDialog = (answers: Record<string, unknown>) => {
		answerApi({
			[`GET /campaigns/${campaign.id}/launch`]: preview,
			...answers,
		});
		return mount(
			<LaunchDialog
				campaign={{ ...campaign, status: "draft" }}
				isPending={false}
				onClose={() => {}}
				onLaunch={async () => {}}
			/>,
		);
	};
	const toForecast = `GET /lift/${campaign.id}/forecast`;

	it("shows what it does if there will be a result", async () => {
		mountDialog({ [toForecast]: forecast({}) });
		expect(await screen.findByRole("button", { name: "Launch to 1,098 people" })).toBeTruthy();
		expect(screen.getByText("Sandbox")).toBeTruthy();
	});

	it("warns if there never will, and can be done anyway", async () => {
		mountDialog({ [toForecast]: forecast({ shares: [never] }) });
		expect(await screen.findByRole("button", { name: "Launch anyway" })).toHaveProperty("disabled", false);
		expect(screen.getByText("This campaign cannot give an answer")).toBeTruthy();
	});

	it("does not depend on a forecast that fails", async () => {
		mountDialog({});
		expect(await screen.findByRole("button", { name: "Launch to 1,098 people" })).toBeTruthy();
	});
});
