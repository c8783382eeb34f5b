import { AppError } from "@/lib/kernel/app-error";
import type { SyncExchange, SyncRequest, SyncRun } from "@/lib/platform/postgres/generated/client";
import { type RunView, runView } from "@/lib/syncs/contracts";
import { type RequestView, requestView } from "@/lib/syncs/request-contracts";
import { findSync } from "@/lib/syncs/server/open-sync";
import { maskCount, mayCountAnybody } from "@/lib/workspaces/people-count";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";

/** A run as the API shows it: with its counts for roles that may see people. */
export function toRunView(ctx: Pick<Context, "actor">, run: SyncRun): RunView {
	const isShown = mayCountAnybody(ctx);
	return runView.parse({
		id: run.id,
		syncId: run.syncId,
		trigger: run.trigger,
		status: run.status,
		asOf: run.asOf?.toISOString() ?? null,
		counts: isShown ? run.counts : null,
		progress: isShown ? (run.progress ?? null) : null,
		error: run.error ?? null,
		question: isShown ? (run.question ?? null) : null,
		createdAt: run.createdAt.toISOString(),
		startedAt: run.startedAt?.toISOString() ?? null,
		finishedAt: run.finishedAt?.toISOString() ?? null,
	});
}

type Page = { cursor?: string | undefined; limit: number };

/** Runs of a sync, newest first. */
export async function listRuns(
	ctx: Context,
	syncId: string,
	{ cursor, limit }: Page,
): Promise<{ items: RunView[]; nextCursor: string | null }> {
	allow(ctx, "syncs.read");
	await findSync(ctx, syncId);
	// Ids sort by time.
	const rows = await ctx.db.syncRun.findMany({
		where: { syncId, ...(cursor ? { id: { lt: cursor } } : {}) },
		orderBy: { id: "desc" },
		take: limit + 1,
	});
	const items = rows.slice(0, limit).map((run) => toRunView(ctx, run));
	return { items, nextCursor: rows.length > limit ? (items[items.length - 1]?.id ?? null) : null };
}

export async function findRun(ctx: Context, syncId: string, runId: string): Promise<SyncRun> {
	const run = await ctx.db.syncRun.findFirst({
		where: { id: runId, syncId, sync: { workspaceId: ctx.workspace.id, archivedAt: null } },
	});
	if (!run) throw new AppError("not_found", "This run does not exist.");
	return run;
}

export async function getRun(ctx: Context, syncId: string, runId: string): Promise<RunView> {
	allow(ctx, "syncs.read");
	return toRunView(ctx, await findRun(ctx, syncId, runId));
}

function toRequestView(ctx: Context, request: SyncRequest, exchanges: readonly SyncExchange[]): RequestView {
	// Safe because only writeOutcome writes answers, in this shape.
	const answer = request.answer as { message?: string | null; detail?: string | null } | null;
	return requestView.parse({
		seq: request.seq,
		operation: request.operation,
		keyCount: maskCount(ctx, request.keyCount),
		status: request.status,
		message: answer?.message ?? null,
		detail: answer?.detail ?? null,
		sentAt: request.sentAt.toISOString(),
		answeredAt: request.answeredAt?.toISOString() ?? null,
		exchanges: exchanges.map(({ at, ...exchange }) => ({ ...exchange, at: at.toISOString() })),
	});
}

/** The requests of a run, in the order they were sent. */
export async function listRequests(
	ctx: Context,
	syncId: string,
	runId: string,
	{ cursor, limit }: Page,
): Promise<{ items: RequestView[]; nextCursor: string | null }> {
	allow(ctx, "syncs.read");
	await findRun(ctx, syncId, runId);
	const after = Number(cursor ?? 0);
	if (!/^\d{1,9}$/.test(cursor ?? "0")) throw new AppError("invalid", "This is not a cursor of this list.");
	const rows = await ctx.db.syncRequest.findMany({
		where: { runId, seq: { gt: after } },
		orderBy: { seq: "asc" },
		take: limit + 1,
	});
	const page = rows.slice(0, limit);
	// Answers hold counts, which are for roles that may see people.
	const exchanges = mayCountAnybody(ctx)
		? await ctx.db.syncExchange.findMany({
				where: { runId, seq: { in: page.map(({ seq }) => seq) } },
				orderBy: [{ seq: "asc" }, { place: "asc" }],
			})
		: [];
	const items = page.map((request) =>
		toRequestView(
			ctx,
			request,
			exchanges.filter(({ seq }) => seq === request.seq),
		),
	);
	return { items, nextCursor: rows.length > limit ? String(items[items.length - 1]?.seq ?? 0) : null };
}
