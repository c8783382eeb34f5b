import { AppError } from "@/lib/kernel/app-error";
import { newId } from "@/lib/kernel/ids";
import { log } from "@/lib/platform/log";
import { waitForAcknowledged } from "@/lib/profiles/server/wait-for-acknowledged";
import type { Catalog } from "@/lib/rules/catalog";
import { readCatalog } from "@/lib/rules/server/read-catalog";
import { scopeOf } from "@/lib/rules/server/scope-of";
import { definitionType } from "@/lib/traits/definition";
import { inDependencyOrder, rulesOf } from "@/lib/traits/dependencies";
import { retryPassingMs, retryTraitMs } from "@/lib/traits/is-trait-due";
import { computePeople } from "@/lib/traits/server/compute-people";
import { requestTraits } from "@/lib/traits/server/enqueue-due-traits";
import { findTraitPeople } from "@/lib/traits/server/find-trait-people";
import { type LiveTrait, readLiveTraits } from "@/lib/traits/server/trait-row";
import { appendValues, countBuild } from "@/lib/traits/server/trait-writes";
import { asOfRun, requireUsable } from "@/lib/traits/server/usable-definition";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";

const keptRuns = 100;

export type RefreshOutcome = { traits: number; failed: number };
export type RefreshOptions = {
	/** Only these traits, and their dependencies; all if absent. */
	only?: readonly string[];
	signal?: AbortSignal;
	progress?: (progress: { trait: string; done: number; of: number }) => Promise<void>;
};

/**
 * Updates computed traits as of now, for some people or for everyone, in dependency order. Only values that
 * changed are written. A trait that can no longer be computed keeps its last values and shows the reason.
 */
export async function refreshTraits(
	ctx: Context,
	{ people }: { people: readonly number[] | "all" },
	{ only, signal, progress }: RefreshOptions = {},
): Promise<RefreshOutcome> {
	allow(ctx, "traits.write");
	const outcome = { traits: 0, failed: 0 };
	const live = await readLiveTraits(ctx);
	if (live.length === 0 || (people !== "all" && people.length === 0)) return outcome;
	const wanted = inDependencyOrder(only === undefined ? live : closure(live, only));
	const catalog = await readCatalog(ctx);
	if (people !== "all") return computePeople(ctx, wanted, people, catalog);
	const startedMs = Date.now();
	await waitForAcknowledged(ctx);
	const filled: string[] = [];
	for (const [done, each] of wanted.entries()) {
		if (signal?.aborted) break;
		await progress?.({ trait: each.name, done, of: wanted.length });
		if (await computeAll(ctx, each, catalog)) {
			outcome.traits++;
			if (each.trait.servedVersion !== each.trait.currentVersion) filled.push(each.trait.id);
		} else outcome.failed++;
	}
	if (filled.length > 0) await catchUp(ctx, filled, startedMs, catalog);
	return outcome;
}

/** The requested traits with all their dependencies. */
function closure(live: readonly LiveTrait[], only: readonly string[]): LiveTrait[] {
	const byName = new Map(live.map((each) => [each.name, each]));
	const found = new Set<LiveTrait>();
	const add = (each: LiveTrait): void => {
		if (found.has(each)) return;
		found.add(each);
		for (const name of each.reads) {
			const read = byName.get(name);
			if (read) add(read);
		}
	};
	for (const each of live) if (only.includes(each.trait.id)) add(each);
	return [...found];
}

/**
 * Ticks leave a trait alone until it was computed for everyone. People active meanwhile are computed again;
 * when there are too many to do one by one, the next full run begins at once.
 */
async function catchUp(
	ctx: Context,
	traitIds: readonly string[],
	startedMs: number,
	catalog: Catalog,
): Promise<void> {
	const live = (await readLiveTraits(ctx)).filter(({ trait }) => traitIds.includes(trait.id));
	const since = new Date(Math.min(startedMs, ctx.now.getTime()));
	const found = await findTraitPeople(ctx, live, since);
	if (found === null) return await requestTraits(ctx.workspace.id);
	const now = new Date(ctx.now.getTime() + Date.now() - startedMs);
	await computePeople({ ...ctx, now }, inDependencyOrder(live), [...found.rows.keys()], catalog);
}

async function buildOf(ctx: Context, { trait, definition, name }: LiveTrait) {
	const scope = await scopeOf(ctx, asOfRun(ctx, trait), rulesOf(definition));
	return { trait: name, type: definitionType(definition), scope, recordedAt: new Date() };
}

async function computeAll(ctx: Context, live: LiveTrait, catalog: Catalog): Promise<boolean> {
	const { trait } = live;
	const asOf = asOfRun(ctx, trait);
	const startedAt = new Date();
	await ctx.db.computedTraitRun.updateMany({
		where: { traitId: trait.id, status: "running" },
		data: { status: "failed", error: "It was interrupted.", finishedAt: new Date() },
	});
	const run = await ctx.db.computedTraitRun.create({
		data: {
			id: newId("trn"),
			traitId: trait.id,
			version: trait.currentVersion,
			asOf,
			isBackfill: trait.servedVersion !== trait.currentVersion,
			status: "running",
			startedAt,
		},
	});
	try {
		const definition = requireUsable(live, catalog, ctx.workspace.timeZone);
		const build = await buildOf(ctx, live);
		await appendValues(ctx, build, definition);
		const counts = await countBuild(ctx, build);
		await ctx.db.$transaction([
			ctx.db.computedTraitRun.update({
				where: { id: run.id },
				data: { status: "finished", ...counts, finishedAt: new Date() },
			}),
			ctx.db.computedTrait.update({
				where: { id: trait.id },
				data: {
					servedVersion: trait.currentVersion,
					people: counts.people,
					asOf,
					staleReason: null,
					nextTryAt: null,
				},
			}),
		]);
		await forgetOldRuns(ctx, trait.id);
		return true;
	} catch (error) {
		const reason =
			error instanceof AppError && error.code !== "internal"
				? error.message
				: "Something went wrong inside Muster while it was being computed.";
		const isPassing = !(error instanceof AppError) || error.retryable;
		const nextTryAt = new Date(Date.now() + (isPassing ? retryPassingMs : retryTraitMs));
		log.warn("traits.computation_failed", { trait: trait.id, error });
		await ctx.db.$transaction([
			ctx.db.computedTraitRun.update({
				where: { id: run.id },
				data: { status: "failed", error: reason, finishedAt: new Date() },
			}),
			ctx.db.computedTrait.update({ where: { id: trait.id }, data: { staleReason: reason, nextTryAt } }),
		]);
		if (!isPassing) return false;
		throw error;
	}
}

async function forgetOldRuns(ctx: Context, traitId: string): Promise<void> {
	const old = await ctx.db.computedTraitRun.findMany({
		where: { traitId, isBackfill: false },
		orderBy: { startedAt: "desc" },
		skip: keptRuns,
		select: { id: true },
	});
	if (old.length > 0) {
		await ctx.db.computedTraitRun.deleteMany({ where: { id: { in: old.map(({ id }) => id) } } });
	}
}
