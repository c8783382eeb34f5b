import { setTimeout as sleep } from "node:timers/promises";
import { AppError } from "@/lib/kernel/app-error";
import { log } from "@/lib/platform/log";
import { database } from "@/lib/platform/postgres/database";
import { askForRefresh } from "@/lib/segments/server/enqueue-due-refreshes";
import { refreshChanged } from "@/lib/segments/server/refresh-changed";
import { type Context, systemContext } from "@/lib/workspaces/server/context";

const everyMs = 5_000;
/** A run ends before the next one's turn comes. */
const lastsMs = 52_000;

/** What must follow before segments do; told since when rows are new. */
export type Forerunner = (ctx: Context, recordedFrom: Date) => Promise<unknown>;

/** Lets the segments of every workspace follow, every five seconds, until the minute is nearly over. */
export async function followChanges(signal: AbortSignal, forerunner: Forerunner): Promise<{ ticks: number }> {
	const until = Date.now() + lastsMs;
	let ticks = 0;
	// The run before this one ended when the minute was nearly over.
	let recordedFrom = new Date(Date.now() - (60_000 - lastsMs) * 2);
	while (!signal.aborted && Date.now() < until) {
		const startedMs = Date.now();
		await followOnce(signal, forerunner, recordedFrom);
		recordedFrom = new Date(startedMs);
		ticks++;
		try {
			await sleep(Math.max(0, everyMs - (Date.now() - startedMs)), undefined, { signal });
		} catch {
			break;
		}
	}
	return { ticks };
}

/** One tick of every workspace that has segments. One that fails does not stop the others. */
async function followOnce(signal: AbortSignal, forerunner: Forerunner, recordedFrom: Date): Promise<void> {
	const workspaces = await database().workspace.findMany({
		where: { segments: { some: { archivedAt: null, servedVersion: { not: null } } } },
		select: { id: true },
		orderBy: { id: "asc" },
	});
	for (const { id } of workspaces) {
		if (signal.aborted) return;
		try {
			const ctx = await systemContext(id);
			await forerunner({ ...ctx, now: new Date() }, recordedFrom);
			const { behind } = await refreshChanged({ ...ctx, now: new Date() });
			// Too much at once to look at one by one: everybody is recomputed.
			if (behind > 0) await markBehind(id);
		} catch (error) {
			const isOthers = error instanceof AppError && error.code === "conflict";
			if (!isOthers) log.warn("segments.follow_failed", { workspaceId: id, error });
		}
	}
}

async function markBehind(workspaceId: string): Promise<void> {
	await database().$transaction(async (tx) => {
		await tx.segment.updateMany({ where: { workspaceId, archivedAt: null }, data: { fullAsOf: null } });
		await askForRefresh(tx, workspaceId);
	});
}
