import type { Page } from "@playwright/test";

/** Holds back all scripts the page requests from then on, until the returned function is called. */
export async function holdCode(page: Page): Promise<() => void> {
	let release = () => {};
	const released = new Promise<void>((resolve) => {
		release = resolve;
	});
	await page.route("**/_next/static/chunks/*.js", async (route) => {
		await released;
		await route.continue();
	});
	return release;
}
