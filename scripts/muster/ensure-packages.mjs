// Installs the packages of package-lock.json when they are missing or from another version of the lock file.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { run } from "./run.mjs";
import { step, UserFacingError } from "./step.mjs";

export function checkNode() {
	const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
	if (major > 20 || (major === 20 && minor >= 19)) return;
	throw new UserFacingError(
		`Muster needs Node.js 20.19 or newer; this is ${process.versions.node}. Install it from nodejs.org.`,
	);
}

export function cacheFolder(root) {
	return path.join(root, "node_modules/.cache/muster");
}

export async function ensurePackages(root) {
	const stamp = path.join(cacheFolder(root), "installed");
	const wanted = createHash("sha256")
		.update(readFileSync(path.join(root, "package-lock.json")))
		.digest("hex");
	const marker = path.join(root, "node_modules/.package-lock.json");
	const note = () => {
		mkdirSync(cacheFolder(root), { recursive: true });
		writeFileSync(stamp, wanted);
	};
	if (existsSync(marker)) {
		if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return;
		if (!existsSync(stamp) && hasAll(root)) {
			note();
			return;
		}
	}
	await step("Installing packages (npm ci; a minute or three the first time)", async () => {
		// No package here needs its install script: our own code handles what Postgres links and Prisma
		// downloads.
		const { code, output } = await run(
			process.platform === "win32" ? "npm.cmd" : "npm",
			["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"],
			{ cwd: root, quiet: true },
		).catch((error) => {
			if (error.code === "ENOENT")
				throw new UserFacingError("npm was not found: install it together with Node.js from nodejs.org.");
			throw error;
		});
		if (code !== 0) throw new UserFacingError(whyNot(output));
		note();
	});
}

/** Whether every package the lock file requires on this machine is installed in its version. */
function hasAll(root) {
	const lock = JSON.parse(readFileSync(path.join(root, "package-lock.json"), "utf8"));
	const installed = JSON.parse(readFileSync(path.join(root, "node_modules/.package-lock.json"), "utf8"));
	return Object.entries(lock.packages).every(
		([name, entry]) =>
			name === "" ||
			entry.optional ||
			entry.devOptional ||
			entry.peer ||
			installed.packages[name]?.version === entry.version,
	);
}

function whyNot(output) {
	const last = output.trim().split("\n").slice(-6).join("\n");
	if (/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|ECONNRESET|network/i.test(output)) {
		return `The npm registry cannot be reached: check the network or the proxy (npm config get registry), then run the command again.\n${last}`;
	}
	if (/EACCES|EPERM/.test(output)) {
		return `npm may not write to node_modules: give this user the right to the folder, then run the command again.\n${last}`;
	}
	if (/ENOSPC/.test(output))
		return `The disk is full: the packages need 2 GB. Free some space, then run the command again.`;
	return `npm ci failed: correct what it says, then run the command again.\n${last}`;
}
