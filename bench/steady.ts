// A busy day: a steady stream through ingest, while segments are created and edited, files imported, traits computed and
// a sync runs. npm run bench -- steady [--people N] [--seconds N] [--rate N] [--small] [--stream-only] [--json]
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { coresBetween, cpuSeconds } from "@/bench/support/cpu-seconds";
import { readAnswered } from "@/bench/support/read-answered";
import { readDiskAmplification, readMerges } from "@/bench/support/read-merges";
import { printJson, rounded } from "@/bench/support/report";
import { openSteadyShop } from "@/bench/support/steady-shop";
import { runSteadyTasks } from "@/bench/support/steady-tasks";
import { streamMessages } from "@/bench/support/stream-messages";
import { watchBell } from "@/bench/support/watch-bell";
import { watchMemory } from "@/bench/support/watch-memory";
import { closeDatabase } from "@/lib/platform/postgres/database";
import { settleOutbox } from "@/lib/platform/warehouse/outbox";
import { closeWarehouse } from "@/lib/platform/warehouse/warehouse";
import { recountSegment } from "@/lib/segments/testing/recount-segment";

const { values } = parseArgs({
	options: {
		people: { type: "string" },
		seconds: { type: "string" },
		rate: { type: "string", default: "300" },
		small: { type: "boolean", default: false },
		// Without the segments, files and traits of a busy day: what events take on their own.
		"stream-only": { type: "boolean", default: false },
		json: { type: "boolean", default: false },
	},
});
const whole = (name: "people" | "seconds" | "rate", otherwise: number) => {
	const value = Number(values[name] ?? otherwise);
	if (!Number.isInteger(value) || value < 1) throw new Error(`--${name} must be a whole number`);
	return value;
};
const people = whole("people", values.small ? 12_000 : 20_000);
const seconds = whole("seconds", values.small ? 40 : 600);
const rate = whole("rate", 300);
const say = (line: string) => console.log(line);

/** Seconds until a saved segment must be served, and an event counted. */
const limits = { served: 10, followed: 5 };
/** The target for a later change of the engine. */
const minFollowed = 1;

function at(values: readonly number[], share: number): number {
	const sorted = [...values].sort((a, b) => a - b);
	return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

try {
	const shop = await openSteadyShop(people, say);
	const { ctx } = shop;
	const before = { cpu: cpuSeconds(), merges: await readMerges(ctx.warehouse), atMs: Date.now() };
	const memorySlopes = watchMemory();
	const stream = streamMessages({ writeKey: shop.writeKey, people, perSecond: rate, requestsPerSecond: 10 });
	const bell = watchBell(ctx, shop.bellId, stream.rungAt, shop.uidOf);
	const tasks = await runSteadyTasks(
		shop,
		{
			seconds,
			importRows: Math.min(people, values.small ? 1_500 : 10_000),
			isStreamOnly: values["stream-only"],
		},
		say,
	);
	await stream.stop();
	const took = (Date.now() - before.atMs) / 1000;
	const cores = coresBetween(before.cpu, cpuSeconds(), took);
	const merges = await readMerges(ctx.warehouse);
	const diskAmplification = await readDiskAmplification(ctx.warehouse);
	const memorySlopeMbPerHour = memorySlopes();
	say("the stream has ended; what is stored is counted again");
	await settleOutbox(ctx.db, ctx.warehouse);
	const endedAt = new Date();
	const isFollowed = async () => {
		const left = await ctx.db.segment.count({
			where: {
				workspaceId: ctx.workspace.id,
				archivedAt: null,
				OR: [{ asOf: null }, { asOf: { lt: endedAt } }],
			},
		});
		return left === 0;
	};
	for (const end = Date.now() + 120_000; !(await isFollowed()) && Date.now() < end; ) await sleep(500);
	const followed = await bell.stop();
	/** People who rang the bell and may be advertised to, and when the network had them. */
	const agreeing = [...stream.rungAt].filter((_, index) => index % 2 === 0);
	const readArrivals = async () => {
		const answered = await readAnswered(ctx, shop.bellSyncId);
		return agreeing.flatMap(([userId, rung]) => {
			const at = answered.get(shop.uidOf.get(userId) ?? -1);
			return at === undefined ? [] : [at - rung];
		});
	};
	let arrivals = await readArrivals();
	for (const end = Date.now() + 60_000; arrivals.length < agreeing.length && Date.now() < end; ) {
		await sleep(500);
		arrivals = await readArrivals();
	}
	const segments = await ctx.db.segment.findMany({
		where: { workspaceId: ctx.workspace.id },
		orderBy: { id: "asc" },
	});
	const recounts = await Promise.all(segments.map(({ id }) => recountSegment(ctx, id)));

	const faults = [...tasks.faults];
	const fail = (is: boolean, fault: string) => {
		if (is) faults.push(fault);
	};
	const p95 = at(followed.latencies, 0.95) / 1000;
	for (const [what, list] of [
		["A new segment", tasks.created],
		["An edit", tasks.edited],
	] as const) {
		fail(list.length === 0 && !values["stream-only"], `${what} was never served`);
		const worst = Math.max(0, ...list);
		fail(worst > limits.served, `${what} was served only after ${rounded(worst)} s`);
	}
	fail(
		followed.latencies.length === 0 || followed.missing > 0,
		`${followed.missing} events never reached their segment`,
	);
	fail(
		p95 > limits.followed,
		`95 % of events reach their segment within ${rounded(p95)} s, not ${limits.followed}`,
	);
	fail(
		arrivals.length < agreeing.length,
		`${agreeing.length - arrivals.length} of ${agreeing.length} people never reached the network in real time`,
	);
	fail(stream.refused() > 0, `Ingest refused ${stream.refused()} requests`);
	for (const { name, served, size, missing, wrong } of recounts) {
		fail(
			missing.length + wrong.length > 0,
			`${name}: ${missing.length} people are missing, ${wrong.length} are wrong`,
		);
		fail(served !== size, `${name}: its size says ${size}, its people are ${served}`);
	}
	const figures = {
		createdServedS: tasks.created.map((value) => rounded(value)),
		editServedS: tasks.edited.map((value) => rounded(value)),
		traitS: tasks.trait,
		importsS: tasks.imports,
		syncRuns: tasks.syncRuns,
		followedP50S: rounded(at(followed.latencies, 0.5) / 1000, 2),
		followedP95S: rounded(p95, 2),
		isWithinOneSecond: p95 <= minFollowed,
		arrivedP50S: rounded(at(arrivals, 0.5) / 1000, 2),
		arrivedP95S: rounded(at(arrivals, 0.95) / 1000, 2),
		ingestP99Ms: rounded(at(stream.answers, 0.99)),
		messages: stream.sent(),
		cores,
		coresUsed: rounded(
			Object.values(cores).reduce((sum, used) => sum + used, 0),
			2,
		),
		memorySlopeMbPerHour,
		diskAmplification: diskAmplification === null ? null : rounded(diskAmplification),
		segments: recounts.length,
		members: recounts.reduce((sum, { served }) => sum + served, 0),
		faults,
	};
	say(
		`created segments served after (s): ${figures.createdServedS.join(", ")}; edits: ${figures.editServedS.join(", ")}`,
	);
	say(`imports (s): ${tasks.imports.join(", ")}; trait (s): ${tasks.trait}; sync runs: ${tasks.syncRuns}`);
	say(
		`event → membership: median ${figures.followedP50S} s, p95 ${figures.followedP95S} s (${figures.isWithinOneSecond ? "" : "not "}within the wished 1 s)`,
	);
	say(`event → network, in real time: median ${figures.arrivedP50S} s, p95 ${figures.arrivedP95S} s`);
	say(`ingest p99 ${figures.ingestP99Ms} ms; cores ${figures.coresUsed}: ${JSON.stringify(cores)}`);
	say(
		`memory grows by (MB an hour): ${JSON.stringify(memorySlopeMbPerHour)}; parts on disk: ${figures.diskAmplification ?? "unknown"} times those in use`,
	);
	for (const fault of faults) say(`FAULT: ${fault}`);
	say(faults.length === 0 ? "everything held" : `${faults.length} faults`);
	const inserted = merges.inserted - before.merges.inserted;
	const ratios = {
		mergedPerInserted: inserted > 0 ? rounded((merges.merged - before.merges.merged) / inserted) : null,
	};
	say(`rows merged for each inserted: ${ratios.mergedPerInserted ?? "not told here"}`);
	if (values.json)
		printJson({
			name: "steady",
			scale: { people, seconds, rate },
			figures,
			ratios,
		});
	process.exitCode = faults.length === 0 ? 0 : 1;
} finally {
	await closeDatabase();
	await closeWarehouse();
}
