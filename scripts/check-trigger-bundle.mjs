// Builds the jobs for Trigger.dev's deploy target and indexes the result with the CLI's own modules, without
// a network and without an account: proves that every job in jobs/registry.ts would exist after a deploy. The
// CLI's modules are not a public interface, so its version is pinned exactly in package.json.
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { declaredJobs, remoteQueueName } from "./muster/declared-jobs.mjs";

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const cli = path.join(root, "node_modules/trigger.dev/dist/esm");

/** The jobs listed in the registry file: a job that is not in it would not run on the embedded queue. */
async function registeredJobs() {
	const text = await readFile(path.join(root, "jobs/registry.ts"), "utf8");
	return [...text.matchAll(/from "@\/(jobs\/[^"]+)"/g)].map((match) => match[1]).sort();
}

async function indexBundle() {
	const { loadConfig } = await import(path.join(cli, "config.js"));
	const { buildWorker } = await import(path.join(cli, "build/buildWorker.js"));
	const { indexWorkerManifest } = await import(path.join(cli, "indexing/indexWorkerManifest.js"));

	// Inside the project, so that externals resolve where a deployed image would have them installed.
	await mkdir(path.join(root, ".trigger"), { recursive: true });
	const destination = await mkdtemp(path.join(root, ".trigger/check-"));
	try {
		const resolvedConfig = await loadConfig({ cwd: root, warn: false });
		const manifest = await buildWorker({
			target: "deploy",
			environment: "prod",
			destination,
			resolvedConfig,
			rewritePaths: false,
			plain: true,
			envVars: {},
		});
		const manifestPath = path.join(destination, "build.json");
		await writeFile(manifestPath, JSON.stringify(manifest));
		await symlink(path.join(root, "node_modules"), path.join(destination, "node_modules")).catch(() => {});
		const index = await indexWorkerManifest({
			runtime: manifest.runtime,
			indexWorkerPath: manifest.indexWorkerEntryPoint,
			buildManifestPath: manifestPath,
			nodeOptions: "",
			env: { PATH: process.env.PATH, NODE_ENV: "production", HOME: process.env.HOME },
			cwd: destination,
			otelHookInclude: manifest.otelImportHook?.include,
			otelHookExclude: manifest.otelImportHook?.exclude,
			handleStdout: () => {},
			handleStderr: (line) => line.trim() && console.error(line),
		});
		return { tasks: index.tasks, externals: manifest.externals ?? [] };
	} finally {
		await rm(destination, { recursive: true, force: true });
	}
}

const startedMs = Date.now();
const [declared, registered, { tasks, externals }] = await Promise.all([
	declaredJobs(root),
	registeredJobs(),
	indexBundle(),
]);
const indexed = tasks.map((task) => task.id).sort();
const missing = declared.filter((id) => !indexed.includes(id));
const problems = [];
if (missing.length > 0) problems.push(`not indexed by Trigger.dev: ${missing.join(", ")}`);
if (declared.length !== registered.length) {
	problems.push(`jobs/ declares ${declared.length} jobs, jobs/registry.ts names ${registered.length}`);
}
for (const { id, queue, retry, schedule, ttl } of tasks) {
	// Attempts are counted in our own record and runs of one key never overlap: the server itself must do
	// neither.
	if (queue?.concurrencyLimit !== 1) problems.push(`${id} may run beside itself`);
	if (queue?.name !== remoteQueueName(id))
		problems.push(`${id} has a queue that the worker does not look for`);
	if (retry?.maxAttempts !== 1) problems.push(`${id} is retried by the server`);
	if (schedule && !ttl) problems.push(`${id} piles up: its ticks do not expire`);
}
if (declared.length === 0) problems.push("no job found under jobs/");
if (problems.length > 0) {
	console.error(`Trigger.dev bundle: ${problems.join("; ")}`);
	process.exit(1);
}
console.log(
	`Trigger.dev bundle: ${indexed.length} jobs indexed in ${((Date.now() - startedMs) / 1000).toFixed(1)} s (${indexed.join(", ")}); external: ${externals.map((external) => external.name).join(", ") || "none"}.`,
);
process.exit(0);
