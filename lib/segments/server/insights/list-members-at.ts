import { z } from "zod";
import { AppError } from "@/lib/kernel/app-error";
import { type BoundSql, SqlBinder } from "@/lib/kernel/sql-binder";
import { defineQuery } from "@/lib/platform/warehouse/define-query";
import { displayPeople } from "@/lib/profiles/server/display-people";
import { compileRule } from "@/lib/rules/compile/compile-rule";
import type { CompileScope } from "@/lib/rules/compile/compile-scope";
import type { SegmentRule } from "@/lib/rules/rule";
import type { Knowledge, MembersAt } from "@/lib/segments/insights-contracts";
import { openRule } from "@/lib/segments/server/open-rule";
import { readRule, requireSegment } from "@/lib/segments/server/segment-row";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";

type Page = { after: number; limit: number };

const row = z.object({ total: z.coerce.number(), uids: z.array(z.number()) });

function pageSql(binder: SqlBinder, people: string, { after, limit }: Page): string {
	const from = binder.bind(after + 1, "UInt32");
	return `bitmapCardinality(${people}) AS total,
	bitmapToArray(bitmapSubsetLimit(${people}, ${from}, toUInt32(${binder.bind(limit, "UInt32")}))) AS uids`;
}

const recompute = defineQuery({
	name: "segments.members_at",
	row,
	build: ({ rule, scope, page }: { rule: SegmentRule; scope: CompileScope; page: Page }): BoundSql => {
		const binder = new SqlBinder();
		const { withClause, matching } = compileRule(rule, scope, binder);
		return binder.finish(
			`${withClause}, ${matching} AS matching\nSELECT ${pageSql(binder, "matching", page)}`,
		);
	},
});

const replay = defineQuery({
	name: "segments.members_served_at",
	row,
	build: (input: { ws: number; segmentId: string; servedAt: Date; page: Page }): BoundSql => {
		const binder = new SqlBinder();
		return binder.finish(`WITH (SELECT groupBitmapState(uid) FROM (
	SELECT uid, argMax(change, (served_at, effective_at, change = 'entered')) AS last FROM membership_change
	WHERE ws = ${binder.bind(input.ws, "UInt32")} AND segment = ${binder.bind(input.segmentId, "String")}
		AND served_at <= ${binder.bindInstant(input.servedAt)}
	GROUP BY uid HAVING last = 'entered')) AS held
SELECT ${pageSql(binder, "held", input.page)}`);
	},
});

/**
 * Size and people of a segment at a past instant. As of "today": the current rule applied to the past, with
 * today's late arrivals and merges. As "served": the log of what was recorded, never recomputed.
 */
export async function listMembersAt(
	ctx: Context,
	segmentId: string,
	query: { at: string; as: Knowledge; cursor?: string | undefined; limit: number },
	signal?: AbortSignal,
): Promise<MembersAt> {
	allow(ctx, "people.read");
	const segment = await requireSegment(ctx, ctx.db, segmentId);
	const at = new Date(query.at);
	const page = { after: Math.max(0, Number.parseInt(query.cursor ?? "0", 10) || 0), limit: query.limit + 1 };
	const options = signal ? { signal } : {};
	let found: { answer: z.infer<typeof row> | undefined; asOf: Date; version: number; earliest: Date };
	if (query.as === "served") {
		const earliest = await firstServed(ctx, segmentId);
		if (!earliest || !segment.servedAt) {
			throw new AppError("precondition", "This segment has no live version yet: refresh it first.");
		}
		refuseOutside(ctx, at, earliest, "The segment first went live");
		const { servedAt, version } = await standingAt(ctx, segmentId, at, segment.servedAt);
		const question = { ws: ctx.workspace.number, segmentId, servedAt, page };
		const [answer] = await replay(ctx.warehouse, question, options);
		found = { answer, asOf: at, version, earliest };
	} else {
		const earliest = await firstKnown(ctx);
		refuseOutside(ctx, at, earliest, "Nothing is known of anyone before");
		const version = segment.currentVersion;
		const { rule, scope } = await openRule(ctx, await readRule(ctx.db, segmentId, version), at);
		const [answer] = await recompute(ctx.warehouse, { rule, scope, page }, options);
		found = { answer, asOf: at, version, earliest };
	}
	if (!found.answer) throw new Error("The warehouse gave no people");
	const uids = found.answer.uids.slice(0, query.limit);
	return {
		items: await displayPeople(ctx, uids),
		nextCursor: found.answer.uids.length > query.limit ? String(uids.at(-1)) : null,
		total: found.answer.total,
		asOf: found.asOf.toISOString(),
		version: found.version,
		earliest: found.earliest.toISOString(),
	};
}

/** Up to which rows of the log were served at an instant, and of which version. */
async function standingAt(
	ctx: Context,
	segmentId: string,
	at: Date,
	servedAt: Date,
): Promise<{ servedAt: Date; version: number }> {
	const refreshes = { segmentId, status: "finished" };
	const [done, running] = await Promise.all([
		ctx.db.segmentRefresh.findFirstOrThrow({
			where: { ...refreshes, finishedAt: { lte: at } },
			orderBy: { finishedAt: "desc" },
		}),
		// The rows of a refresh become visible all at once when it is done.
		ctx.db.segmentRefresh.findFirst({
			where: { ...refreshes, startedAt: { lte: at }, finishedAt: { gt: at } },
			orderBy: { startedAt: "asc" },
		}),
	]);
	const end = Math.min(at.getTime(), servedAt.getTime(), (running?.startedAt.getTime() ?? Infinity) - 1);
	return { servedAt: new Date(end), version: done.version };
}

async function firstServed(ctx: Context, segmentId: string): Promise<Date | null> {
	const first = await ctx.db.segmentRefresh.findFirst({
		where: { segmentId, status: "finished", finishedAt: { not: null } },
		orderBy: { finishedAt: "asc" },
	});
	return first?.finishedAt ?? null;
}

async function firstKnown(ctx: Context): Promise<Date> {
	const first = await ctx.db.profile.aggregate({
		where: { workspaceNumber: ctx.workspace.number },
		_min: { effectiveAt: true },
	});
	return first._min.effectiveAt ?? ctx.now;
}

function refuseOutside(ctx: Context, at: Date, earliest: Date, why: string): void {
	if (at < earliest) throw refusal(why, earliest);
	if (at.getTime() > ctx.now.getTime() + 60_000) {
		throw new AppError("invalid", "The future is not known: choose a time that has passed.", {
			issues: [{ path: "at", message: "must not be later than now" }],
		});
	}
}

function refusal(why: string, earliest: Date): AppError {
	// The next whole minute: what is written can be chosen.
	const minute = new Date(Math.ceil(earliest.getTime() / 60_000) * 60_000).toISOString();
	const text = `${minute.slice(0, 10)} ${minute.slice(11, 16)} UTC`;
	return new AppError("invalid", `${why} ${text}: choose that time or a later one.`, {
		issues: [{ path: "at", message: `must not be earlier than ${text}` }],
	});
}
