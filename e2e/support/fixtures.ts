import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { type APIRequestContext, test as base, expect, type Page, request } from "@playwright/test";
import { baseUrl, createWorkspace, demoVisitor, type Visitor } from "@/e2e/support/workspace";

export { expect };

const cookieName = baseUrl.startsWith("https://")
	? "__Secure-next-auth.session-token"
	: "next-auth.session-token";

/** Signs a page's browser in without the form; the form itself is tested in workspaces.spec.ts. */
export async function signIn(page: Page, visitor: Visitor): Promise<void> {
	await page
		.context()
		.addCookies([
			{ name: cookieName, value: visitor.session, url: baseUrl, httpOnly: true, sameSite: "Lax" },
		]);
}

/** Calls the API as a visitor, the way the screens do: for a story's setup. Paths start with /api/v1. */
export async function openApi(visitor: Visitor): Promise<APIRequestContext> {
	return await request.newContext({
		baseURL: baseUrl,
		extraHTTPHeaders: {
			cookie: `${cookieName}=${visitor.session}`,
			origin: new URL(baseUrl).origin,
			"muster-workspace": visitor.workspace.slug,
		},
	});
}

type Fixtures = {
	/** A fresh, empty workspace; the page is signed in as its admin. */
	own: Visitor;
	/** The workspace with the demo data; the page is signed in as its admin. Stories that write use `own`. */
	demo: Visitor;
	/** The API as the visitor of `own`. */
	api: APIRequestContext;
	/** Uncaught errors and blocked scripts of the page; every test ends by asserting none. */
	pageErrors: string[];
};

/** The base test of every story: signed in by using `own` or `demo`, and failing when the page throws. */
export const test = base.extend<Fixtures>({
	own: async ({ page }, use, info) => {
		const visitor = await createWorkspace(info.titlePath.at(-1)?.slice(0, 60) ?? "Story");
		await signIn(page, visitor);
		await use(visitor);
	},
	demo: async ({ page }, use) => {
		const visitor = await demoVisitor();
		await signIn(page, visitor);
		await use(visitor);
	},
	api: async ({ own }, use) => {
		const context = await openApi(own);
		await use(context);
		await context.dispose();
	},
	pageErrors: [
		async ({ page }, use) => {
			const errors: string[] = [];
			page.on("pageerror", (error) => errors.push(error.message));
			page.on("console", (message) => {
				if (message.type() === "error" && /Content Security Policy|hydrat/i.test(message.text()))
					errors.push(message.text());
			});
			await use(errors);
			expect(errors, "errors of the page").toEqual([]);
		},
		{ auto: true },
	],
});

const sizes = [
	{ width: 1440, height: 900 },
	{ width: 390, height: 844 },
];

/**
 * Saves a screenshot in both sizes under .test-artefacts/screens, and checks that nothing overflows
 * horizontally.
 */
export async function picture(page: Page, name: string): Promise<void> {
	for (const size of sizes) {
		await page.setViewportSize(size);
		await page.waitForTimeout(250);
		await page.screenshot({ path: `.test-artefacts/screens/${name}-${size.width}.png`, fullPage: true });
		const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
		expect(overflow, `${name} at ${size.width} px is wider than the screen by`).toBeLessThanOrEqual(0);
	}
	await page.setViewportSize({ width: 1440, height: 900 });
}

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

type AxeResult = { violations: { id: string; impact: string; nodes: { target: string[] }[] }[] };

/** Fails on accessibility barriers: serious and critical findings of axe. */
export async function expectAccessible(page: Page): Promise<void> {
	// What is still fading in has transitional colors.
	await page.waitForFunction(() =>
		document
			.getAnimations()
			.every((each) => each.playState !== "running" || each.effect?.getComputedTiming().endTime === Infinity),
	);
	// A page that was navigated to gets its title with its content.
	await expect(page).toHaveTitle(/\S/);
	await page.evaluate(axe);
	// Safe because the line above defines it in the page.
	const { violations } = await page.evaluate(() =>
		(window as unknown as { axe: { run: () => Promise<AxeResult> } }).axe.run(),
	);
	const grave = violations.filter((finding) => finding.impact === "serious" || finding.impact === "critical");
	expect(
		grave.map((finding) => `${finding.id}: ${finding.nodes.map((node) => node.target.join(" ")).join(", ")}`),
	).toEqual([]);
}
