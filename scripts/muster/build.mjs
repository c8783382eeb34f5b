// Builds what the processes run: one bundled file per process (starts faster and smaller than loading
// TypeScript), and the web app by next build, each only when its sources changed.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants } from "node:zlib";
import { cacheFolder } from "./ensure-packages.mjs";
import { run } from "./run.mjs";
import { UserFacingError } from "./step.mjs";

const entries = {
	supervise: "scripts/supervise.ts",
	warehouse: "scripts/run-warehouse.ts",
	ingest: "scripts/run-ingest.ts",
	worker: "scripts/run-worker.ts",
	sandbox: "scripts/run-sandbox.ts",
	serve: "scripts/serve.ts",
	seed: "prisma/seed/index.ts",
	"rotate-keys": "scripts/rotate-keys.ts",
	"run-measured-sync": "bench/support/run-measured-sync.ts",
	"serve-sandbox": "bench/support/serve-sandbox.ts",
	"deliver-bare": "bench/support/deliver-bare.ts",
};

export const bundleFolder = (root) => path.join(cacheFolder(root), "bundle");
export const bundle = (root, name) => path.join(bundleFolder(root), `${name}.mjs`);

/** Bundles every process's entry; packages stay external. */
export async function bundleProcesses(root, names = Object.keys(entries)) {
	// tsx's own esbuild, so that no second one is installed.
	const here = createRequire(import.meta.url);
	const esbuild = createRequire(here.resolve("tsx/package.json"))("esbuild");
	const present = Object.entries(entries).filter(
		([name, file]) => names.includes(name) && existsSync(path.join(root, file)),
	);
	mkdirSync(bundleFolder(root), { recursive: true });
	const { outputFiles } = await esbuild.build({
		absWorkingDir: root,
		write: false,
		entryPoints: Object.fromEntries(present),
		outdir: bundleFolder(root),
		outExtension: { ".js": ".mjs" },
		bundle: true,
		platform: "node",
		target: "node20",
		format: "esm",
		packages: "external",
		tsconfig: path.join(root, "tsconfig.json"),
		logLevel: "error",
	});
	await esbuild.stop();
	// Renamed into place: another command may be starting from these files.
	for (const { path: file, contents } of outputFiles) {
		const half = `${file}.${process.pid}`;
		writeFileSync(half, contents);
		renameSync(half, file);
	}
}

export async function generateClient(root) {
	const { code, output } = await run(process.execPath, ["scripts/generate.mjs"], { cwd: root, quiet: true });
	if (code !== 0) throw new UserFacingError(output.trim());
}

const sources = ["app", "components", "lib", "jobs", "prisma/schema"];
const files = ["next.config.js", "package-lock.json", "postcss.config.mjs", "proxy.ts", "tsconfig.json"];

export function sourceHash(root) {
	const hash = createHash("sha256").update(process.version);
	const take = (name) =>
		hash
			.update(name)
			.update("\0")
			.update(readFileSync(path.join(root, name)))
			.update("\0");
	const walk = (folder) => {
		for (const entry of readdirSync(path.join(root, folder), { withFileTypes: true }).sort((a, b) =>
			a.name < b.name ? -1 : 1,
		)) {
			const name = `${folder}/${entry.name}`;
			if (entry.isDirectory()) {
				if (entry.name !== "generated") walk(name);
			} else if (!/\.(test|fixture)\.tsx?$|\.md$/.test(entry.name)) take(name);
		}
	};
	for (const folder of sources) if (existsSync(path.join(root, folder))) walk(folder);
	for (const file of files) if (existsSync(path.join(root, file))) take(file);
	return hash.digest("hex");
}

export function isWebBuilt(root) {
	const stamp = path.join(root, ".next/muster-sources");
	return (
		existsSync(path.join(root, ".next/BUILD_ID")) &&
		existsSync(stamp) &&
		readFileSync(stamp, "utf8") === sourceHash(root)
	);
}

export async function buildWeb(root) {
	const hash = sourceHash(root);
	const { code, output } = await run(
		process.execPath,
		[path.join(root, "node_modules/next/dist/bin/next"), "build"],
		{
			cwd: root,
			quiet: true,
			env: { NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1", LOG_LEVEL: "silent" },
		},
	);
	if (code !== 0)
		throw new UserFacingError(
			`The web app does not build:\n${output.trim().split("\n").slice(-40).join("\n")}`,
		);
	await compressFiles(path.join(root, ".next/static"));
	writeFileSync(path.join(root, ".next/muster-sources"), hash);
}

/**
 * Writes a Brotli copy beside each script and style: a sixth less on the wire than gzip.
 * `serveCompressedFiles` sends them.
 */
async function compressFiles(folder) {
	const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) =>
		/\.(js|css)$/.test(name),
	);
	const compress = promisify(brotliCompress);
	await Promise.all(
		files.map(async (name) => {
			const file = path.join(folder, name);
			const params = { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY };
			writeFileSync(`${file}.br`, await compress(readFileSync(file), { params }));
		}),
	);
}
