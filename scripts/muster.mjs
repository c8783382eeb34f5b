#!/usr/bin/env node
// Muster's commands. Plain JavaScript without packages: it also runs right after `git clone`, and installs what is missing.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { buildWeb, bundle, bundleProcesses, generateClient } from "./muster/build.mjs";
import { checkNode, ensurePackages } from "./muster/ensure-packages.mjs";
import { loadScenario } from "./muster/load-scenario.mjs";
import { openStack } from "./muster/open-stack.mjs";
import { readCommand } from "./muster/read-command.mjs";
import { run, stopRunning } from "./muster/run.mjs";
import { benchProcesses, runBench } from "./muster/run-bench.mjs";
import { runChaos } from "./muster/run-chaos.mjs";
import { runTests, runVerify } from "./muster/run-tests.mjs";
import { runTrigger } from "./muster/run-trigger.mjs";
import { duration, explain, step } from "./muster/step.mjs";
import { watchSources } from "./muster/watch-sources.mjs";

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
process.chdir(root);
const started = performance.now();

/** What Ctrl-C has to stop. */
let stack;
let isStopping = false;

async function stop() {
	if (isStopping) {
		console.log("\nStopping; once more kills what is left.");
		if (stop.asked) process.exit(130);
		stop.asked = true;
		return;
	}
	isStopping = true;
	const begun = performance.now();
	stopRunning();
	if (stack) {
		console.log("\n  … Stopping everything");
		await stack.stop();
		console.log(`  ✓ Stopped (${duration(performance.now() - begun)})`);
	}
	// Being stopped while up is a success; in the middle of something it is not.
	process.exit(stack ? (process.exitCode ?? 0) : 130);
}
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => void stop());

async function prepare(names) {
	checkNode();
	await ensurePackages(root);
	await step("Generating the database client", () => generateClient(root));
	await step("Bundling the processes", () => bundleProcesses(root, names));
}

/** Keeps the stack up until Ctrl-C. */
async function stayUp(open) {
	await open();
	await new Promise(() => {});
}

function hello(lines) {
	console.log(`\n${lines.join("\n")}\n`);
}

/** The way in while there is no admin: the code is after the #, so that no server log sees it. */
function firstAdmin() {
	const code = stack.setupCode;
	return code
		? [
				`No one is admin yet. To become the first one, open ${stack.url}/setup#code=${code}`,
				`(or type the setup code ${code} there).`,
			]
		: [];
}

function home() {
	return path.resolve(process.env.MUSTER_HOME ?? ".muster");
}

/**
 * Loads the demo data, once per home folder; returns its output, notably the sign-in. The URL in it is that
 * of this start: an earlier one may have had another port.
 */
async function seedOnce(scenario, env) {
	const note = path.join(home(), "seeded.json");
	const done = existsSync(note) ? JSON.parse(readFileSync(note, "utf8")) : {};
	const said =
		done[scenario] ?? (await loadScenario(root, scenario, env)).replaceAll(env.NEXTAUTH_URL, "{address}");
	writeFileSync(note, JSON.stringify({ ...done, [scenario]: said }), { mode: 0o600 });
	return said.replaceAll("{address}", env.NEXTAUTH_URL);
}

const commands = {
	async demo({ check }) {
		if (check) {
			const { checkDemo } = await import("./muster/check-demo.mjs");
			checkNode();
			process.exitCode = await checkDemo(root, {
				onStack: (opened) => (stack = opened),
				isStopping: () => isStopping,
			});
			return;
		}
		await stayUp(async () => {
			console.log("Muster, with demonstration data\n");
			await prepare();
			let said = "";
			stack = await openStack(root, {
				web: "production",
				prepareData: async (env) => {
					said = await seedOnce("demo", env);
				},
			});
			hello([
				`Muster is up at ${stack.url} (after ${duration(performance.now() - started)}).`,
				said,
				`Ctrl-C stops it. The data stays in ${home()}.`,
			]);
		});
	},
	async start() {
		await stayUp(async () => {
			console.log("Muster\n");
			await prepare();
			stack = await openStack(root, { web: "production" });
			hello([
				`Muster is up at ${stack.url} (after ${duration(performance.now() - started)}).`,
				...firstAdmin(),
				`Ctrl-C stops it. The data stays in ${home()}.`,
			]);
		});
	},
	async dev() {
		await stayUp(async () => {
			console.log("Muster, for working on it\n");
			await prepare();
			stack = await openStack(root, { web: "development" });
			watchSources(root, stack, () => bundleProcesses(root));
			hello([
				`Muster is up at ${stack.url}. Pages compile as they are visited; the other processes restart on a change.`,
				...firstAdmin(),
				"Ctrl-C stops it.",
			]);
		});
	},
	async stores() {
		await stayUp(async () => {
			await prepare(["supervise", "warehouse", "seed"]);
			stack = await openStack(root, { web: "none", storesOnly: true });
			const names = [
				"DATABASE_URL",
				"CLICKHOUSE_URL",
				"CLICKHOUSE_LISTS_URL",
				"MUSTER_HOME",
				"MUSTER_ENCRYPTION_KEYS",
				"MUSTER_HASH_KEY",
				"NEXTAUTH_SECRET",
			];
			hello([...names.map((name) => `export ${name}='${stack.env[name]}'`)]);
		});
	},
	async seed({ scenario }) {
		await prepare(["supervise", "warehouse", "seed"]);
		stack = await openStack(root, { web: "none", storesOnly: true });
		const { code } = await run(process.execPath, [bundle(root, "seed"), scenario], {
			cwd: root,
			env: stack.env,
		});
		process.exitCode = code;
		await stack.stop();
	},
	async "rotate-keys"() {
		await prepare(["supervise", "warehouse", "rotate-keys"]);
		stack = await openStack(root, { web: "none", storesOnly: true, newEncryptionKey: true });
		const { code } = await run(process.execPath, [bundle(root, "rotate-keys")], {
			cwd: root,
			env: stack.env,
		});
		process.exitCode = code;
		await stack.stop();
	},
	async bench(asked) {
		await prepare(benchProcesses(asked));
		process.exitCode = await runBench(root, asked, (opened) => (stack = opened));
	},
	async trigger(asked) {
		checkNode();
		await ensurePackages(root);
		await step("Generating the database client", () => generateClient(root));
		process.exitCode = await runTrigger(root, asked);
	},
	async build({ processes }) {
		await prepare();
		if (!processes) await step("Building the web app", () => buildWeb(root));
	},
	async verify() {
		checkNode();
		await ensurePackages(root);
		await step("Generating the database client", () => generateClient(root));
		process.exitCode = await runVerify(root);
	},
	async test({ only }) {
		checkNode();
		await ensurePackages(root);
		process.exitCode = await runTests(root, { only });
	},
	async chaos(asked) {
		checkNode();
		await ensurePackages(root);
		await step("Generating the database client", () => generateClient(root));
		process.exitCode = await runChaos(root, asked);
	},
	async e2e(more) {
		checkNode();
		await ensurePackages(root);
		process.exitCode = await runTests(root, { only: ["e2e"], more });
	},
};

try {
	const { help, command, options } = readCommand(process.argv.slice(2));
	if (help) console.log(help);
	else await commands[command](options);
} catch (error) {
	if (!isStopping) {
		console.error(`\n${explain(error)}`);
		process.exitCode = 1;
	}
	await stack?.stop().catch(() => {});
}
if (!isStopping) process.exit();
// Stopping: the exit comes from there.
await new Promise(() => {});
