import { expect, test } from "@/e2e/support/fixtures";
import { findMainScreens } from "@/e2e/support/main-screens";
import { watchScripts } from "@/e2e/support/watch-scripts";

/** Thousands of bytes of JavaScript that a page may send to a browser with an empty cache, as compressed. */
const maxKb = 250;
/**
 * How many screens are opened in parallel: most of a visit is waiting for the page to have requested
 * everything.
 */
const together = 3;
const maxVisits = 3;

test("no main page sends more script than a page may", async ({ page, browser, demo }) => {
	const storageState = await page.context().storageState();
	const visit = async (path: string) => {
		const context = await browser.newContext({ storageState });
		try {
			const cold = await context.newPage();
			const scriptBytes = await watchScripts(await context.newCDPSession(cold));
			const served = await (await cold.goto(`/${demo.workspace.slug}/${path}`))?.text();
			await cold.waitForLoadState("networkidle");
			return { kb: scriptBytes() / 1000, isWhole: !served?.includes('aria-busy="true"') };
		} finally {
			await context.close();
		}
	};
	const heavy: string[] = [];
	const measured: Record<string, number> = {};
	const screens = await findMainScreens(demo);
	// The first visit of a page loads its code and warms its queries: sizes that come late make it fetch the
	// builder.
	for (const screen of screens) await page.request.get(`/${demo.workspace.slug}/${screen.path}`);
	const waiting = [...screens];
	const unfinished: typeof screens = [];
	const note = ({ name }: (typeof screens)[number], kb: number) => {
		measured[name] = Math.round(kb);
		if (kb > maxKb) heavy.push(`${name}: ${kb.toFixed(1)} kB, ${maxKb} are allowed`);
	};
	const work = async () => {
		for (let screen = waiting.shift(); screen; screen = waiting.shift()) {
			const { kb, isWhole } = await visit(screen.path);
			if (isWhole || kb <= maxKb) note(screen, kb);
			else unfinished.push(screen);
		}
	};
	await Promise.all(Array.from({ length: together }, work));
	// A page served before its sizes were ready has fetched the builder to request them: not the page to measure. Alone,
	// no other page keeps the server from having them in time.
	for (const screen of unfinished) {
		let { kb, isWhole } = await visit(screen.path);
		for (let visits = 1; !isWhole && kb > maxKb && visits < maxVisits; visits++)
			({ kb, isWhole } = await visit(screen.path));
		note(screen, kb);
	}
	test.info().annotations.push({ type: "kilobytes", description: JSON.stringify(measured) });
	expect(heavy).toEqual([]);
});
