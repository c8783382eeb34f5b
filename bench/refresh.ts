// How long it takes to refresh 200 segments, beside DuckDB counting the same 200. npm run bench -- refresh
import { openBenchWorkspace } from "@/bench/data/bench-workspace";
import { asOf, snapshotAt } from "@/bench/data/shape";
import { openPeers } from "@/bench/peers/load-peers";
import { manyQuestions } from "@/bench/questions/many-segments";
import { createSegments } from "@/bench/support/create-segments";
import { readOptions } from "@/bench/support/options";
import { Mismatch, median, printJson, printTable, rounded, timed } from "@/bench/support/report";
import { watchWarehouseMemory } from "@/bench/support/warehouse-memory";
import { closeDatabase } from "@/lib/platform/postgres/database";
import { closeWarehouse } from "@/lib/platform/warehouse/warehouse";
import { keepSnapshot } from "@/lib/profiles/server/rebuild-snapshot";
import { refreshSegments } from "@/lib/segments/server/refresh/refresh-segments";
import type { Context } from "@/lib/workspaces/server/context";

const options = readOptions();
const questions = manyQuestions();
const { duckdb } = await openPeers(options, { postgres: false });

/** Hours before the data's end: built at the first, refreshed at each that follows, the last being the end itself. */
const instants = Array.from(
	{ length: options.rounds + 1 },
	(_, round) => new Date(asOf.getTime() - (1 - round / options.rounds) * 3_600_000),
);

try {
	await keepSnapshot(await openBenchWorkspace("main", snapshotAt), { asOf: snapshotAt });
	const setUp = await openBenchWorkspace("main", instants[0]);
	const ids = await createSegments(
		setUp,
		questions.map(({ rule }) => rule),
	);
	const peakOf = watchWarehouseMemory();
	const times = { ours: [] as number[], duckdb: [] as number[] };
	for (const [round, instant] of instants.entries()) {
		const ctx = { ...setUp, now: instant };
		const ours = await timed(() => refreshSegments(ctx, ids));
		const theirs = await timed(() => countAll(instant));
		await compare(ctx, ids, theirs.answer);
		console.log(
			`    as of ${instant.toISOString()}: ${rounded(ours.ms, 0)} ms, DuckDB ${rounded(theirs.ms, 0)} ms${round === 0 ? " (not counted)" : ""}`,
		);
		if (round === 0) continue;
		times.ours.push(ours.ms);
		times.duckdb.push(theirs.ms);
	}
	const ours = median(times.ours);
	const theirs = median(times.duckdb);
	const warehousePeakMb = peakOf();
	console.log("");
	printTable(
		["", "Muster ms", "DuckDB ms", "ratio"],
		[[`${questions.length} segments`, rounded(ours, 0), rounded(theirs, 0), rounded(ours / theirs, 2)]],
	);
	console.log(`\nmost memory of the warehouse: ${warehousePeakMb ?? "unknown"} MB`);
	if (options.json) {
		printJson({
			name: "refresh",
			scale: { people: options.people, events: options.events, segments: questions.length },
			figures: { refresh200Ms: rounded(ours), duckdb200Ms: rounded(theirs), warehousePeakMb },
			ratios: { refresh200VsDuckdb: rounded(ours / theirs, 3) },
		});
	}
} finally {
	await duckdb.close();
	await closeDatabase();
	await closeWarehouse();
}

async function countAll(instant: Date): Promise<number[]> {
	const now = `timestamp '${instant.toISOString().slice(0, 23).replace("T", " ")}'`;
	const sizes: number[] = [];
	for (const { sql } of questions) sizes.push((await duckdb.ask(sql(now)))[0] ?? -1);
	return sizes;
}

async function compare(ctx: Context, ids: readonly string[], theirs: readonly number[]): Promise<void> {
	const rows = await ctx.db.segment.findMany({
		where: { id: { in: [...ids] } },
		select: { id: true, size: true },
	});
	const sizes = new Map(rows.map(({ id, size }) => [id, size]));
	for (const [index, id] of ids.entries()) {
		const answers = { Muster: sizes.get(id), DuckDB: theirs[index] };
		if (answers.Muster !== answers.DuckDB) {
			throw new Mismatch(`${JSON.stringify(questions[index]?.rule)} as of ${ctx.now.toISOString()}`, answers);
		}
	}
}
