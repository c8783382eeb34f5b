// The built-in warehouse: ClickHouse (chDB) behind its HTTP interface, on loopback. The only process that opens the data.
import { mkdirSync } from "node:fs";
import { totalmem } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { listsPassword, listsUser } from "@/lib/platform/embedded/lists-user";
import { WarehouseEngine } from "@/lib/platform/embedded/warehouse-engine";
import { WarehouseFront } from "@/lib/platform/embedded/warehouse-front";

const folder = path.resolve(process.env.WAREHOUSE_FOLDER ?? ".muster/warehouse");
const password = process.env.WAREHOUSE_PASSWORD ?? "";
const database = process.env.WAREHOUSE_DATABASE ?? "muster";
const number = (name: string, otherwise: number) => Number(process.env[name] ?? otherwise);
if (password === "") {
	console.error("WAREHOUSE_PASSWORD is missing: start the warehouse by npm start.");
	process.exit(1);
}
mkdirSync(folder, { recursive: true, mode: 0o700 });

const memoryLimit = number("WAREHOUSE_MEMORY", Math.min(8 * 2 ** 30, Math.floor(totalmem() / 2)));

async function openEngine(): Promise<WarehouseEngine> {
	const until = Date.now() + 20_000;
	while (true) {
		try {
			return new WarehouseEngine({
				data: path.join(folder, "data"),
				database,
				memoryLimit,
				statementMemoryLimit: number("WAREHOUSE_STATEMENT_MEMORY", Math.floor(memoryLimit / 2)),
			});
		} catch (error) {
			// A killed predecessor releases the folder a moment after it exits.
			if (!String(error).includes("lock file") || Date.now() > until) throw error;
			await sleep(200);
		}
	}
}

const engine = await openEngine();
await engine.prepare();
const front = new WarehouseFront({
	engine,
	users: [
		{ name: "muster", password, isOfLists: false },
		{ name: listsUser, password: listsPassword(password), isOfLists: true },
	],
	spool: path.join(folder, "spool"),
	maxBodyBytes: number("WAREHOUSE_MAX_BODY", 4 * 2 ** 30),
	maxRunning: number("WAREHOUSE_MAX_RUNNING", 16),
	maxWaiting: number("WAREHOUSE_MAX_WAITING", 512),
	maxWaitMs: number("WAREHOUSE_MAX_WAIT_MS", 60_000),
});
const port = await front.listen(number("WAREHOUSE_PORT", 0));
process.send?.({ ready: true, port });

let isStopping = false;
async function stop(): Promise<void> {
	if (isStopping) return;
	isStopping = true;
	await front.close();
	await engine.close();
	process.exit(0);
}
process.on("SIGTERM", () => void stop());
process.on("SIGINT", () => void stop());
// The parent is gone: so is the need for this process.
process.on("disconnect", () => void stop());
