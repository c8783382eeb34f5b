// A Chromium for the tests: Playwright's own if it is there, else the system's, else the system's after installing it.
import { existsSync } from "node:fs";
import { run } from "./run.mjs";
import { UserFacingError } from "./step.mjs";

const usual = [
	"/usr/bin/chromium",
	"/usr/bin/chromium-browser",
	"/usr/bin/google-chrome",
	"/usr/bin/google-chrome-stable",
	"/snap/bin/chromium",
	"/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
	"/Applications/Chromium.app/Contents/MacOS/Chromium",
];

/** Path of a Chromium, or undefined. Playwright's own comes first: it is the version the tests were written with. */
export async function findBrowser() {
	const { chromium } = await import("@playwright/test");
	const own = chromium.executablePath();
	if (own && existsSync(own)) return own;
	return [process.env.CHROMIUM_PATH, ...usual].find((file) => file && existsSync(file));
}

export async function ensureBrowser() {
	const found = await findBrowser();
	if (found) return found;
	const tried = [];
	const attempt = async (command, args, quietly = true) => {
		const result = await run(command, args, {
			quiet: quietly,
			env: { DEBIAN_FRONTEND: "noninteractive" },
		}).catch((error) => ({
			code: 1,
			output: error.message,
		}));
		if (result.code !== 0)
			tried.push(`${command} ${args.join(" ")}: ${result.output.trim().split("\n").at(-1)}`);
		return result.code === 0 ? findBrowser() : undefined;
	};
	const isRoot = process.getuid?.() === 0;
	if (existsSync("/usr/bin/apt-get")) {
		const sudo = isRoot ? [] : ["sudo", "-n"];
		const apt = (...args) => {
			const [command, ...more] = [...sudo, "apt-get", ...args];
			return attempt(command, more);
		};
		const install = () => apt("install", "-y", "--no-install-recommends", "chromium");
		let at = await install();
		if (!at) {
			await apt("update");
			at = await install();
		}
		if (at) return at;
	}
	const at = await attempt(process.execPath, ["node_modules/@playwright/test/cli.js", "install", "chromium"]);
	if (at) return at;
	throw new UserFacingError(
		`The browser tests need a Chromium, and none could be installed: install one (Debian: apt-get install chromium) or set CHROMIUM_PATH to one.\n${tried.join("\n")}`,
	);
}
