import { campaignStatus } from "@/lib/campaigns/campaign-status";
import { readConfidence } from "@/lib/campaigns/confidence";
import { AppError } from "@/lib/kernel/app-error";
import type { LiftReadOut, LiftSummary } from "@/lib/lift/contracts";
import { mainMetric } from "@/lib/lift/main-metric";
import { readLift } from "@/lib/lift/server/read-lift";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";

/** Read-outs computed concurrently: one waits for Postgres while another waits for the warehouse. */
const maxConcurrent = 6;

/** Verdict and main figures of every campaign launched or imported, newest first; the cursor is the last id seen. */
export async function listLift(
	ctx: Context,
	query: { cursor?: string | undefined; limit: number },
): Promise<{ items: LiftSummary[]; nextCursor: string | null }> {
	allow(ctx, "campaigns.read");
	const limit = Math.min(query.limit, 50);
	const rows = await ctx.db.campaign.findMany({
		where: {
			workspaceId: ctx.workspace.id,
			archivedAt: null,
			status: { in: ["running", "ended", "imported"] },
			...(query.cursor ? { id: { lt: query.cursor } } : {}),
		},
		select: {
			id: true,
			status: true,
			isAaTest: true,
			name: true,
			currency: true,
			confidence: true,
			launchedAt: true,
			createdAt: true,
			windowDays: true,
			segment: { select: { id: true, name: true } },
		},
		orderBy: { id: "desc" },
		take: limit + 1,
	});
	const shown = rows.slice(0, limit);
	const items = await mapConcurrently(shown, (row) => summaryOf(ctx, row));
	return { items, nextCursor: rows.length > limit ? (items.at(-1)?.campaignId ?? null) : null };
}

/** In order; each worker takes the next as soon as it is free, so that a large campaign holds up no other. */
async function mapConcurrently<T, R>(all: readonly T[], work: (each: T) => Promise<R>): Promise<R[]> {
	const results = new Map<number, R>();
	const rest = all.entries();
	const worker = async () => {
		for (const [index, each] of rest) results.set(index, await work(each));
	};
	await Promise.all(Array.from({ length: maxConcurrent }, worker));
	return [...results].sort(([a], [b]) => a - b).map(([, result]) => result);
}

type Row = {
	id: string;
	status: string;
	isAaTest: boolean;
	name: string;
	currency: string;
	confidence: number;
	launchedAt: Date | null;
	createdAt: Date;
	windowDays: number;
	segment: { id: string; name: string } | null;
};

async function summaryOf(ctx: Context, row: Row): Promise<LiftSummary> {
	const { id, status, isAaTest, name, currency, confidence, launchedAt, createdAt, windowDays, segment } =
		row;
	const about = {
		campaignId: id,
		name,
		isAaTest,
		status: campaignStatus.exclude(["draft", "scheduled"]).parse(status),
		asOf: ctx.now.toISOString(),
		currency,
		confidence: readConfidence(confidence),
		launchedAt: launchedAt?.toISOString() ?? null,
		startedAt: (launchedAt ?? createdAt).toISOString(),
		windowDays,
		segment,
	};
	try {
		const read = await readLift(ctx, id);
		const treated = read.people.treated + read.people.treatedOpen;
		const holdout = read.people.holdout + read.people.holdoutOpen;
		return {
			...about,
			verdict: read.verdict,
			treated,
			holdout,
			primary: read.metrics.find((metric) => metric.isPrimary) ?? read.metrics[0] ?? null,
			incrementalValue: read.incrementalValue,
			valueBasis: valueBasisOf(read),
			cost: read.cost,
		};
	} catch (error) {
		// A campaign with a group of a few people stays in the list; its figures are for roles that may see people.
		if (!(error instanceof AppError) || error.code !== "forbidden") throw error;
		return {
			...about,
			verdict: { kind: "keep_collecting", headline: error.message, sentence: error.message },
			treated: "not shown",
			holdout: "not shown",
			primary: null,
			incrementalValue: { known: false, reason: error.message },
			valueBasis: null,
			cost: null,
		};
	}
}

/** The metric the incremental value is of, as in the read-out. */
function valueBasisOf({ metrics, incrementalValue }: LiftReadOut): LiftSummary["valueBasis"] {
	const metric = mainMetric(metrics, "value");
	if (!incrementalValue.known || !metric?.difference.known) return null;
	const people = metric.treated.people;
	return { error: metric.difference.figure.se * people, people };
}
