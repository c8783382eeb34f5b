// A file of events, by default a million rows: time and memory. npm run bench -- import [--rows N] [--json]
import { Readable } from "node:stream";
import { readNumbers } from "@/bench/support/options";
import { printJson, printTable, rounded } from "@/bench/support/report";
import { closeDatabase } from "@/lib/platform/postgres/database";
import { closeWarehouse } from "@/lib/platform/warehouse/warehouse";
import { importFile } from "@/lib/sources/testing/import-file";
import { createTestWorkspace } from "@/lib/workspaces/testing/create-test-workspace";

const { rows, json } = readNumbers({ rows: 1_000_000 });
const people = Math.max(1, Math.floor(rows / 20));
function* lines(): Generator<Buffer> {
	yield Buffer.from("user_id,time,product,price,quantity\n");
	for (let n = 0; n < rows; n += 1_000) {
		let text = "";
		for (let i = n; i < Math.min(n + 1_000, rows); i++) {
			text += `u${(i * 7919) % people},2026-0${(i % 9) + 1}-1${i % 10}T10:00:${String(i % 60).padStart(2, "0")}Z,p${i % 100},${i % 90}.5,${(i % 3) + 1}\n`;
		}
		yield Buffer.from(text);
	}
}
let peak = 0;
const timer = setInterval(() => {
	peak = Math.max(peak, process.memoryUsage().rss);
}, 100);
const ctx = await createTestWorkspace();
const startedAt = performance.now();
const done = await importFile(ctx, { kind: "events", name: "bench.csv", bytes: Readable.from(lines()) });
const seconds = (performance.now() - startedAt) / 1_000;
clearInterval(timer);
if (done.rowsAccepted !== rows) throw new Error(`Of ${rows} rows ${done.rowsAccepted} were accepted.`);
const figures = {
	seconds: rounded(seconds),
	rowsPerSecond: Math.round(rows / seconds),
	peakRssMb: Math.round(peak / 2 ** 20),
};
printTable(
	["import", "seconds", "rows per second", "most memory MB"],
	[[`${rows} rows`, figures.seconds, figures.rowsPerSecond, figures.peakRssMb]],
);
await closeDatabase();
await closeWarehouse();
if (json) printJson({ name: "import", scale: { rows, people: done.peopleCreated }, figures, ratios: {} });
