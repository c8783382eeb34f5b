// Checks the import rules of .dependency-cruiser.cjs over the whole tree, and that the checker truly saw it:
// a parser that cannot read TypeScript sees no modules, finds no violations and would silently pass.
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const ROOT_FILES = [
	"next.config.ts",
	"next.config.js",
	"trigger.config.ts",
	"vitest.config.ts",
	"playwright.config.ts",
	"proxy.ts",
];
const FOLDERS = ["app", "components", "lib", "jobs", "prisma", "e2e", "scripts", "bench"];
const SKIPPED = new Set(["node_modules", ".next", "generated", ".muster"]);

/** Every TypeScript file of the tree, except generated code, relative to the root. */
export function listSourceFiles(root) {
	const found = ROOT_FILES.filter((name) => name.endsWith(".ts") && existsSync(path.join(root, name)));
	const walk = (folder) => {
		for (const entry of readdirSync(path.join(root, folder), { withFileTypes: true })) {
			const name = `${folder}/${entry.name}`;
			if (entry.isDirectory() && !SKIPPED.has(entry.name)) walk(name);
			else if (entry.isFile() && /(?<![.]d)[.]tsx?$/.test(entry.name)) found.push(name);
		}
	};
	for (const folder of FOLDERS) if (existsSync(path.join(root, folder))) walk(folder);
	return found;
}

/** Runs dependency-cruiser in `root`; returns its violations and the source files it did not see. */
export function checkArchitecture(root, config = path.join(root, ".dependency-cruiser.cjs")) {
	const home = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
	const cruiser = path.join(home, "node_modules/dependency-cruiser/bin/dependency-cruise.mjs");
	const targets = [...FOLDERS, ...ROOT_FILES].filter((name) => existsSync(path.join(root, name)));
	const run = spawnSync(
		process.execPath,
		[cruiser, "--config", config, "--output-type", "json", ...targets],
		{
			cwd: root,
			encoding: "utf8",
			maxBuffer: 512 * 1024 * 1024,
		},
	);
	if (!run.stdout.startsWith("{")) throw new Error(`dependency-cruiser failed: ${run.stderr || run.stdout}`);
	const { modules, summary } = JSON.parse(run.stdout);
	const seen = new Set(modules.map((module) => module.source));
	return {
		seen: modules.filter((module) => !module.source.includes("node_modules/") && !module.coreModule).length,
		missed: listSourceFiles(root).filter((file) => !seen.has(file)),
		violations: summary.violations.map((violation) => ({
			rule: violation.rule.name,
			from: violation.from,
			to: violation.cycle ? violation.cycle.map((step) => step.name).join(" → ") : violation.to,
		})),
	};
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
	const { seen, missed, violations } = checkArchitecture(process.cwd());
	for (const { rule, from, to } of violations) console.error(`${rule}: ${from} → ${to}`);
	for (const file of missed) console.error(`not seen by the checker: ${file}`);
	if (violations.length > 0 || missed.length > 0) {
		console.error(`Architecture: ${violations.length} forbidden imports, ${missed.length} files not seen.`);
		process.exit(1);
	}
	console.log(`Architecture: ${seen} modules, no forbidden import.`);
}
