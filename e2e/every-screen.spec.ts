import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, expectAccessible, test } from "@/e2e/support/fixtures";
import { findMainScreens } from "@/e2e/support/main-screens";

const folder = ".test-artefacts/contact-sheet";

const looks = [
	{ theme: "light", width: 1440 },
	{ theme: "dark", width: 390 },
	{ theme: "dark", width: 1440 },
	{ theme: "light", width: 390 },
] as const;
/** Each theme and each width by default; all four pairs with MUSTER_ALL_LOOKS=1. */
const shown = process.env.MUSTER_ALL_LOOKS ? looks : looks.slice(0, 2);

const otherPaths = [
	"campaigns/import",
	"campaigns/calendar",
	"data/imports",
	"data/imports/new",
	"destinations/connect/webhook",
	"segments/lists",
	"syncs/new",
	"profiles/erasures",
	"settings/api-keys",
	"settings/audit",
	"settings/jobs",
	"settings/notifications",
	"settings/system",
];

/** The maximum layout shift of a page while it loads, as browsers measure it. */
const maxShift = 0.05;

const fileOf = (name: string) => name.replace(/\W+/g, "-");

// A zone that is not the server's, so that a page rendered in the server's zone is noticed.
test.use({ timezoneId: "America/Los_Angeles" });

for (const { theme, width } of shown) {
	test(`every screen can be read, ${theme}, at ${width} px, also after its first action`, async ({
		page,
		demo,
	}) => {
		test.setTimeout(300_000);
		mkdirSync(folder, { recursive: true });
		await page.emulateMedia({ colorScheme: theme });
		await page.addInitScript((chosen) => localStorage.setItem("theme", chosen), theme);
		await page.addInitScript(() => {
			const moved = window as typeof window & { shift: number };
			moved.shift = 0;
			new PerformanceObserver((list) => {
				for (const each of list.getEntries() as (PerformanceEntry & {
					value: number;
					hadRecentInput: boolean;
				})[])
					if (!each.hadRecentInput) moved.shift += each.value;
			}).observe({ type: "layout-shift", buffered: true });
		});
		await page.setViewportSize({ width, height: width === 390 ? 844 : 900 });
		const screens = [
			...(await findMainScreens(demo)),
			...otherPaths.map((other) => ({ name: other, path: other, act: null })),
		];
		// One screen's failure does not hide another's.
		const faults: string[] = [];
		const titles = new Map<string, string>();
		const look = async (what: string, check: () => Promise<void>) => {
			await check().catch((error: Error) => faults.push(`${what}: ${error.message}`));
		};
		for (const { name, path: place, act } of screens) {
			await look(name, async () => {
				await page.goto(`/${demo.workspace.slug}/${place}`);
				await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
				await expect(page.locator("main .animate-pulse")).toHaveCount(0);
				await look(name, () => expectAccessible(page));
				const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
				if (overflow > 0) faults.push(`${name} is ${overflow} px wider than the screen`);
				const shift = await page.evaluate(() => (window as typeof window & { shift: number }).shift);
				if (shift > maxShift) faults.push(`${name} moves while it loads: ${shift.toFixed(3)}`);
				const title = await page.title();
				const { pathname } = new URL(page.url());
				if (!title.endsWith(" · Muster") || (titles.get(title) ?? pathname) !== pathname)
					faults.push(`${name} has a title that does not tell it from others: ${title}`);
				titles.set(title, pathname);
				await page.screenshot({ path: path.join(folder, `${fileOf(name)}-${theme}-${width}.png`) });
				// The side navigation, where some of the actions are, is in a drawer on a phone.
				if (!act || width < 768) return;
				await act(page);
				// An open select hides the rest of the page, which axe reports as long as it is open.
				if (await page.locator("[data-radix-select-viewport]").count()) await page.keyboard.press("Escape");
				await look(`${name} after its first action`, () => expectAccessible(page));
			});
		}
		expect(faults).toEqual([]);
	});
}

test.afterAll(() => {
	mkdirSync(folder, { recursive: true });
	const pictures = readdirSync(folder).filter((file) => file.endsWith(".png"));
	const figures = pictures.map(
		(file) =>
			`<figure><a href="${file}"><img src="${file}" alt=""></a><figcaption>${file}</figcaption></figure>`,
	);
	writeFileSync(
		path.join(folder, "index.html"),
		`<!doctype html><title>Contact sheet</title><style>
body { font: 12px sans-serif; display: flex; flex-wrap: wrap; gap: 12px; background: #888 }
figure { margin: 0 } img { height: 360px; display: block }</style>${figures.join("\n")}`,
	);
});
