// How long the read-out of a campaign over everyone takes, beside one plain scan of the same outcomes. npm run bench -- lift

import { openBenchWorkspace, type WorkspaceKind } from "@/bench/data/bench-workspace";
import { asOf } from "@/bench/data/shape";
import { benchCampaign, createBenchCampaign } from "@/bench/support/create-campaign";
import { readOptions } from "@/bench/support/options";
import { Mismatch, median, printJson, printTable, rounded, timed } from "@/bench/support/report";
import { watchWarehouseMemory } from "@/bench/support/warehouse-memory";
import { formatInstant } from "@/lib/kernel/sql-binder";
import type { LiftReadOut } from "@/lib/lift/contracts";
import { readLift } from "@/lib/lift/server/read-lift";
import { closeDatabase } from "@/lib/platform/postgres/database";
import { closeWarehouse, warehouse } from "@/lib/platform/warehouse/warehouse";

const options = readOptions();
const dayMs = 86_400_000;
const { goalEvent, valueProperty, windowDays, launchedAt } = benchCampaign;
const instantSql = (time: number) => `toDateTime64('${formatInstant(time)}', 3, 'UTC')`;
/** From the first day of the covariate to the read-out. */
const rangeSql = `time > ${instantSql(launchedAt.getTime() - 28 * dayMs)} AND time <= ${instantSql(asOf.getTime())}`;

const outcomesSql = (ws: number) =>
	`SELECT uid, time, ifNull(properties.${valueProperty}.:Float64, 0) AS amount FROM events WHERE ws = ${ws} AND event = '${goalEvent}' AND ${rangeSql}`;

/** What the read-out has to read at least, once: every outcome and every assignment, by person. */
const scanSql = (
	ws: number,
	campaignId: string,
) => `SELECT count() AS people, sum(goals), sum(value), min(first), max(last), uniqExact(last_arm), max(last_epoch), max(assigned) FROM (
	SELECT uid, countIf(epoch = 0) AS goals, sum(amount) AS value, min(time) AS first, max(time) AS last,
		max(arm) AS last_arm, max(epoch) AS last_epoch, max(assigned_at) AS assigned
	FROM (
		SELECT uid, time, amount, '' AS arm, 0 AS epoch, time AS assigned_at FROM (${outcomesSql(ws)})
		UNION ALL
		SELECT uid, assigned_at AS time, 0 AS amount, toString(arm) AS arm, epoch, assigned_at FROM assignment WHERE ws = ${ws} AND campaign = '${campaignId}'
	) GROUP BY uid)`;

/** The outcomes alone. */
const eventScanSql = (
	ws: number,
) => `SELECT count() AS people, sum(goals), sum(value), min(first), max(last) FROM (
	SELECT uid, count() AS goals, sum(amount) AS value, min(time) AS first, max(time) AS last FROM (${outcomesSql(ws)}) GROUP BY uid)`;

/** The figures of the read-out by a route of its own: every event joined to its person's window, in one plain statement. */
const checkSql = (
	ws: number,
	campaignId: string,
) => `SELECT p.arm AS arm, uniqExact(e.uid) AS converters, count() AS goals,
	sum(ifNull(e.properties.${valueProperty}.:Float64, 0)) AS value
	FROM (SELECT uid, time, properties FROM events WHERE ws = ${ws} AND event = '${goalEvent}' AND ${rangeSql}) AS e
	INNER JOIN (SELECT uid, arm, assigned_at FROM assignment WHERE ws = ${ws} AND campaign = '${campaignId}'
		AND assigned_at <= ${instantSql(asOf.getTime() - windowDays * dayMs)}) AS p ON p.uid = e.uid
	WHERE e.time > p.assigned_at AND e.time <= p.assigned_at + toIntervalDay(${windowDays}) GROUP BY arm ORDER BY arm`;

type Measured = { readoutMs: number; scanMs: number; eventScanMs: number; read: LiftReadOut };

async function rows<T>(query: string): Promise<T[]> {
	const found = await warehouse().query({ query, format: "JSONEachRow" });
	return await found.json<T>();
}

/** In every round both are run in turn; the first round warms up and is not counted. */
async function measure(kind: WorkspaceKind, people: number): Promise<Measured> {
	const campaignId = await createBenchCampaign(kind, people);
	const ctx = await openBenchWorkspace(kind);
	const times = { readout: [] as number[], scan: [] as number[], eventScan: [] as number[] };
	let read: LiftReadOut | undefined;
	for (let round = 0; round <= options.rounds; round++) {
		const ours = await timed(() => readLift(ctx, campaignId));
		const scan = await timed(() => rows(scanSql(ctx.workspace.number, campaignId)));
		const eventScan = await timed(() => rows(eventScanSql(ctx.workspace.number)));
		read = ours.answer;
		if (round === 0) continue;
		times.readout.push(ours.ms);
		times.scan.push(scan.ms);
		times.eventScan.push(eventScan.ms);
	}
	if (!read) throw new Error("Nothing was measured");
	await check(read, ctx.workspace.number, campaignId);
	return {
		readoutMs: median(times.readout),
		scanMs: median(times.scan),
		eventScanMs: median(times.eventScan),
		read,
	};
}

async function check(read: LiftReadOut, ws: number, campaignId: string): Promise<void> {
	const found = await rows<{ arm: string; converters: string; goals: string; value: number }>(
		checkSql(ws, campaignId),
	);
	const sumOf = (key: string, arm: "treated" | "holdout") =>
		read.metrics.find((metric) => metric.key === key)?.[arm].sum;
	for (const { arm, converters, goals, value } of found) {
		if (arm !== "treated" && arm !== "holdout") throw new Error(`There is no arm ${arm}`);
		const ours = [sumOf("conversion", arm), sumOf("count", arm), sumOf("value", arm)];
		const plain = [Number(converters), Number(goals), value];
		if (ours.join() !== plain.join()) throw new Mismatch(arm, { "read-out": ours, "plain SQL": plain });
	}
	if (found.length !== 2) throw new Mismatch("arms", { "plain SQL": found });
}

try {
	const peakOf = watchWarehouseMemory();
	const quarter = await measure("quarter", Math.ceil(options.people / 4));
	const full = await measure("main", options.people);
	const growth = full.readoutMs / quarter.readoutMs;
	const warehousePeakMb = peakOf();
	const complete = full.read.people.treated + full.read.people.holdout;
	console.log(
		`\n${options.people} people assigned (${complete} with a complete window), ${options.events} events; medians of ${options.rounds}\n`,
	);
	printTable(
		["", "read-out ms", "plain scan ms", "ratio", "events alone ms"],
		(
			[
				["a quarter", quarter],
				["all", full],
			] as const
		).map(([name, { readoutMs, scanMs, eventScanMs }]) => [
			name,
			rounded(readoutMs, 0),
			rounded(scanMs, 0),
			rounded(readoutMs / scanMs, 2),
			rounded(eventScanMs, 0),
		]),
	);
	console.log(
		`\nfour times the data takes ${rounded(growth, 2)} times as long; most memory of the warehouse: ${warehousePeakMb ?? "unknown"} MB`,
	);
	const { workspace } = await openBenchWorkspace("main");
	console.log(
		`\nThe plain scan:\n${scanSql(workspace.number, await createBenchCampaign("main", options.people))}`,
	);
	if (options.json) {
		printJson({
			name: "lift",
			scale: { people: options.people, events: options.events },
			figures: {
				readoutSeconds: rounded(full.readoutMs / 1000, 3),
				scanSeconds: rounded(full.scanMs / 1000, 3),
				eventScanSeconds: rounded(full.eventScanMs / 1000, 3),
				quarterReadoutSeconds: rounded(quarter.readoutMs / 1000, 3),
				warehousePeakMb,
			},
			ratios: {
				readoutVsScan: rounded(full.readoutMs / full.scanMs, 2),
				readoutVsEventScan: rounded(full.readoutMs / full.eventScanMs, 2),
				growthAtFourTimes: rounded(growth, 2),
			},
		});
	}
} finally {
	await closeDatabase();
	await closeWarehouse();
}
