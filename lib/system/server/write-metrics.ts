import { Gauge, Registry } from "prom-client";
import { processMetrics } from "@/lib/platform/metrics/metrics";
import type { Database } from "@/lib/platform/postgres/database";
import { type JobHealth, readQueueHealth } from "@/lib/platform/queue/read-queue-health";
import type { Warehouse } from "@/lib/platform/warehouse/warehouse";
import type { SystemState } from "@/lib/system/api";
import { readSystem } from "@/lib/system/server/read-system";

/**
 * This process's figures and those of the whole installation, as Prometheus reads them. What could not be read is left
 * out, so that a graph has a gap where nothing was known.
 */
export async function writeMetrics(stores: { db: Database; warehouse: Warehouse }): Promise<{
	text: string;
	type: string;
}> {
	const [state, jobs] = await Promise.all([
		readSystem(stores),
		readQueueHealth(stores.db).then(
			(health) => health.jobs,
			() => [],
		),
	]);
	const { registry } = processMetrics();
	const all = Registry.merge([registry, installationMetrics(state, jobs)]);
	return { text: await all.metrics(), type: all.contentType };
}

/** The gauges of one reading. */
export function installationMetrics(state: SystemState, jobs: readonly JobHealth[]): Registry {
	const registry = new Registry();
	const gauge = (
		name: string,
		help: string,
		values: [labels: Record<string, string>, value: number | null][],
	) => {
		const known = values.filter((one): one is [Record<string, string>, number] => one[1] !== null);
		if (known.length === 0) return;
		const labelNames = Object.keys(known[0]?.[0] ?? {});
		const one = new Gauge({ name: `muster_${name}`, help, labelNames, registers: [registry] });
		for (const [labels, value] of known) one.set(labels, value);
	};
	const { postgres, warehouse, queue, outbox } = state;
	gauge("store_up", "Whether a store answers.", [
		[{ store: "postgres" }, Number(postgres.isUp)],
		[{ store: "warehouse" }, Number(warehouse.isUp)],
	]);
	gauge("store_bytes", "Size of a store's data on disk.", [
		[{ store: "postgres" }, postgres.bytes],
		[{ store: "warehouse" }, warehouse.bytes],
	]);
	gauge("pending_migrations", "Migrations of this version that a store has not had.", [
		[{}, state.pendingMigrations?.length ?? null],
	]);
	gauge("queue_runs", "Runs of background jobs that wait or run.", [
		[{ status: "waiting" }, queue?.waiting ?? null],
		[{ status: "running" }, queue?.running ?? null],
	]);
	gauge("queue_oldest_due_seconds", "For how long the run that is due the longest has waited.", [
		[{}, queue?.oldestDueSeconds ?? null],
	]);
	gauge("outbox_batches", "Batches acknowledged and not yet in the warehouse.", [
		[{}, outbox?.batches ?? null],
	]);
	gauge("outbox_oldest_seconds", "Age of the oldest of them.", [[{}, outbox?.oldestSeconds ?? null]]);
	gauge("delivered_per_second", "Identifiers that destinations answered for, over the last five minutes.", [
		[{}, state.deliveredPerSecond],
	]);
	gauge(
		"job_last_started_timestamp_seconds",
		"When a job last started.",
		jobs.map(({ job, lastStartedAt }) => [{ job }, lastStartedAt ? lastStartedAt.getTime() / 1_000 : null]),
	);
	gauge(
		"job_last_duration_seconds",
		"What a job's last finished run took.",
		jobs.map((one) => [{ job: one.job }, lastSeconds(one)]),
	);
	gauge(
		"job_failures_in_a_row",
		"How often a job has failed since it last succeeded.",
		jobs.map(({ job, failures }) => [{ job }, failures]),
	);
	return registry;
}

/** Null while a run goes on: then the end that is known belongs to an earlier start. */
function lastSeconds({ lastStartedAt, lastEndedAt }: JobHealth): number | null {
	if (!lastStartedAt || !lastEndedAt || lastEndedAt < lastStartedAt) return null;
	return (lastEndedAt.getTime() - lastStartedAt.getTime()) / 1_000;
}
