// From a key pressed in the builder to the new size on the screen, in a real Chromium, at scale.
// npm run bench -- typing [--people N] [--events N] [--small] [--rounds N] [--json]; eight keys a round.
import type { Page } from "@playwright/test";
import { chromium } from "@playwright/test";
import { openBenchWorkspace } from "@/bench/data/bench-workspace";
import { snapshotAt } from "@/bench/data/shape";
import { all, days, times } from "@/bench/questions/leaves";
import { readOptions } from "@/bench/support/options";
import { median, printJson, rounded } from "@/bench/support/report";
import { startWeb } from "@/bench/support/web";
import { previewWaitMs } from "@/components/rules/preview-wait";
import { chromiumOptions } from "@/e2e/support/chromium";
import { adminOf } from "@/e2e/support/workspace";
import { closeDatabase } from "@/lib/platform/postgres/database";
import { closeWarehouse } from "@/lib/platform/warehouse/warehouse";
import { keepSnapshot } from "@/lib/profiles/server/rebuild-snapshot";
import { sessionCookieName } from "@/lib/workspaces/server/session-cookie";

const conditions = [
	times("page_view", ">=", 1, days(60)),
	times("product_viewed", ">=", 1, days(90)),
	times("add_to_cart", ">=", 1, days(60)),
	times("search", ">=", 1, days(120)),
	times("email_opened", ">=", 1, days(90)),
];
const keysPerRound = 8;

type Shown = { ms: number; text: string };

/** Resolves at the frame in which the size of the rule that the next key creates is on screen. */
function noteNextSize(): Promise<Shown> {
	return new Promise((resolve) => {
		let pressedAt: number | null = null;
		let wasOld = false;
		addEventListener("keydown", (event) => (pressedAt = event.timeStamp), { capture: true, once: true });
		const observer = new MutationObserver(() => {
			if (pressedAt === null) return;
			const size = document.querySelector<HTMLElement>("output[data-current]");
			if (size?.dataset.current !== "true") wasOld = true;
			else if (wasOld) {
				observer.disconnect();
				const began = pressedAt;
				// A task queued in a frame's callback runs once the frame has been painted.
				requestAnimationFrame(() =>
					setTimeout(() => resolve({ ms: performance.now() - began, text: size.innerText })),
				);
			}
		});
		observer.observe(document.body, {
			subtree: true,
			childList: true,
			attributes: true,
			characterData: true,
		});
	});
}

/** Types one digit over the number of a condition. */
async function typeDigit(page: Page, condition: number, digit: number): Promise<number> {
	await page.getByLabel("How many times").nth(condition).selectText();
	// Listen first, in a call of its own: a key may reach the page before a call made earlier.
	await page.evaluate("void (globalThis.nextSize = noteNextSize())");
	await page.keyboard.press(String(digit));
	const { ms, text } = await page.evaluate<Shown>("globalThis.nextSize");
	if (!/\d/.test(text)) throw new Error(`No size is shown after a key: "${text}"`);
	return ms;
}

const options = readOptions();
const keys = options.rounds * keysPerRound;
// Every key must create a rule never queried before: each condition's number goes from 2 to 9 once.
if (keys > conditions.length * 8)
	throw new Error(`--rounds ${options.rounds} is too many: ${conditions.length} at most`);
await keepSnapshot(await openBenchWorkspace("main", snapshotAt), { asOf: snapshotAt });
const web = await startWeb();
const browser = await chromium.launch(chromiumOptions);
const measured: number[] = [];
try {
	const visitor = await adminOf("bench-main");
	const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: "en-GB" });
	await context.addCookies([{ name: sessionCookieName(), value: visitor.session, url: web.url }]);
	const page = await context.newPage();
	const { slug } = visitor.workspace;
	await page.addInitScript(`globalThis.noteNextSize = ${noteNextSize}`);
	await page.addInitScript(([key, rule]) => localStorage.setItem(key, rule), [
		`muster:draft:${slug}:new-segment`,
		JSON.stringify(all(...conditions)),
	] as const);
	await page.goto(`${web.url}/${slug}/segments/new`);
	await page.locator("output[data-current=true]").first().waitFor({ timeout: 120_000 });
	for (let key = 0; key < keys; key++) {
		const digit = 2 + Math.floor(key / conditions.length);
		measured.push(await typeDigit(page, key % conditions.length, digit));
	}
} finally {
	await browser.close();
	await web.stop();
	await closeDatabase();
	await closeWarehouse();
}

const answers = measured.map((ms) => ms - previewWaitMs).sort((a, b) => a - b);
const p95 = answers[Math.ceil(answers.length * 0.95) - 1];
if (p95 === undefined) throw new Error("No key was measured");
const figures = {
	typingP50Ms: rounded(median(answers)),
	typingP95Ms: rounded(p95),
	debounceMs: previewWaitMs,
	keys,
};
console.log(
	`\n${options.people} people, ${options.events} events; ${keys} keys in a rule of ${conditions.length} conditions\n` +
		`from the key to the new size on the screen: median ${figures.typingP50Ms} ms, p95 ${figures.typingP95Ms} ms, ` +
		`without the ${previewWaitMs} ms for which the builder waits for the next key`,
);
if (options.json)
	printJson({
		name: "typing",
		scale: { people: options.people, events: options.events },
		figures,
		ratios: {},
	});
process.exit(0);
