import path from "node:path";
import { pathToFileURL } from "node:url";
import { buildWeb, bundle, bundleFolder, isWebBuilt } from "./build.mjs";
import { step, UserFacingError } from "./step.mjs";

/** Builds the web app when needed and starts Muster's processes, reporting each step. */
export async function openStack(root, options) {
	const { startStack } = await import(pathToFileURL(bundle(root, "supervise")).href);
	if (options.web === "production") {
		if (isWebBuilt(root)) await step("Web app", async () => "built already");
		else
			await step("Building the web app (a few minutes the first time, then only after changes)", () =>
				buildWeb(root),
			);
	}
	const port = options.port ?? Number(process.env.PORT ?? 3000);
	if (!Number.isInteger(port) || port < 0 || port > 65_535)
		throw new UserFacingError(`PORT=${process.env.PORT} is no port: give a number like 3000.`);
	return startStack({
		root,
		home: options.home ?? path.resolve(process.env.MUSTER_HOME ?? ".muster"),
		bundles: bundleFolder(root),
		env: { ...process.env, ...options.env },
		webPort: port,
		host: process.env.HOST ?? "127.0.0.1",
		web: options.web,
		storesOnly: options.storesOnly ?? false,
		...(options.prepareData ? { prepareData: options.prepareData } : {}),
		newEncryptionKey: options.newEncryptionKey ?? false,
		say: (line) => console.log(`  ! ${line}`),
		step,
	});
}
