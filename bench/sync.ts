// A first delivery, a run with 2 % changes and one with none, to an unthrottled sandbox. npm run bench -- sync
// [--people N] [--network NAME] [--json]. A network that keeps a record of each person gets a mapped trait, too, and a run
// in which only that changed; the bare loop is Meta's.
import "@/bench/support/allow-private";
import { type ChildProcess, spawn } from "node:child_process";
import path from "node:path";
import { createInterface } from "node:readline";
import {
	createAudiencePeople,
	forgetWhenKnown,
	serveRange,
	setTextTrait,
} from "@/bench/support/create-audience-people";
import { readNumbers, takeText } from "@/bench/support/options";
import { printJson, printTable, rounded } from "@/bench/support/report";
import { networkOf } from "@/lib/destinations/registry";
import { connectDestination } from "@/lib/destinations/server/connect-destination";
import { newId } from "@/lib/kernel/ids";
import { closeDatabase } from "@/lib/platform/postgres/database";
import { closeWarehouse } from "@/lib/platform/warehouse/warehouse";
import { runCounts } from "@/lib/syncs/contracts";
import { createSync } from "@/lib/syncs/server/create-sync";
import { createTestSegment } from "@/lib/syncs/testing/make-people";
import { createTestWorkspace } from "@/lib/workspaces/testing/create-test-workspace";

const slug = takeText("network", "meta");
const network = networkOf(slug);
const hasRecords = network.shape === "profile";
const { people, json } = readNumbers({ people: 1_000_000 });
const churn = Math.max(1, Math.round(people / 100));

const bundles = process.env.MUSTER_BUNDLES ?? "";
if (bundles === "") throw new Error("Run it by `npm run bench -- sync`: it bundles the processes");

function start(
	script: string,
	args: string[] = [],
	more: Record<string, string> = {},
): { child: ChildProcess; firstLine: Promise<string> } {
	const child = spawn(
		process.execPath,
		[
			...(process.env.BENCH_PROF ? ["--cpu-prof", `--cpu-prof-dir=${process.env.BENCH_PROF}`] : []),
			// As the processes of `npm start` run: bundled, and small.
			"--max-semi-space-size=4",
			"--max-old-space-size=1536",
			path.join(bundles, `${script}.mjs`),
			...args,
		],
		{ stdio: ["ignore", "pipe", "inherit"], env: { ...process.env, ...more } },
	);
	// Whatever ends this measurement ends its processes too.
	process.once("exit", () => child.kill());
	if (!child.stdout) throw new Error("The process has no output");
	const lines = createInterface({ input: child.stdout });
	const firstLine = new Promise<string>((resolve, reject) => {
		lines.on("line", (line) => (line.startsWith("{") || line.startsWith("http") ? resolve(line) : undefined));
		child.once("exit", (code) => reject(new Error(`${script} ended with ${code} before it said anything`)));
	});
	return { child, firstLine };
}

const sandbox = start("serve-sandbox");
const sandboxUrl = await sandbox.firstLine;
const ctx = await createTestWorkspace();
console.log(`Creating ${people + churn} people.`);
await createAudiencePeople(ctx, people + churn, network.purposes[0]);
if (hasRecords) await setTextTrait(ctx, "plan", { value: "free", from: 1, to: people + churn });
await forgetWhenKnown(ctx);
const segmentId = await createTestSegment(ctx, [1]);
await serveRange(ctx, segmentId, 1, people);
const account = network.sandboxConnection(sandboxUrl);
const destination = await connectDestination(ctx, {
	network: slug,
	name: "Bench",
	values: { ...account.settings, ...account.credentials },
});
const sync = await createSync(ctx, {
	segmentId,
	destinationId: destination.id,
	identifierKinds: ["email"],
	...(hasRecords
		? { mapping: [{ target: "plan", source: { trait: "plan" }, transform: "none" as const, digits: 0 }] }
		: {}),
	schedule: { kind: "manual" },
	guards: { changePercent: null },
});
await ctx.db.sync.update({ where: { id: sync.id }, data: { confirmedAt: new Date() } });

type Taken = { seconds: number; planSeconds: number; cpuSeconds: number; peakMb: number };

async function measure(what: string): Promise<Taken & { counts: ReturnType<typeof runCounts.parse> }> {
	const runId = newId("run");
	await ctx.db.syncRun.create({
		data: { id: runId, syncId: sync.id, trigger: "manual", status: "queued", counts: {} },
	});
	const taken = JSON.parse(
		await start("run-measured-sync", [ctx.workspace.id, runId], {
			SANDBOX_URL: sandboxUrl,
		}).firstLine,
	) as Taken;
	const run = await ctx.db.syncRun.findUniqueOrThrow({ where: { id: runId } });
	if (run.status !== "finished")
		throw new Error(`${what}: the run ${run.status}, ${JSON.stringify(run.error)}`);
	return { ...taken, counts: runCounts.parse(run.counts) };
}

function expectCount(what: string, found: number, wanted: number): void {
	if (found !== wanted) throw new Error(`${what}: ${found} instead of ${wanted}`);
}

const first = await measure("the first delivery");
expectCount("delivered first", first.counts.delivered, people);
// The second run of a sync looks at everyone no more.
const nothing = await measure("a run with nothing to do");
expectCount("sent with nothing to do", nothing.counts.added + nothing.counts.removed, 0);
await serveRange(ctx, segmentId, churn + 1, people + churn);
const changed = await measure("a run with changes");
expectCount("added", changed.counts.added, churn);
// Where an earlier addition may still be applied after it, a removal is repeated, and counted then.
expectCount("removed", changed.counts.removed, network.limits.appliesWithinMs ? 0 : churn);
expectCount("delivered", changed.counts.delivered, people);
const traits = hasRecords ? await measureTraits() : null;
const bare = slug === "meta" ? await measureBare() : null;

/** Of everyone who stays, a few have another value: nothing else is sent. */
async function measureTraits(): Promise<Taken> {
	await setTextTrait(ctx, "plan", { value: "pro", from: churn + 1, to: 2 * churn });
	const run = await measure("a run with other values");
	expectCount("updated", run.counts.updated, churn);
	expectCount("sent with other values", run.counts.added + run.counts.removed, 0);
	return run;
}

async function measureBare(): Promise<{ seconds: number }> {
	const audience = await fetch(`${sandboxUrl}/v25.0/act_1001/customaudiences`, {
		method: "POST",
		headers: { authorization: "Bearer sandbox-access-token" },
		body: JSON.stringify({ name: "bare", subtype: "CUSTOM", customer_file_source: "USER_PROVIDED_ONLY" }),
	});
	// Safe because the sandbox answers so.
	const { id } = (await audience.json()) as { id: string };
	const args = [ctx.workspace.id, destination.id, id, String(people)];
	return JSON.parse(await start("deliver-bare", args).firstLine) as { seconds: number };
}

const figures = {
	deliveredPerSecond: Math.round(people / first.seconds),
	firstSeconds: rounded(first.seconds),
	firstPlanSeconds: rounded(first.planSeconds),
	planSeconds: rounded(changed.planSeconds, 2),
	changedSeconds: rounded(changed.seconds, 2),
	nothingSeconds: rounded(nothing.seconds, 2),
	workerCpuSeconds: rounded(first.cpuSeconds),
	workerPeakMb: Math.max(first.peakMb, changed.peakMb, nothing.peakMb),
	...(bare ? { bareSeconds: rounded(bare.seconds) } : {}),
	...(traits ? { traitsSeconds: rounded(traits.seconds, 2) } : {}),
};
const ratios: Record<string, number> = bare
	? { deliveredVsBareLoop: rounded(bare.seconds / first.seconds, 2) }
	: {};
printTable(
	[`sync to ${network.name}`, "seconds", "of them planning", "worker's processor seconds", "most memory MB"],
	[
		[
			`first delivery of ${people}`,
			figures.firstSeconds,
			figures.firstPlanSeconds,
			figures.workerCpuSeconds,
			first.peakMb,
		],
		[
			"2 % changed",
			figures.changedSeconds,
			figures.planSeconds,
			rounded(changed.cpuSeconds, 2),
			changed.peakMb,
		],
		[
			"nothing changed",
			figures.nothingSeconds,
			rounded(nothing.planSeconds, 2),
			rounded(nothing.cpuSeconds, 2),
			nothing.peakMb,
		],
		...(traits
			? [
					[
						"1 % other values",
						rounded(traits.seconds, 2),
						rounded(traits.planSeconds, 2),
						rounded(traits.cpuSeconds, 2),
						traits.peakMb,
					],
				]
			: []),
		...(bare ? [["a bare loop without a ledger", rounded(bare.seconds), "", "", ""]] : []),
	],
);
sandbox.child.kill();
await closeDatabase();
await closeWarehouse();
if (json) printJson({ name: "sync", scale: { people }, figures, ratios });
process.exit(0);
