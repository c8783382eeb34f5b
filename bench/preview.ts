// How long the size of a rule takes, beside DuckDB and Postgres on the same data. npm run bench -- preview

import { openBenchWorkspace, type WorkspaceKind } from "@/bench/data/bench-workspace";
import { snapshotAt } from "@/bench/data/shape";
import { openPeers } from "@/bench/peers/load-peers";
import type { Peer } from "@/bench/peers/peer";
import {
	editedTree,
	type Question,
	questions,
	treeConditions,
	unedited,
} from "@/bench/questions/preview-questions";
import { type AskPreview, openPreview, type Preview } from "@/bench/support/ask-preview";
import { readOptions } from "@/bench/support/options";
import { Mismatch, median, printJson, printTable, rounded, timed } from "@/bench/support/report";
import { readStoragePerEvent } from "@/bench/support/storage-per-event";
import { watchWarehouseMemory } from "@/bench/support/warehouse-memory";
import { closeDatabase } from "@/lib/platform/postgres/database";
import { closeWarehouse, warehouse } from "@/lib/platform/warehouse/warehouse";
import { keepSnapshot } from "@/lib/profiles/server/rebuild-snapshot";

type Figure = {
	id: string;
	answer: number;
	ours: number;
	duckdb: number;
	oursSubset?: number;
	postgres?: number;
};

const options = readOptions();
const unknown = options.only.filter((id) => !questions.some((question) => question.id === id));
if (unknown.length > 0)
	throw new Error(`There is no rule ${unknown.join(", ")}: ${questions.map(({ id }) => id).join(", ")}`);
const peers = await openPeers(options, { postgres: true });
const { ask, close } = await openPreview(options);
/** Which of our workspaces is compared with Postgres. */
const subset: WorkspaceKind = options.postgresEvents < options.events ? "subset" : "main";

const kinds = new Set<WorkspaceKind>(peers.postgres ? ["main", subset] : ["main"]);

function same(id: string, answers: Record<string, number[]>): void {
	const texts = Object.values(answers).map((answer) => JSON.stringify(answer));
	if (new Set(texts).size > 1) throw new Mismatch(id, answers);
}

/** In every round a question is run on all in turn; the first round warms up and is not counted. */
async function measure(
	question: (round: number) => Question,
	oursOf: (kind: WorkspaceKind, question: Question) => ReturnType<AskPreview>,
	numbersOf: (preview: Preview) => number[],
): Promise<Figure> {
	const times = {
		ours: [] as number[],
		duckdb: [] as number[],
		oursSubset: [] as number[],
		postgres: [] as number[],
	};
	let answer = 0;
	const askPeer = (peer: Peer, { sql }: Question) => timed(() => peer.ask(sql));
	for (let round = 0; round <= options.rounds; round++) {
		const asked = question(round);
		const ours = await timed(() => oursOf("main", asked));
		const duckdb = await askPeer(peers.duckdb, asked);
		same(asked.id, { Muster: numbersOf(ours.answer), DuckDB: duckdb.answer });
		answer = ours.answer.total;
		if (round > 0) times.ours.push(ours.ms);
		if (round > 0) times.duckdb.push(duckdb.ms);
		if (!peers.postgres) continue;
		const postgres = await askPeer(peers.postgres, asked);
		const oursSubset = subset === "main" ? ours : await timed(() => oursOf(subset, asked));
		same(asked.id, { Muster: numbersOf(oursSubset.answer), Postgres: postgres.answer });
		if (round > 0) times.oursSubset.push(oursSubset.ms);
		if (round > 0) times.postgres.push(postgres.ms);
	}
	return {
		id: question(0).id,
		answer,
		ours: median(times.ours),
		duckdb: median(times.duckdb),
		...(peers.postgres ? { oursSubset: median(times.oursSubset), postgres: median(times.postgres) } : {}),
	};
}

try {
	for (const kind of kinds)
		await keepSnapshot(await openBenchWorkspace(kind, snapshotAt), { asOf: snapshotAt });
	const peakOf = watchWarehouseMemory();
	const cold: Figure[] = [];
	for (const question of questions) {
		if (options.only.length > 0 && !options.only.includes(question.id)) continue;
		cold.push(
			await measure(
				() => question,
				(kind, { rule }) => ask(kind, rule, "cold"),
				({ total }) => [total],
			),
		);
	}
	// Five of the edited tree's conditions were queried before, as in an open builder.
	for (const kind of kinds) await ask(kind, unedited, "editing");
	const edit = await measure(
		editedTree,
		async (kind, { rule }) => ask(kind, rule, "editing"),
		({ total, nodes }) => [total, ...treeConditions.map((path) => sizeAt(nodes, path))],
	);
	report(cold, edit, peakOf(), await readStoragePerEvent(warehouse()));
} finally {
	await close();
	await peers.duckdb.close();
	await peers.postgres?.close();
	await closeDatabase();
	await closeWarehouse();
}

function sizeAt(nodes: Preview["nodes"], path: number[]): number {
	return nodes.find((node) => node.path.join() === path.join())?.size ?? -1;
}

function report(
	cold: Figure[],
	edit: Figure,
	warehousePeakMb: number | null,
	storage: Awaited<ReturnType<typeof readStoragePerEvent>>,
): void {
	const { people, events, postgresEvents } = options;
	const flag = (figure: Figure) =>
		[
			...(figure.ours / figure.duckdb > 2 ? ["> 2.0"] : []),
			...(figure.ours - figure.duckdb > 15 ? ["> +15 ms"] : []),
		].join(" ");
	console.log(
		`\n${people} people, ${events} events; medians of ${options.rounds} in ms${peers.postgres ? `; Postgres on ${postgresEvents} events` : ""}\n`,
	);
	printTable(
		["rule", "people", "Muster", "DuckDB", "ratio", "more", "flags", "Muster*", "Postgres*", "ratio*"],
		[...cold, edit].map((figure) => [
			figure.id,
			figure.answer,
			figure.ours.toFixed(1),
			figure.duckdb.toFixed(1),
			(figure.ours / figure.duckdb).toFixed(2),
			(figure.ours - figure.duckdb).toFixed(1),
			flag(figure),
			...(figure.oursSubset && figure.postgres
				? [
						figure.oursSubset.toFixed(1),
						figure.postgres.toFixed(1),
						(figure.oursSubset / figure.postgres).toFixed(2),
					]
				: ["", "", ""]),
		]),
	);
	const ratios = cold.map(({ ours, duckdb }) => ours / duckdb);
	const postgresRatios = cold.flatMap(({ oursSubset, postgres }) =>
		oursSubset && postgres ? [oursSubset / postgres] : [],
	);
	const figures = Object.fromEntries(
		cold.map(({ id, answer: _, ...times }) => [
			id,
			Object.fromEntries(Object.entries(times).map(([name, ms]) => [`${name}Ms`, rounded(ms, 2)])),
		]),
	);
	const summary = {
		coldMedianVsDuckdb: rounded(median(ratios), 3),
		coldMedianVsPostgres: postgresRatios.length > 0 ? rounded(median(postgresRatios), 3) : null,
		editVsDuckdb: rounded(edit.ours / edit.duckdb, 3),
		worstVsDuckdb: rounded(Math.max(...ratios), 3),
	};
	console.log(
		`\ncold against DuckDB: median ${summary.coldMedianVsDuckdb}, worst ${summary.worstVsDuckdb}; against Postgres: median ${summary.coldMedianVsPostgres ?? "not asked"}; edit against DuckDB: ${summary.editVsDuckdb}; most memory of the warehouse: ${warehousePeakMb ?? "unknown"} MB`,
	);
	console.log(
		`bytes on disk for each event: ${storage ? `${storage.bytes}, ${JSON.stringify(storage.byTable)}` : "unknown"}`,
	);
	if (!options.json) return;
	printJson({
		name: "preview",
		scale: { people, events, postgresEvents },
		figures: {
			...figures,
			editMs: rounded(edit.ours, 2),
			editDuckdbMs: rounded(edit.duckdb, 2),
			warehousePeakMb,
			storageBytesPerEvent: storage?.bytes ?? null,
		},
		ratios: summary,
	});
}
