// Small requests per second that ingest acknowledges, each on disk when acknowledged.
// npm run bench -- ingest [--seconds N] [--connections N] [--json]
import { spawn } from "node:child_process";
import { Agent, request } from "node:http";
import { readNumbers } from "@/bench/support/options";
import { printJson, printTable, rounded } from "@/bench/support/report";
import { closeDatabase, database } from "@/lib/platform/postgres/database";
import { settleOutbox } from "@/lib/platform/warehouse/outbox";
import { closeWarehouse, warehouse } from "@/lib/platform/warehouse/warehouse";
import { createSource } from "@/lib/sources/server/create-source";
import { createTestWorkspace } from "@/lib/workspaces/testing/create-test-workspace";

const { seconds, connections, json } = readNumbers({ seconds: 10, connections: 64 });
const ctx = await createTestWorkspace();
const { token } = await createSource(ctx, { name: "Bench" });
const child = spawn(process.execPath, ["--import", "tsx", "lib/sources/testing/run-ingest-on-free-port.ts"], {
	stdio: ["ignore", "pipe", "inherit"],
});
const url = await new Promise<URL>((resolve) => {
	child.stdout.once("data", (data: Buffer) => resolve(new URL(data.toString().trim())));
});
const agent = new Agent({ keepAlive: true, maxSockets: connections });
const authorization = `Basic ${Buffer.from(`${token}:`).toString("base64")}`;
let sent = 0;
let accepted = 0;
const times: number[] = [];

function send(): Promise<void> {
	const n = sent++;
	const body = JSON.stringify({
		messageId: `bench-${n}`,
		userId: `u${n % 5_000}`,
		event: "Product Viewed",
		properties: { price: n % 100, product: `p${n % 50}` },
	});
	const startedAt = performance.now();
	return new Promise((resolve, reject) => {
		const call = request(
			{
				agent,
				host: url.hostname,
				port: url.port,
				path: "/v1/track",
				method: "POST",
				headers: {
					authorization,
					"content-type": "application/json",
					"content-length": Buffer.byteLength(body),
				},
			},
			(response) => {
				response.resume();
				response.on("end", () => {
					if (response.statusCode === 200) accepted++;
					times.push(performance.now() - startedAt);
					resolve();
				});
			},
		);
		call.on("error", reject);
		call.end(body);
	});
}

const warmUntil = performance.now() + 2_000;
const run = (until: number) =>
	Promise.all(
		Array.from({ length: connections }, async () => {
			while (performance.now() < until) await send();
		}),
	);
await run(warmUntil);
accepted = 0;
times.length = 0;
const startedAt = performance.now();
await run(startedAt + seconds * 1_000);
const took = (performance.now() - startedAt) / 1_000;
times.sort((a, b) => a - b);
const at = (share: number) => {
	const ms = times[Math.floor(times.length * share)];
	if (ms === undefined) throw new Error("Nothing was sent: there is no time to tell.");
	return rounded(ms);
};
if (accepted === 0) throw new Error("Ingest accepted nothing: there is no rate to tell.");
const [sync] = await database().$queryRaw<{ fsync: string; commit: string }[]>`
	SELECT current_setting('fsync') AS fsync, current_setting('synchronous_commit') AS commit`;
await settleOutbox(database(), warehouse());
const figures = { perSecond: Math.round(accepted / took), p50Ms: at(0.5), p99Ms: at(0.99) };
printTable(
	["ingest", "per second", "p50 ms", "p99 ms"],
	[[`${connections} connections, ${seconds} s`, figures.perSecond, figures.p50Ms, figures.p99Ms]],
);
console.log(`Postgres: fsync ${sync?.fsync}, synchronous_commit ${sync?.commit}`);
child.kill("SIGTERM");
agent.destroy();
await closeDatabase();
await closeWarehouse();
if (json) printJson({ name: "ingest", scale: { seconds, connections }, figures, ratios: {} });
