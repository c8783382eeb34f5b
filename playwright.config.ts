import { defineConfig } from "@playwright/test";
import { chromiumOptions } from "./e2e/support/chromium";

// `npm run test:e2e` starts a whole Muster on free ports with demonstration data and says where, by MUSTER_URL, and
// which Chromium to use, by CHROMIUM_PATH.
export default defineConfig({
	testDir: "e2e",
	testMatch: "**/*.spec.ts",
	outputDir: "test-results",
	timeout: 90_000,
	expect: { timeout: 15_000 },
	// Stories wait for ticks more than for CPU: two at a time take 55 % of the time that one at a time takes.
	workers: 2,
	// Times and page weights are only meaningful when nothing else runs: a page whose sizes arrive late from a
	// busy warehouse fetches the builder to request them.
	projects: [
		{ name: "stories", testIgnore: ["**/speed.spec.ts", "**/page-weight.spec.ts"] },
		{ name: "speed", testMatch: "**/speed.spec.ts", dependencies: ["stories"] },
		{ name: "weight", testMatch: "**/page-weight.spec.ts", dependencies: ["speed"] },
	],
	retries: 0,
	forbidOnly: Boolean(process.env.CI),
	reporter: process.env.PLAYWRIGHT_JSON_OUTPUT_NAME ? [["list"], ["json"]] : [["list"]],
	use: {
		baseURL: process.env.MUSTER_URL ?? "http://localhost:3000",
		viewport: { width: 1440, height: 900 },
		locale: "en-GB",
		timezoneId: "UTC",
		// What fades in has transitional colors, on a busy machine for long.
		contextOptions: { reducedMotion: "reduce" },
		trace: "retain-on-failure",
		screenshot: "only-on-failure",
		launchOptions: chromiumOptions,
	},
});
