// How long 200 segments take to update when 1 000 people do something, with a quarter of the people and with
// all. The warehouse notices changes by its own clock, so this runs as of the real now.
// npm run bench -- incremental
import { setTimeout as sleep } from "node:timers/promises";
import { openBenchWorkspace, type WorkspaceKind } from "@/bench/data/bench-workspace";
import { snapshotAt } from "@/bench/data/shape";
import { manyQuestions } from "@/bench/questions/many-segments";
import { countWrongMembers } from "@/bench/support/count-wrong-members";
import { createSegments } from "@/bench/support/create-segments";
import { insertActivity } from "@/bench/support/insert-activity";
import { readOptions } from "@/bench/support/options";
import { Mismatch, median, printJson, printTable, rounded, timed } from "@/bench/support/report";
import { watchWarehouseMemory } from "@/bench/support/warehouse-memory";
import { closeDatabase } from "@/lib/platform/postgres/database";
import { closeWarehouse } from "@/lib/platform/warehouse/warehouse";
import { keepSnapshot } from "@/lib/profiles/server/rebuild-snapshot";
import { refreshChanged } from "@/lib/segments/server/refresh/refresh-changed";
import { refreshSegments } from "@/lib/segments/server/refresh/refresh-segments";

type Figures = {
	people: number;
	buildMs: number;
	tickMs: number;
	idleMs: number;
	/** Of all idle ticks, of which about one a minute reads ahead who will change merely by time passing. */
	idleMeanMs: number;
	moved: number;
};

const activePeople = 1_000;
const options = readOptions();
/** Idle ticks timed per round, as far apart as a worker's. */
const idleTicks = 6;
const betweenTicksMs = options.pauseSeconds > 0 ? 5_000 : 0;
const questions = manyQuestions();

async function measure(kind: WorkspaceKind, people: number): Promise<Figures> {
	await keepSnapshot(await openBenchWorkspace(kind, snapshotAt), { asOf: snapshotAt });
	const made = await openBenchWorkspace(kind);
	const now = () => ({ ...made, now: new Date() });
	const ids = await createSegments(
		now(),
		questions.map(({ rule }) => rule),
	);
	const build = await timed(() => refreshSegments(now(), ids));
	const unfinished = build.answer.filter(({ status }) => status !== "finished");
	if (build.answer.length < ids.length || unfinished.length > 0)
		throw new Error(
			`${kind}: not all segments could be built: ${unfinished[0]?.error ?? "some are missing"}`,
		);
	const ticks: number[] = [];
	const idle: number[] = [];
	let moved = 0;
	let lastTick = now();
	for (let round = 0; round <= options.rounds; round++) {
		// A tick rechecks what was recorded shortly before the previous one: the first after a pause is not idle.
		await sleep(options.pauseSeconds * 1_000);
		await refreshChanged(now());
		const quiet: number[] = [];
		for (let n = 0; n < idleTicks; n++) {
			await sleep(betweenTicksMs);
			quiet.push((await timed(() => refreshChanged(now()))).ms);
		}
		await insertActivity(made, { round, people, active: activePeople });
		lastTick = now();
		const tick = await timed(() => refreshChanged(lastTick));
		if (tick.answer.people < Math.min(activePeople, people)) {
			throw new Mismatch(`${kind}: people noticed`, { Muster: tick.answer, asked: activePeople });
		}
		console.log(
			`    ${kind}, round ${round}: ${rounded(tick.ms)} ms for ${JSON.stringify(tick.answer)}; idle ${quiet.map((ms) => rounded(ms)).join(", ")} ms${round === 0 ? " (not counted)" : ""}`,
		);
		if (round === 0) continue;
		ticks.push(tick.ms);
		idle.push(...quiet);
		moved += tick.answer.entered + tick.answer.exited;
	}
	const wrong = await countWrongMembers(lastTick, ids);
	if (wrong > 0)
		throw new Mismatch(`${kind}: members that differ from a full refresh`, { Muster: wrong, full: 0 });
	const idleMeanMs = idle.reduce((sum, ms) => sum + ms, 0) / idle.length;
	return { people, buildMs: build.ms, tickMs: median(ticks), idleMs: median(idle), idleMeanMs, moved };
}

try {
	const peakOf = watchWarehouseMemory();
	const quarter = await measure("quarter", Math.ceil(options.people / 4));
	const whole = await measure("main", options.people);
	const warehousePeakMb = peakOf();
	console.log("");
	printTable(
		["people", "build ms", `after ${activePeople} people ms`, "only time passed ms", "mean", "moved"],
		[quarter, whole].map(({ people, buildMs, tickMs, idleMs, idleMeanMs, moved }) => [
			people,
			rounded(buildMs, 0),
			rounded(tickMs),
			rounded(idleMs),
			rounded(idleMeanMs),
			moved,
		]),
	);
	console.log(`\nmost memory of the warehouse: ${warehousePeakMb ?? "unknown"} MB`);
	if (options.json) {
		printJson({
			name: "incremental",
			scale: { people: options.people, events: options.events, segments: questions.length, activePeople },
			figures: {
				incrementalMs: rounded(whole.tickMs),
				idleTickMs: rounded(whole.idleMs),
				idleTickMeanMs: rounded(whole.idleMeanMs),
				incrementalQuarterMs: rounded(quarter.tickMs),
				idleTickQuarterMs: rounded(quarter.idleMs),
				buildMs: rounded(whole.buildMs),
				warehousePeakMb,
			},
			ratios: { incrementalAt4xPeople: rounded(whole.tickMs / quarter.tickMs, 3) },
		});
	}
} finally {
	await closeDatabase();
	await closeWarehouse();
}
