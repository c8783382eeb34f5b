import { AppError } from "@/lib/kernel/app-error";
import { cronProblem, nextRuns } from "@/lib/syncs/schedule";
import type { ScheduleForecast, SyncSchedule } from "@/lib/syncs/sync-settings";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";

/** Refuses a schedule that cannot be read or never comes. */
export function checkSchedule(ctx: Context, schedule: SyncSchedule): void {
	if (schedule.kind !== "cron") return;
	const message = cronProblem(schedule.cron, ctx.workspace.timeZone, ctx.now);
	if (message) throw new AppError("invalid", message, { issues: [{ path: "schedule.cron", message }] });
}

/** When a cron expression comes next, or why it never does. */
export async function forecastSchedule(ctx: Context, cron: string): Promise<ScheduleForecast> {
	allow(ctx, "syncs.read");
	const { timeZone } = ctx.workspace;
	const problem = cronProblem(cron, timeZone, ctx.now);
	const runs = problem === null ? nextRuns({ kind: "cron", cron }, ctx.now, timeZone) : [];
	return { timeZone, problem, runs: runs.map((at) => at.toISOString()) };
}
