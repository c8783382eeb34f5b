import type { Page } from "@playwright/test";
import { openApi } from "@/e2e/support/fixtures";
import type { Visitor } from "@/e2e/support/workspace";

export type MainScreen = {
	name: string;
	/** Path under the workspace. */
	path: string;
	/** What people do first on it, as real clicks and keys: for measuring interaction delay. */
	act: (page: Page) => Promise<void>;
};

const press = (role: "button" | "tab", name: string | RegExp) => async (page: Page) => {
	await page.getByRole("main").getByRole(role, { name }).first().click();
};

const search = (text: string) => async (page: Page) => {
	await page.getByRole("main").getByRole("searchbox").first().pressSequentially(text, { delay: 60 });
};

async function chooseFirst(page: Page): Promise<void> {
	await page.getByRole("main").getByRole("combobox").first().click();
	await page.getByRole("option").first().waitFor();
}

/** Adds the condition that is typed, as people do: button, a few letters, Enter. */
async function addCondition(page: Page): Promise<void> {
	await page.getByRole("button", { name: "Add condition" }).first().click();
	await page.getByRole("option", { name: "Order Completed" }).first().waitFor();
	await page.keyboard.type("Order C", { delay: 60 });
	await page.keyboard.press("Enter");
	await page.getByLabel("How many times").first().waitFor();
}

async function openAccountMenu(page: Page): Promise<void> {
	await page.getByRole("button", { name: /account and theme/ }).click();
	await page.getByRole("menuitem", { name: "Sign out" }).waitFor();
}

/** The screens of the demo workspace, each with the first action that people take on it. */
export async function findMainScreens(visitor: Visitor): Promise<MainScreen[]> {
	const api = await openApi(visitor);
	const first = async (path: string, fits: (item: Record<string, unknown>) => boolean = () => true) => {
		const response = await api.get(`/api/v1/${path}`);
		const { items } = (await response.json()) as { items: Record<string, unknown>[] };
		const found = items.find(fits);
		if (!found) throw new Error(`The demonstration data lacks what is measured: ${path}`);
		return found;
	};
	const named = (name: string) => (item: Record<string, unknown>) => item.name === name;
	const segment = await first("segments?limit=200", named("Trials going cold"));
	const campaign = await first("campaigns", named("You left something behind"));
	const lift = await first("lift", named("Come back: 10 % on your next order"));
	const sync = await first("syncs", named("Champions to Meta"));
	const destination = await first("destinations", named("Meta (main account)"));
	const trait = await first("traits", named("lifecycle"));
	const person = await first("profiles?q=maya.lindqvist@example.com");
	const source = await first("sources", ({ kind }) => kind === "http");
	await api.dispose();
	return [
		{ name: "home", path: "", act: openAccountMenu },
		{ name: "segments", path: "segments", act: search("tri") },
		{
			name: "segment",
			path: `segments/${segment.id}`,
			act: async (page) => {
				await addCondition(page);
				await page.getByRole("tab", { name: "History" }).click();
				await page.getByRole("figure", { name: "Size over time" }).waitFor();
			},
		},
		{ name: "builder", path: "segments/new", act: addCondition },
		{ name: "overlap", path: "segments/overlap", act: press("button", "Add a segment") },
		{ name: "campaigns", path: "campaigns", act: search("come") },
		{ name: "campaign", path: `campaigns/${campaign.id}`, act: press("button", "End campaign") },
		{ name: "new campaign", path: "campaigns/new", act: chooseFirst },
		{ name: "lift", path: "lift", act: search("come") },
		{ name: "lift of a campaign", path: `lift/${lift.campaignId}`, act: press("button", "Table") },
		{ name: "people", path: "profiles", act: search("maya") },
		{ name: "person", path: `profiles/${person.uid}`, act: press("button", /Order Completed/) },
		{ name: "destinations", path: "destinations", act: search("meta") },
		{
			name: "destination",
			path: `destinations/${destination.id}`,
			act: press("button", "Change"),
		},
		{ name: "syncs", path: "syncs", act: search("cham") },
		{ name: "sync", path: `syncs/${sync.id}`, act: press("tab", "People") },
		{ name: "data", path: "data", act: press("tab", "Events and traits") },
		{ name: "source", path: `data/sources/${source.id}`, act: press("button", "Copy the code") },
		{ name: "traits", path: "traits", act: search("life") },
		{ name: "trait", path: `traits/${trait.id}`, act: openAccountMenu },
		{ name: "new trait", path: "traits/new", act: openAccountMenu },
		{ name: "settings", path: "settings", act: openAccountMenu },
		{ name: "members", path: "settings/members", act: press("button", "Invite a member") },
	];
}
