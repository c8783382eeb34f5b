// npm run trigger -- check | dev | deploy: Muster's jobs on Trigger.dev.
import { createRequire } from "node:module";
import path from "node:path";
import { fetchJobs, requestToken } from "./ask-trigger.mjs";
import { declaredJobs } from "./declared-jobs.mjs";
import { run } from "./run.mjs";
import { UserFacingError } from "./step.mjs";
import { judgeEnvironment, readWorkerEnvironment } from "./worker-environment.mjs";

const cloud = "https://api.trigger.dev";
const marks = { good: "✓", bad: "✗", note: "·" };

const good = (text) => ({ state: "good", text });
const bad = (text) => ({ state: "bad", text });
const note = (text) => ({ state: "note", text });

/** Reports each finding; false if one is bad. */
function say(title, findings) {
	console.log(`\n${title}`);
	for (const { state, text } of findings) console.log(`  ${marks[state]} ${text}`);
	return findings.every(({ state }) => state !== "bad");
}

async function askStores(values) {
	const findings = [];
	if (values.DATABASE_URL) {
		const { default: pg } = await import("pg");
		const client = new pg.Client({
			connectionString: values.DATABASE_URL,
			connectionTimeoutMillis: 10_000,
		});
		try {
			await client.connect();
			await client.query("SELECT 1 FROM job_run LIMIT 1");
			findings.push(good("Postgres answers."));
		} catch (error) {
			findings.push(bad(`Postgres does not do: ${error.message}.`));
		} finally {
			await client.end().catch(() => {});
		}
	}
	if (values.CLICKHOUSE_URL) {
		const url = new URL("/ping", values.CLICKHOUSE_URL);
		url.username = "";
		url.password = "";
		const answer = await fetch(url, { signal: AbortSignal.timeout(10_000) }).catch((error) => error);
		findings.push(
			answer.ok
				? good("The warehouse answers.")
				: bad(`The warehouse does not answer: ${answer.status ?? answer.cause?.message ?? answer.message}.`),
		);
	}
	return findings;
}

/** What is known about the server and the account. `forCli`: the command-line tool is about to be used. */
async function askServer(root, env, forCli) {
	const server = (env.TRIGGER_API_URL || cloud).replace(/\/$/, "");
	const findings = [
		note(`The server is ${server}${env.TRIGGER_API_URL ? "" : " (TRIGGER_API_URL names another)"}.`),
	];
	if (env.TRIGGER_PROJECT_REF) findings.push(good(`The project is ${env.TRIGGER_PROJECT_REF}.`));
	else
		findings.push(
			(forCli ? bad : note)(
				"TRIGGER_PROJECT_REF is missing: the project's reference, proj_…, from its settings.",
			),
		);
	if (env.TRIGGER_ACCESS_TOKEN) {
		const reason = await requestToken(server, env.TRIGGER_ACCESS_TOKEN);
		findings.push(
			reason === null
				? good("The personal access token is accepted.")
				: bad(`The personal access token (TRIGGER_ACCESS_TOKEN) does not do: ${reason}.`),
		);
	} else {
		findings.push(note("TRIGGER_ACCESS_TOKEN is not set: dev and deploy then use `npx trigger login`."));
	}
	const jobs = await declaredJobs(root);
	if (!env.TRIGGER_SECRET_KEY) {
		findings.push(
			(forCli ? note : bad)(
				"TRIGGER_SECRET_KEY is missing: Muster itself needs it (the environment's secret key) to pass jobs on.",
			),
		);
		return findings;
	}
	const { reason, missing } = await fetchJobs(server, env.TRIGGER_SECRET_KEY, jobs);
	if (reason !== null) findings.push(bad(`The server does not do with TRIGGER_SECRET_KEY: ${reason}.`));
	else if (missing.length === 0)
		findings.push(good(`All ${jobs.length} jobs are registered: ${jobs.join(", ")}.`));
	else {
		findings.push(
			(forCli ? note : bad)(
				`Not registered: ${missing.join(", ")}. Run npm run trigger -- dev or deploy before Muster is started with TRIGGER_SECRET_KEY.`,
			),
		);
	}
	return findings;
}

/** Parses the subcommand; arguments after dev and deploy go to Trigger.dev's own tool. */
export function readTrigger([command = "check", ...rest]) {
	if (!["check", "dev", "deploy"].includes(command))
		throw new UserFacingError(`npm run trigger -- check, dev or deploy; not ${command}.`);
	return { command, rest };
}

/**
 * Checks what a worker on Trigger.dev needs, with readable findings, and runs its command-line tool. Returns
 * the exit code.
 */
export async function runTrigger(root, { command, rest }) {
	const home = path.resolve(process.env.MUSTER_HOME ?? ".muster");
	const isElsewhere = command === "deploy" || rest.includes("--deployed");
	const environment = readWorkerEnvironment(home, process.env);
	const isEnough = say("What a worker on Trigger.dev needs:", judgeEnvironment(environment, isElsewhere));
	const doStoresAnswer = say("The stores:", await askStores(environment.values));
	const isKnown = say("Trigger.dev:", await askServer(root, process.env, command !== "check"));
	if (isElsewhere)
		say("Before a deploy:", [
			note(
				"Set the names above as environment variables of the project at Trigger.dev; a deploy does not send them.",
			),
			note("A worker costs about 200 MB; eight ticks a minute are eight runs a minute."),
		]);
	const isWell = isEnough && doStoresAnswer && isKnown;
	if (command === "check") {
		console.log(isWell ? "\nJobs can run on Trigger.dev." : "\nJobs cannot run on Trigger.dev yet.");
		return isWell ? 0 : 1;
	}
	if (!isWell) throw new UserFacingError("What is marked ✗ has to be fixed first.");
	const here = createRequire(import.meta.url);
	const cli = path.join(path.dirname(here.resolve("trigger.dev/package.json")), "dist/esm/index.js");
	const options = [
		"--skip-update-check",
		...(process.env.TRIGGER_API_URL ? ["--api-url", process.env.TRIGGER_API_URL] : []),
	];
	// The tool treats a secret key in its environment as an account: it must not see Muster's.
	const env = {
		// Every run there is a process: with a default pool each, a dozen would use up all Postgres connections.
		DATABASE_POOL_SIZE: process.env.DATABASE_POOL_SIZE || "3",
		...environment.values,
		TRIGGER_SECRET_KEY: "",
	};
	const { code } = await run(process.execPath, [cli, command, ...options, ...rest], { cwd: root, env });
	return code;
}
