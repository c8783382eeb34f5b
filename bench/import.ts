// A file of events, by default a million rows: time and memory. npm run bench -- import [rows]
import { Readable } from "node:stream";
import { closeDatabase } from "@/lib/platform/postgres/database";
import { closeWarehouse } from "@/lib/platform/warehouse/warehouse";
import { importFile } from "@/lib/sources/testing/import-file";
import { createTestWorkspace } from "@/lib/workspaces/testing/create-test-workspace";

const rows = Number(process.argv[2] ?? 1_000_000);
const people = rows / 20;
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
process.stdout.write(
	`${JSON.stringify({ bench: "import", rows: done.rowsAccepted, people: done.peopleCreated, seconds: Number(seconds.toFixed(1)), rowsPerSecond: Math.round(rows / seconds), peakRssMb: Math.round(peak / 2 ** 20) })}\n`,
);
await closeDatabase();
await closeWarehouse();
