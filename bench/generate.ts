// Generates the data the other measurements use, once for each scale.
// npm run bench -- generate [--people N] [--events N]
import { setTimeout as sleep } from "node:timers/promises";
import {
	createBenchWorkspace,
	openBenchWorkspace,
	type WorkspaceKind,
	workspaceKinds,
} from "@/bench/data/bench-workspace";
import { copyWorkspace, fillWorkspace, settleTables } from "@/bench/data/fill-workspace";
import { openPatientWarehouse } from "@/bench/data/patient-warehouse";
import { snapshotAt } from "@/bench/data/shape";
import { manyQuestions } from "@/bench/questions/many-segments";
import { questions } from "@/bench/questions/preview-questions";
import { readOptions } from "@/bench/support/options";
import { closeDatabase, database } from "@/lib/platform/postgres/database";
import { closeWarehouse } from "@/lib/platform/warehouse/warehouse";
import { rebuildSnapshot } from "@/lib/profiles/server/rebuild-snapshot";
import { keepTypedProperties } from "@/lib/rules/server/keep-typed-properties";
import { queriedProperties } from "@/lib/rules/typed/queried-properties";

const options = readOptions();
const warehouse = openPatientWarehouse();
const startedAt = performance.now();
const say = (line: string) => {
	console.log(`    ${((performance.now() - startedAt) / 1000).toFixed(0).padStart(4)} s  ${line}`);
};

async function make(kind: WorkspaceKind): Promise<void> {
	const { people, events } = options;
	const divisor = kind === "quarter" ? 4 : 1;
	const scale = { people: Math.ceil(people / divisor), events: Math.ceil(events / divisor) };
	const ws = await createBenchWorkspace(kind, scale.people);
	if (kind === "subset") {
		const main = await database().workspace.findUniqueOrThrow({ where: { slug: "bench-main" } });
		await copyWorkspace(warehouse, { from: main.number, to: ws, events: options.postgresEvents });
	} else {
		await fillWorkspace(warehouse, ws, scale, say);
	}
	say(`${kind}: ${scale.people} people, ${kind === "subset" ? options.postgresEvents : scale.events} events`);
}

const existing = new Set((await database().workspace.findMany()).map(({ slug }) => slug));
const missing = workspaceKinds.filter(
	(kind) => options.workspaces.includes(kind) && !existing.has(`bench-${kind}`),
);
/** As the worker does for stored rules: the peers have a column for each property, too. */
async function typeProperties(): Promise<void> {
	const asked = queriedProperties([questions, manyQuestions()].flat().map(({ rule }) => rule));
	for (;;) {
		const { added, filling, ready } = await keepTypedProperties(warehouse, asked);
		if (added + filling === 0) return say(`${ready} properties have columns of their own`);
		await sleep(500);
	}
}

for (const kind of missing) await make(kind);
if (missing.length > 0) {
	await settleTables(warehouse);
	say("merged");
	await typeProperties();
	// What was recorded in the last seconds counts as changed since a snapshot: a shop's history is older.
	await sleep(Math.max(0, 20_000 - (performance.now() - startedAt)));
	for (const kind of missing)
		await rebuildSnapshot(await openBenchWorkspace(kind, snapshotAt), { asOf: snapshotAt });
	say("snapshots");
	await closeWarehouse();
}
await warehouse.close();
await closeDatabase();
