import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Browser, Page, Request } from "@playwright/test";
import { signIn } from "@/e2e/support/fixtures";
import type { MainScreen } from "@/e2e/support/main-screens";
import { watchScripts } from "@/e2e/support/watch-scripts";
import type { Visitor } from "@/e2e/support/workspace";

export type Vitals = { lcpMs: number; inpMs: number; cls: number; scriptBytes: number };

type Seen = { LCP?: number; INP?: number; CLS?: number; element?: string };

const webVitals = readFileSync(
	createRequire(import.meta.url)
		.resolve("web-vitals/attribution")
		.replace(/[^/]+$/, "web-vitals.attribution.iife.js"),
	"utf8",
);

// Every change is recorded, because a measurement ends while the page is still open. 16 ms is the shortest
// interaction that browsers report.
const note = `${webVitals}
globalThis.seenVitals = {};
const note = ({ name, value, attribution }) => {
	globalThis.seenVitals[name] = value;
	if (name === "LCP") globalThis.seenVitals.element = attribution.target;
};
webVitals.onLCP(note, { reportAllChanges: true });
webVitals.onCLS(note, { reportAllChanges: true });
webVitals.onINP(note, { reportAllChanges: true, durationThreshold: 16 });`;

// Safe because the script above defines it before anything of the page runs.
const read = (page: Page) => page.evaluate(() => (globalThis as unknown as { seenVitals: Seen }).seenVitals);

/** Counts a page's pending requests. */
function watchRequests(page: Page): () => number {
	const open = new Set<Request>();
	page.on("request", (request) => open.add(request));
	for (const end of ["requestfinished", "requestfailed"] as const)
		page.on(end as "requestfinished", (request) => open.delete(request));
	return () => open.size;
}

const quietMs = 750;
const patienceMs = 60_000;

/** Waits until the page has requested nothing and painted nothing larger for a while. */
async function settle(page: Page, openRequests: () => number): Promise<Seen> {
	const begun = performance.now();
	let seen = await read(page);
	for (let since = begun; performance.now() - since < quietMs; ) {
		if (performance.now() - begun > patienceMs) throw new Error(`${page.url()} does not come to rest`);
		await page.waitForTimeout(150);
		const now = await read(page);
		if (openRequests() > 0 || now.LCP !== seen.LCP || now.CLS !== seen.CLS) since = performance.now();
		seen = now;
	}
	return seen;
}

/** One cold visit: a browser context of its own, empty cache, the CPU slowed by this factor. */
export async function measureScreen(
	browser: Browser,
	{
		baseUrl,
		visitor,
		screen,
		slowdown,
	}: { baseUrl: string; visitor: Visitor; screen: MainScreen; slowdown: number },
): Promise<Vitals & { element: string }> {
	const context = await browser.newContext({
		viewport: { width: 1440, height: 900 },
		locale: "en-GB",
		timezoneId: "UTC",
	});
	try {
		const page = await context.newPage();
		await signIn(page, visitor);
		await page.addInitScript(note);
		const openRequests = watchRequests(page);
		const cdp = await context.newCDPSession(page);
		const scriptBytes = await watchScripts(cdp);
		await cdp.send("Emulation.setCPUThrottlingRate", { rate: slowdown });
		const response = await page.goto(`${baseUrl}/${visitor.workspace.slug}/${screen.path}`);
		if (response?.status() !== 200) throw new Error(`${screen.name} answered ${response?.status()}`);
		const loaded = await settle(page, openRequests);
		const bytes = scriptBytes();
		await screen.act(page);
		const acted = await settle(page, openRequests);
		const known = (name: "LCP" | "INP" | "CLS", { [name]: value }: Seen) => {
			if (value === undefined) throw new Error(`${screen.name}: no ${name} was measured`);
			return value;
		};
		return {
			lcpMs: known("LCP", loaded),
			inpMs: known("INP", acted),
			cls: known("CLS", acted),
			scriptBytes: bytes,
			element: loaded.element ?? "",
		};
	} finally {
		await context.close();
	}
}
