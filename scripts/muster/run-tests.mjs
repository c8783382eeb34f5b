// `npm test`: everything CI runs, cheapest first, with a table of times and one line of counts at the end.
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { buildWeb, bundleProcesses, generateClient, isWebBuilt } from "./build.mjs";
import { ensureBrowser } from "./find-browser.mjs";
import { loadScenario } from "./load-scenario.mjs";
import { openStack } from "./open-stack.mjs";
import { run } from "./run.mjs";
import { duration, explain, step, UserFacingError } from "./step.mjs";

const node = process.execPath;
const bin = (root, name) => path.join(root, "node_modules", name);

/** The checks that need no database: format and lint, types, import directions, dead code. */
function checks(root) {
	return [
		[
			"format and lint",
			[
				bin(root, "@biomejs/biome/bin/biome"),
				"ci",
				"--colors=off",
				"--diagnostic-level=error",
				"--max-diagnostics=50",
				".",
			],
		],
		["types", [bin(root, "typescript/bin/tsc"), "--noEmit"]],
		["architecture", ["scripts/check-architecture.mjs"]],
		["dead code", [bin(root, "knip/bin/knip.js"), "--no-progress"]],
	].map(([name, args]) => ({ name, work: () => program(root, args) }));
}

/** A program whose exit code is its verdict: counts as one test. */
async function program(root, args, env) {
	const { code, output } = await run(node, args, { cwd: root, quiet: true, env });
	if (code !== 0) {
		console.log(output.trim());
		return { passed: 0, failed: 1, skipped: 0 };
	}
	return { passed: 1, failed: 0, skipped: 0 };
}

function results(root) {
	const folder = path.join(root, "test-results");
	mkdirSync(folder, { recursive: true });
	return folder;
}

async function vitest(root, name, projects = [name], more = []) {
	const file = path.join(results(root), `${name}.json`);
	rmSync(file, { force: true });
	const { code } = await run(
		node,
		[
			bin(root, "vitest/vitest.mjs"),
			"run",
			...projects.flatMap((project) => ["--project", project]),
			"--reporter=default",
			"--reporter=json",
			`--outputFile.json=${file}`,
			...more,
		],
		{ cwd: root, env: { MUSTER_DATA_DIR: dataFolder(root) } },
	);
	if (!existsSync(file)) return { passed: 0, failed: 1, skipped: 0 };
	const report = JSON.parse(readFileSync(file, "utf8"));
	const failed = report.numFailedTests + (report.numFailedTests === 0 && code !== 0 ? 1 : 0);
	return {
		passed: report.numPassedTests,
		failed,
		skipped: report.numPendingTests + (report.numTodoTests ?? 0),
	};
}

const unitTests = (root) => vitest(root, "unit", ["unit", "screens"]);

/** Real data sets beside the repository, if present. */
function dataFolder(root) {
	const beside = path.resolve(root, "../shared/data");
	return process.env.MUSTER_DATA_DIR ?? (existsSync(beside) ? beside : "");
}

/**
 * The measurements at a small scale: not for their times, but to check that all results agree with DuckDB's
 * and Postgres's, that a read-out's sums are those of plain SQL, and that the intervals of lift hold what they promise.
 */
async function benchmarks(root) {
	const home = await mkdtemp(path.join(tmpdir(), "muster-bench-"));
	const counts = { passed: 0, failed: 0, skipped: 0 };
	try {
		for (const name of [
			["preview", "--direct", "--rounds", "1"],
			["refresh", "--rounds", "1"],
			["lift", "--rounds", "1"],
		]) {
			const done = await program(root, ["scripts/muster.mjs", "bench", ...name, "--small", "--home", home]);
			counts.passed += done.passed;
			counts.failed += done.failed;
		}
		// Its bounds follow from the number of runs.
		const done = await program(root, ["scripts/muster.mjs", "bench", "calibration", "--runs", "300"]);
		counts.passed += done.passed;
		counts.failed += done.failed;
	} finally {
		await rm(home, { recursive: true, force: true });
	}
	return counts;
}

async function checkDemo(root) {
	const { checkDemo: check } = await import("./check-demo.mjs");
	const code = await check(root, { isPrepared: true });
	return code === 0 ? { passed: 1, failed: 0, skipped: 0 } : { passed: 0, failed: 1, skipped: 0 };
}

async function e2e(root, more) {
	const file = path.join(results(root), "e2e.json");
	rmSync(file, { force: true });
	const browser = await ensureBrowser();
	const home = await mkdtemp(path.join(tmpdir(), "muster-e2e-"));
	// Loaded here: packages may have been installed by this very command.
	const { takeMail } = await import("./take-mail.mjs");
	const mail = await takeMail();
	let stack;
	try {
		stack = await openStack(root, {
			web: "production",
			home,
			port: 0,
			env: { MUSTER_SMTP_URL: mail.url, MUSTER_MAIL_FROM: "Muster <muster@example.com>" },
			prepareData: async (env) => {
				await loadScenario(root, "demo", env);
			},
		});
		const { code } = await run(node, [bin(root, "@playwright/test/cli.js"), "test", ...more], {
			cwd: root,
			env: {
				...stack.env,
				// The test runner is not part of the app.
				NODE_ENV: "test",
				MUSTER_URL: stack.url,
				CHROMIUM_PATH: browser,
				MUSTER_DATA_DIR: dataFolder(root),
				PLAYWRIGHT_JSON_OUTPUT_NAME: file,
			},
		});
		if (!existsSync(file)) return { passed: 0, failed: 1, skipped: 0 };
		const { stats } = JSON.parse(readFileSync(file, "utf8"));
		const failed = stats.unexpected + (stats.unexpected === 0 && code !== 0 ? 1 : 0);
		return { passed: stats.expected + stats.flaky, failed, skipped: stats.skipped };
	} finally {
		await stack?.stop();
		await mail.stop();
		await rm(home, { recursive: true, force: true });
	}
}

async function runPart(part) {
	console.log(`\n── ${part.name}`);
	const begun = performance.now();
	let counts;
	try {
		counts = await part.work();
	} catch (error) {
		console.error(explain(error));
		counts = { passed: 0, failed: 1, skipped: 0 };
	}
	const ms = performance.now() - begun;
	console.log(`   ${part.name} ${counts.failed === 0 ? "passed" : "FAILED"} in ${duration(ms)}`);
	return { name: part.name, ms, ...counts };
}

/** Stages run in sequence; the parts of a stage in parallel, because each leaves a core idle. */
async function inTurn(stages) {
	const table = [];
	const begun = performance.now();
	for (const stage of stages) table.push(...(await Promise.all(stage.map(runPart))));
	const whole = performance.now() - begun;
	const width = Math.max(...table.map((row) => row.name.length));
	console.log("\n");
	for (const row of table) {
		console.log(
			`  ${row.failed === 0 ? "✓" : "✗"} ${row.name.padEnd(width)}  ${duration(row.ms).padStart(10)}  ${row.passed} passed${row.failed ? `, ${row.failed} failed` : ""}${row.skipped ? `, ${row.skipped} skipped` : ""}`,
		);
	}
	const sum = (key) => table.reduce((total, row) => total + row[key], 0);
	console.log(`  whole: ${duration(whole)}\n`);
	console.log(`${sum("passed")} passed, ${sum("failed")} failed, ${sum("skipped")} skipped`);
	return sum("failed") === 0 ? 0 : 1;
}

const names = ["unit", "db", "benchmarks", "trigger", "demo", "e2e"];

/** Parses which parts to run; none named means all. */
export function readParts(rest) {
	const unknown = rest.filter((name) => !names.includes(name));
	if (unknown.length > 0)
		throw new UserFacingError(`There is no part ${unknown.join(", ")}: ${names.join(", ")}.`);
	return { only: rest };
}

export async function runVerify(root) {
	return inTurn([checks(root), [{ name: "unit", work: () => unitTests(root) }]]);
}

/** All parts, or those named by `only`. */
export async function runTests(root, { only = [], more = [] }) {
	const isWanted = (name) => only.length === 0 || only.includes(name);
	const isWebNeeded = isWanted("demo") || isWanted("e2e");
	await step("Generating the database client", () => generateClient(root));
	if (isWebNeeded) await step("Bundling the processes", () => bundleProcesses(root));
	// Before the long parts: a machine that cannot get a browser should fail at once.
	if (isWanted("e2e")) await step("Looking for a Chromium", ensureBrowser);
	const build = async () => {
		await buildWeb(root);
		return { passed: 1, failed: 0, skipped: 0 };
	};
	const part = (name, work, isNeeded = isWanted(name)) => (isNeeded ? [{ name, work }] : []);
	const bundleCheck = () => program(root, ["scripts/check-browser-bundle.mjs"]);
	return inTurn([
		only.length === 0 ? checks(root) : [],
		part("unit", () => unitTests(root)),
		part("db", () => vitest(root, "db", ["db", "db-apart"])),
		[
			...part("benchmarks", () => benchmarks(root)),
			...part("trigger", () => program(root, ["scripts/check-trigger-bundle.mjs"])),
			...part("web build", build, isWebNeeded && !isWebBuilt(root)),
		],
		part("browser bundle", bundleCheck, isWebNeeded),
		part("demo", () => checkDemo(root)),
		part("e2e", () => e2e(root, more)),
	]);
}
