import { type Browser, chromium } from "@playwright/test";

/** The Chromium that `ensureBrowser` found, without anything of its own that goes to the network. */
export async function openBrowser(): Promise<Browser> {
	const { CHROMIUM_PATH } = process.env;
	return await chromium.launch({
		...(CHROMIUM_PATH ? { executablePath: CHROMIUM_PATH } : {}),
		args: [
			"--no-sandbox",
			"--disable-gpu",
			"--disable-quic",
			"--disable-background-networking",
			"--disable-component-update",
			"--disable-sync",
			"--no-first-run",
		],
	});
}
