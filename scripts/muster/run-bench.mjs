// Runs a measurement of bench/: on its own stores in its own folder, never on the home folder's data.
import { createHash } from "node:crypto";
import {
	existsSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { buildWeb, bundleFolder, isWebBuilt } from "./build.mjs";
import { ensureBrowser } from "./find-browser.mjs";
import { loadScenario } from "./load-scenario.mjs";
import { openStack } from "./open-stack.mjs";
import { readOptions, readWhole } from "./read-options.mjs";
import { run } from "./run.mjs";
import { step, UserFacingError } from "./step.mjs";

export const benchUsage = `Say which measurement:
  npm run bench -- preview      sizes of 13 rules and of an edit, beside DuckDB and Postgres
  npm run bench -- refresh      200 segments at once, beside DuckDB
  npm run bench -- incremental  200 segments after 1 000 people did something
  npm run bench -- lift         the read-out of a campaign over everyone, beside one plain scan of the same outcomes
  npm run bench -- generate     only the data of these four
  npm run bench -- steady       a busy day: 300 events a second on 20 000 people for ten minutes, while segments are
                                saved, files imported, traits computed and a sync runs; fails unless all of it holds
                                (--people N --seconds N --rate N, or --small; --stream-only)
  npm run bench -- vitals       what each main screen of the demonstration data costs in a real Chromium, cold, with the
                                processor as it is and slowed four times (--rounds N, --only home,builder)
  npm run bench -- lookup       segments, traits and campaigns of one person over HTTP, on the demonstration data
                                (--requests N, --connections N)
  npm run bench -- typing       from a key in the builder to the new size on the screen, at scale
  npm run bench -- sync         first delivery, 2 % changes and none, to the sandbox, beside a bare loop (--people N --network NAME)
  npm run bench -- calibration [--runs N]  whether the intervals and checks of lift hold what they promise, over
                                simulated campaigns with a known truth; fails where one does not
  npm run bench -- import [--rows N]
  npm run bench -- ingest [--seconds N] [--connections N]
With --people N --events N (1 000 000 and 50 000 000), or --small; --postgres-events N (0: without Postgres); --rounds N;
--json; --only q1,q8 (preview); --fresh makes the data anew; --direct (preview) asks without the web server; --home <folder> for the data.`;

/** Measurements on generated data, and the workspaces each needs. */
const onMadeData = {
	generate: () => ["main"],
	preview: ({ events, postgresEvents }) =>
		postgresEvents > 0 && postgresEvents < events ? ["main", "subset"] : ["main"],
	refresh: () => ["main"],
	incremental: () => ["main", "quarter"],
	typing: () => ["main"],
	lift: () => ["main", "quarter"],
};
/** These ask a web server. */
const onWeb = ["preview", "typing"];
/** These modify what they measure: they get a copy. */
const onCopy = ["refresh", "incremental"];

/** Options of measurements that parse their own: validated here, before anything is started for them. */
const ownOptions = {
	steady: { whole: ["people", "seconds", "rate"], flags: ["small", "stream-only", "json"], texts: [] },
	vitals: { whole: ["rounds"], flags: ["json"], texts: ["only"] },
	lookup: { whole: ["requests", "connections"], flags: ["json"], texts: [] },
	sync: { whole: ["people"], flags: ["json"], texts: ["network"] },
	calibration: { whole: ["runs"], flags: ["json"], texts: [] },
	import: { whole: ["rows"], flags: ["json"], texts: [] },
	ingest: { whole: ["seconds", "connections"], flags: ["json"], texts: [] },
};

/** Reads which measurement, and its options. */
export function readBench([name = "", ...rest]) {
	if (Object.hasOwn(onMadeData, name)) return { name, rest, plan: readPlan(rest) };
	if (!Object.hasOwn(ownOptions, name)) throw new UserFacingError(benchUsage);
	const { whole, flags, texts } = ownOptions[name];
	const values = readOptions(
		rest,
		{
			...Object.fromEntries([...whole, ...texts].map((option) => [option, { type: "string" }])),
			...Object.fromEntries(flags.map((option) => [option, { type: "boolean" }])),
		},
		benchUsage,
	);
	for (const option of whole) readWhole(values, option, 1, 1);
	return { name, rest, plan: { home: benchHome(), fresh: false } };
}

/** The processes that a measurement starts: none for pure arithmetic. */
export const benchProcesses = ({ name }) => [
	...(name === "calibration" ? [] : ["supervise", "warehouse"]),
	...(["steady", "vitals", "lookup"].includes(name) ? ["worker", "ingest", "sandbox", "seed"] : []),
	...(name === "sync" ? ["run-measured-sync", "serve-sandbox", "deliver-bare"] : []),
];

/** Runs the measurement. `onStack` is called with every stack that is opened; returns the exit code. */
export async function runBench(root, { name, rest, plan }, onStack) {
	if (name === "steady") return await runSteady(root, rest, onStack);
	if (name === "vitals" || name === "lookup") return await runOnDemo(root, name, rest, onStack);
	if (name === "calibration") {
		const script = path.join(root, "bench/calibration.ts");
		return (await run(process.execPath, ["--import", "tsx", script, ...rest], { cwd: root })).code;
	}
	const open = async (home) => {
		mkdirSync(home, { recursive: true });
		const stack = await openStack(root, { web: "none", storesOnly: true, home });
		onStack(stack);
		return stack;
	};
	const browser = name === "typing" ? await ensureBrowser() : undefined;
	const measure = (stack, script, args) =>
		run(process.execPath, ["--import", "tsx", path.join(root, "bench", `${script}.ts`), ...args], {
			cwd: root,
			env: {
				...stack.env,
				MUSTER_BUNDLES: bundleFolder(root),
				...(browser ? { CHROMIUM_PATH: browser } : {}),
			},
		});
	if (!(name in onMadeData)) {
		const stack = await open(path.join(plan.home, "scratch"));
		const { code } = await measure(stack, name, rest);
		await stack.stop();
		return code;
	}
	if (onWeb.includes(name) && !plan.direct && !isWebBuilt(root))
		await step("Building the web app", () => buildWeb(root));
	const folder = path.join(plan.home, `${plan.people}x${plan.events}`);
	const home = path.join(folder, "home");
	const args = [...plan.args, "--folder", folder];
	const code = await makeData(root, { plan, name, folder, home, open, measure, args });
	if (code !== 0 || name === "generate") return code;
	const used = onCopy.includes(name) ? path.join(folder, "copy") : home;
	try {
		if (used !== home) await step("Copying the data", () => copyFolder(home, used));
		const stack = await open(used);
		const done = await measure(stack, name, args);
		await stack.stop();
		return done.code;
	} finally {
		if (used !== home) rmSync(used, { recursive: true, force: true });
	}
}

/** The whole product except the web app, in a temporary home folder. */
async function runSteady(root, rest, onStack) {
	const home = mkdtempSync(path.join(tmpdir(), "muster-steady-"));
	const stack = await openStack(root, { web: "none", home });
	onStack(stack);
	try {
		const script = path.join(root, "bench/steady.ts");
		const { code } = await run(process.execPath, ["--import", "tsx", script, ...rest], {
			cwd: root,
			env: stack.env,
		});
		return code;
	} finally {
		await stack.stop();
		rmSync(home, { recursive: true, force: true });
	}
}

/** The whole product with the demo data, in a temporary home folder, and a browser where it is measured. */
async function runOnDemo(root, name, rest, onStack) {
	const browser = name === "vitals" ? await ensureBrowser() : "";
	const home = mkdtempSync(path.join(tmpdir(), `muster-${name}-`));
	const stack = await openStack(root, {
		web: "production",
		home,
		port: 0,
		prepareData: async (env) => {
			await loadScenario(root, "demo", env);
		},
	});
	onStack(stack);
	try {
		const script = path.join(root, `bench/${name}.ts`);
		const { code } = await run(process.execPath, ["--import", "tsx", script, ...rest], {
			cwd: root,
			env: { ...stack.env, MUSTER_URL: stack.url, CHROMIUM_PATH: browser },
		});
		return code;
	} finally {
		await stack.stop();
		rmSync(home, { recursive: true, force: true });
	}
}

/** Generates the missing workspaces; all of them when the generator has changed. */
async function makeData(root, { plan, name, folder, home, open, measure, args }) {
	const stamp = path.join(folder, "made.json");
	const sources = hashFolders(root, [
		"bench/data",
		"bench/questions",
		"lib/platform/warehouse/migrations",
		"lib/rules/typed",
	]);
	const found = existsSync(stamp) ? JSON.parse(readFileSync(stamp, "utf8")) : {};
	const wanted = onMadeData[name](plan);
	const isSubsetRight = !wanted.includes("subset") || found.postgresEvents === plan.postgresEvents;
	const isKept =
		!plan.fresh && found.sources === sources && (isSubsetRight || !found.workspaces.includes("subset"));
	const made = isKept ? found.workspaces : [];
	if (wanted.every((kind) => made.includes(kind))) return 0;
	// Without its stamp a folder is invalid: an interrupted run starts over.
	rmSync(stamp, { force: true });
	if (!isKept) rmSync(home, { recursive: true, force: true });
	const stack = await open(home);
	const { code } = await measure(stack, "generate", [...args, "--workspaces", wanted.join(",")]);
	await stack.stop();
	if (code === 0) {
		const workspaces = [...new Set([...made, ...wanted])];
		const postgresEvents = wanted.includes("subset") ? plan.postgresEvents : found.postgresEvents;
		writeFileSync(stamp, JSON.stringify({ sources, postgresEvents, workspaces }));
	}
	return code;
}

const benchHome = (given) => path.resolve(given ?? path.join(tmpdir(), "muster-bench"));

function readPlan(rest) {
	const values = readOptions(
		rest,
		{
			people: { type: "string" },
			events: { type: "string" },
			"postgres-events": { type: "string" },
			rounds: { type: "string" },
			small: { type: "boolean", default: false },
			json: { type: "boolean", default: false },
			fresh: { type: "boolean", default: false },
			direct: { type: "boolean", default: false },
			only: { type: "string" },
			home: { type: "string" },
		},
		benchUsage,
	);
	const people = readWhole(values, "people", values.small ? 20_000 : 1_000_000, 1);
	const events = readWhole(values, "events", values.small ? 400_000 : 50_000_000, 1);
	const postgresEvents = Math.min(readWhole(values, "postgres-events", 20_000_000), events);
	const rounds = readWhole(values, "rounds", values.small ? 1 : 5, 1);
	return {
		people,
		events,
		postgresEvents,
		fresh: values.fresh,
		direct: values.direct,
		home: benchHome(values.home),
		args: [
			...[
				"--people",
				people,
				"--events",
				events,
				"--postgres-events",
				postgresEvents,
				"--rounds",
				rounds,
			].map(String),
			...["--pause-seconds", values.small ? "0" : "16"],
			...(values.json ? ["--json"] : []),
			...(values.direct ? ["--direct"] : []),
			...(values.only ? ["--only", values.only] : []),
		],
	};
}

function hashFolders(root, folders) {
	const hash = createHash("sha256");
	for (const folder of folders) {
		for (const file of readdirSync(path.join(root, folder)).sort()) {
			hash.update(`${file}\0`).update(readFileSync(path.join(root, folder, file)));
		}
	}
	return hash.digest("hex");
}

async function copyFolder(from, to) {
	rmSync(to, { recursive: true, force: true });
	// Keep owners: the built-in Postgres refuses a folder that is not its own.
	const { code, output } = await run("cp", ["-a", from, to], { quiet: true });
	if (code !== 0) throw new UserFacingError(`The data could not be copied: ${output.trim()}`);
}
