import { AppError } from "@/lib/kernel/app-error";
import { newId } from "@/lib/kernel/ids";
import { log } from "@/lib/platform/log";
import type { SegmentRefresh as RefreshRow } from "@/lib/platform/postgres/generated/client";
import { waitForAcknowledged } from "@/lib/profiles/server/wait-for-acknowledged";
import { checkRule } from "@/lib/rules/check/check-rule";
import { toPointer } from "@/lib/rules/compile/served-pointer";
import type { SegmentRule } from "@/lib/rules/rule";
import { readCatalog } from "@/lib/rules/server/read-catalog";
import { scopeOf } from "@/lib/rules/server/scope-of";
import type { SegmentRefresh } from "@/lib/segments/contracts";
import { toRefresh } from "@/lib/segments/server/get-history";
import { buildKeptLeaves } from "@/lib/segments/server/refresh/build-kept-leaves";
import { forgetLogged } from "@/lib/segments/server/refresh/forget-logged";
import { logDatedChanges } from "@/lib/segments/server/refresh/log-dated-changes";
import {
	type Build,
	type BuildCounts,
	countBuilt,
	type Refresh,
	writeBases,
} from "@/lib/segments/server/refresh/membership-writes";
import { noteChanged } from "@/lib/segments/server/refresh/note-changed";
import {
	failRefresh,
	type Open,
	openRefreshes,
	reasonOf,
} from "@/lib/segments/server/refresh/open-refreshes";
import { inOrder } from "@/lib/segments/server/refresh/refresh-order";
import { acquireLeases, type Leases, LostLease } from "@/lib/segments/server/refresh/segment-leases";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";

/** Segments whose people are combined in one statement. */
const chunkSize = 25;

/**
 * Recomputes everyone of the current versions of some segments, as of now, beside what is served, and then
 * switches. Conditions that several segments share are queried once. A lease that expires keeps two processes
 * from refreshing one segment at a time; segments leased elsewhere are left out, after waiting up to
 * `patienceMs`. A refresh that died is resumed, as of its own instant. When a rule can no longer be answered,
 * the last people remain served and the segment is stale, with the reason. Returns one refresh for each
 * segment that was refreshed, or could not be.
 */
export async function refreshSegments(
	ctx: Context,
	segmentIds: readonly string[],
	{ patienceMs = 0 }: { patienceMs?: number } = {},
): Promise<(SegmentRefresh & { segmentId: string })[]> {
	allow(ctx, "segments.write");
	const leases = await acquireLeases(ctx, segmentIds, newId("rfr"), patienceMs);
	const { acquired, hadToWait } = leases;
	let isDone = false;
	try {
		await waitForAcknowledged(ctx);
		const segments = await ctx.db.segment.findMany({
			where: { id: { in: acquired }, workspaceId: ctx.workspace.id, archivedAt: null },
			orderBy: { id: "asc" },
		});
		// As of an instant after the other's, not before it.
		const now = hadToWait ? new Date() : ctx.now;
		const open = await openRefreshes({ ...ctx, now }, segments);
		const results: RefreshRow[] = [];
		const groups = new Map<string, Open[]>();
		for (const one of open) {
			const key = `${one.row.asOf.getTime()} ${one.row.startedAt.getTime()}`;
			groups.set(key, [...(groups.get(key) ?? []), one]);
		}
		for (const group of groups.values()) results.push(...(await carryOut(ctx, group, leases)));
		isDone = true;
		return results.map((row) => ({ ...toRefresh(ctx, row), segmentId: row.segmentId }));
	} finally {
		await leases.release(isDone);
	}
}

async function carryOut(ctx: Context, open: Open[], leases: Leases): Promise<RefreshRow[]> {
	const [first] = open;
	if (!first) return [];
	const results: RefreshRow[] = [];
	const { rules, refused } = await readRules(ctx, open);
	for (const { row, reason } of refused) results.push(await failRefresh(ctx, row, reason));
	// A segment that reads another's membership comes after it.
	for (const level of inOrder(
		open.filter(({ row }) => rules.has(row.id)),
		rules,
	)) {
		try {
			results.push(...(await buildLevel(ctx, level, rules, leases)));
		} catch (error) {
			if (error instanceof LostLease) throw error;
			const reason = reasonOf(error);
			log.warn("segments.refresh_failed", { refreshes: level.map(({ row }) => row.id), error });
			const isFinal = error instanceof AppError && !error.retryable;
			// One rule that the warehouse cannot answer must not stop the others: each is tried alone.
			if (isFinal && level.length > 1) {
				for (const one of level)
					results.push(...(await carryOut(ctx, [{ ...one, isResumed: true }], leases)));
				continue;
			}
			if (isFinal) {
				for (const { row } of level) results.push(await failRefresh(ctx, row, reason));
				continue;
			}
			// What failed may succeed next time: the refresh stays open and is resumed.
			await ctx.db.segment.updateMany({
				where: { id: { in: level.map(({ segment }) => segment.id) } },
				data: { staleReason: reason, nextTryAt: new Date(Date.now() + 60_000) },
			});
			throw error;
		}
	}
	return results;
}

/** The stored rules, and why some cannot be answered any more. */
async function readRules(
	ctx: Context,
	open: readonly Open[],
): Promise<{ rules: Map<string, SegmentRule>; refused: { row: RefreshRow; reason: string }[] }> {
	const versions = await ctx.db.segmentVersion.findMany({
		where: { OR: open.map(({ row }) => ({ segmentId: row.segmentId, version: row.version })) },
	});
	const stored = new Map(versions.map(({ segmentId, version, rule }) => [`${segmentId} ${version}`, rule]));
	const catalog = await readCatalog(ctx);
	const rules = new Map<string, SegmentRule>();
	const refused: { row: RefreshRow; reason: string }[] = [];
	for (const { row } of open) {
		const checked = checkRule(stored.get(`${row.segmentId} ${row.version}`), catalog, ctx.workspace.timeZone);
		if (checked.ok) rules.set(row.id, checked.rule);
		else refused.push({ row, reason: checked.problems.map(({ message }) => message).join(". ") });
	}
	return { rules, refused };
}

async function buildLevel(
	ctx: Context,
	level: Open[],
	rules: ReadonlyMap<string, SegmentRule>,
	leases: Leases,
): Promise<RefreshRow[]> {
	const [first] = level;
	if (!first) return [];
	const { asOf, startedAt } = first.row;
	const builds = level.map(({ segment, row }): Build => {
		const rule = rules.get(row.id);
		if (!rule) throw new Error("A refresh without a rule");
		const before = toPointer(segment);
		const cause = before === null ? "first" : before.version === row.version ? "data" : "rule";
		return { segmentId: segment.id, version: row.version, rule, before, beforeAsOf: segment.asOf, cause };
	});
	const all = builds.map(({ rule }) => rule);
	const scope = await scopeOf(ctx, asOf, all);
	const chunks: Refresh[] = [];
	for (let from = 0; from < builds.length; from += chunkSize) {
		const id = level[from]?.row.id ?? first.row.id;
		chunks.push({
			id,
			ws: scope.ws,
			asOf,
			servedAt: startedAt,
			builds: builds.slice(from, from + chunkSize),
		});
	}
	if (level.some(({ isResumed }) => isResumed)) {
		const logged = builds.map(({ segmentId }) => ({ segmentId, servedAt: startedAt }));
		await forgetLogged(ctx, logged);
	}
	const leaves = await buildKeptLeaves(ctx, all, scope, `refresh ${first.row.id}`);
	const counts = new Map<string, BuildCounts>();
	let mayTell: number | undefined;
	for (const chunk of chunks) {
		mayTell = await logDatedChanges(ctx, chunk, leaves, mayTell);
		await writeBases(ctx, chunk);
		for (const [segmentId, counted] of await countBuilt(ctx, chunk, leaves)) counts.set(segmentId, counted);
	}
	await leases.renew(level.map(({ segment }) => segment.id));
	return finish(ctx, level, counts);
}

/** The switch: from here on readers see the new people. */
async function finish(
	ctx: Context,
	level: Open[],
	counts: ReadonlyMap<string, BuildCounts>,
): Promise<RefreshRow[]> {
	const column = <T>(read: (counts: BuildCounts) => T) =>
		level.map(({ segment }) => {
			const counted = counts.get(segment.id);
			if (!counted) throw new Error("The warehouse gave no counts");
			return read(counted);
		});
	const [first] = level;
	if (!first) return [];
	const { asOf, startedAt } = first.row;
	const ids = level.map(({ segment }) => segment.id);
	const refreshIds = level.map(({ row }) => row.id);
	const totals = column(({ total }) => total);
	const known = column(({ known: size }) => size);
	return ctx.db.$transaction(async (tx) => {
		await tx.$executeRaw`
			UPDATE segment SET served_version = given.version, served_at = ${startedAt}, base_served_at = ${startedAt}, full_as_of = ${asOf}, as_of = ${asOf},
				size = given.total, known_size = given.known, next_try_at = NULL, stale_reason = (
					-- What builds on people who are out of date is so itself, whatever was just computed.
					SELECT 'It builds on “' || below.name || '”, which is ' || CASE WHEN below.archived_at IS NULL THEN 'out of date' ELSE 'archived' END
					FROM segment_version v JOIN segment below
						ON below.workspace_id = segment.workspace_id AND below.id <> segment.id
						AND (below.archived_at IS NOT NULL OR below.stale_reason IS NOT NULL) AND position(below.id IN v.rule::text) > 0
					WHERE v.segment_id = segment.id AND v.version = given.version ORDER BY below.name LIMIT 1)
			FROM unnest(${ids}::text[], ${level.map(({ row }) => row.version)}::int[], ${totals}::int[], ${known}::int[])
				AS given (id, version, total, known)
			WHERE segment.id = given.id`;
		const moved = level.filter(({ segment }) => {
			const counted = counts.get(segment.id);
			return counted !== undefined && counted.entered + counted.exited > 0;
		});
		await noteChanged(
			tx,
			moved.map(({ segment }) => segment.id),
			startedAt,
		);
		// What was out of date only because of these is due now.
		await tx.$executeRaw`
			UPDATE segment AS above SET full_as_of = NULL FROM segment below
			WHERE below.id = ANY(${ids}::text[]) AND below.stale_reason IS NULL AND above.workspace_id = below.workspace_id
				AND above.stale_reason = 'It builds on “' || below.name || '”, which is out of date'`;
		await tx.$executeRaw`
			UPDATE segment_refresh SET status = 'finished', size = given.total, known_size = given.known,
				entered = given.entered, exited = given.exited, finished_at = clock_timestamp()
			FROM unnest(${refreshIds}::text[], ${totals}::int[], ${known}::int[], ${column(({ entered }) => entered)}::int[],
				${column(({ exited }) => exited)}::int[]) AS given (id, total, known, entered, exited)
			WHERE segment_refresh.id = given.id`;
		return tx.segmentRefresh.findMany({ where: { id: { in: refreshIds } }, orderBy: { segmentId: "asc" } });
	});
}
