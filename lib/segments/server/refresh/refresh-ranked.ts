import { AppError } from "@/lib/kernel/app-error";
import { log } from "@/lib/platform/log";
import type { Flip } from "@/lib/rules/evaluate/find-flips";
import { maxTouched } from "@/lib/rules/server/find-recorded";
import { scopeOf } from "@/lib/rules/server/scope-of";
import { buildKeptLeaves } from "@/lib/segments/server/refresh/build-kept-leaves";
import { requestRefresh } from "@/lib/segments/server/refresh/enqueue-due-refreshes";
import type { Concern } from "@/lib/segments/server/refresh/find-concerns";
import type { Live } from "@/lib/segments/server/refresh/live-segments";
import { readChanges } from "@/lib/segments/server/refresh/membership-writes";
import { serveFlips } from "@/lib/segments/server/refresh/serve-flips";
import { underLeases } from "@/lib/segments/server/refresh/under-leases";
import type { Context } from "@/lib/workspaces/server/context";

/**
 * Recomputes segments with ranks within a tick: for everyone, since one number can move the boundary for
 * anyone, and as of the tick's instant, writing nothing but the change. Returns the segments now served anew;
 * one that changes too many people to handle one by one is left to a full refresh, which is requested.
 */
export async function refreshRanked(
	ctx: Context,
	concerns: readonly Concern[],
	recordedTo: number,
): Promise<{ flips: Flip[]; served: Live[] }> {
	const then = new Map(concerns.map((one) => [one.live.segment.id, one]));
	const found = concerns.map(({ live }) => live);
	return await underLeases(ctx, found, recordedTo, async ({ live, ...held }) => {
		if (live.length === 0) return { flips: [], served: [] };
		const changes = await computeChanges(ctx, live, `tick ${held.leaseOwner}`);
		if (changes === null) {
			await leaveToFullRefresh(ctx, live);
			return { flips: [], served: [] };
		}
		const flips = changes.map(({ build, uid, change }): Flip => {
			const concern = then.get(live[build]?.segment.id ?? "");
			return { rule: build, uid, change, ...whenOf(ctx, concern) };
		});
		await serveFlips(ctx, live, flips, held);
		return {
			flips,
			served: live.map((one) => ({ ...one, pointer: { ...one.pointer, servedAt: held.servedAt } })),
		};
	});
}

/** Who enters and who leaves; null where only a full refresh can carry it out, or say what is wrong. */
async function computeChanges(ctx: Context, live: readonly Live[], generation: string) {
	try {
		const rules = live.map(({ rule }) => rule);
		const scope = await scopeOf(ctx, ctx.now, rules);
		const leaves = await buildKeptLeaves(ctx, rules, scope, generation);
		const builds = live.map(({ pointer, rule }) => ({ ...pointer, rule, before: pointer }));
		return await readChanges(ctx, { ws: scope.ws, builds }, leaves, maxTouched);
	} catch (error) {
		if (!(error instanceof AppError) || error.retryable) throw error;
		log.warn("segments.ranks_failed", { workspaceId: ctx.workspace.id, error });
		return null;
	}
}

/**
 * When a change took effect. If time passed one thing only and nothing was recorded, everyone's numbers stood still but
 * then: it is that instant. Otherwise no one knows without the boundary of each instant in between, and it is the tick's.
 */
function whenOf(ctx: Context, concern: Concern | undefined): Pick<Flip, "at" | "cause"> {
	const now = ctx.now.getTime();
	if (!concern || concern.hasNews) return { at: now, cause: "data" };
	const [only, ...others] = concern.instants;
	return { at: only !== undefined && others.length === 0 ? only : now, cause: "time" };
}

async function leaveToFullRefresh(ctx: Context, live: readonly Live[]): Promise<void> {
	await ctx.db.$transaction(async (tx) => {
		const ids = live.map(({ segment }) => segment.id);
		await tx.segment.updateMany({ where: { id: { in: ids } }, data: { fullAsOf: null } });
		await requestRefresh(tx, ctx.workspace.id);
	});
}
