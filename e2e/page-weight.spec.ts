import { expect, signIn, test } from "@/e2e/support/fixtures";
import { findMainScreens } from "@/e2e/support/main-screens";
import { watchScripts } from "@/e2e/support/watch-scripts";

/** Thousands of bytes of JavaScript that a page may send to a browser which has been nowhere, compressed as they are. */
const mostKb = 250;
/** Pages that are not there yet, at what they send today: these only go down. */
const notYet: Record<string, number> = {
	segment: 335,
	builder: 320,
	"new trait": 325,
	"lift of a campaign": 330,
};

test("no main page sends more script than a page may", async ({ browser, demo }) => {
	test.setTimeout(300_000);
	const heavy: string[] = [];
	const measured: Record<string, number> = {};
	for (const { name, path } of await findMainScreens(demo)) {
		const context = await browser.newContext();
		const page = await context.newPage();
		await signIn(page, demo);
		const scriptBytes = await watchScripts(await context.newCDPSession(page));
		await page.goto(`/${demo.workspace.slug}/${path}`);
		await page.waitForLoadState("networkidle");
		const kb = scriptBytes() / 1000;
		measured[name] = Math.round(kb);
		const most = notYet[name] ?? mostKb;
		if (kb > most) heavy.push(`${name}: ${kb.toFixed(1)} kB, ${most} are allowed`);
		await context.close();
	}
	test.info().annotations.push({ type: "kilobytes", description: JSON.stringify(measured) });
	expect(heavy).toEqual([]);
});
