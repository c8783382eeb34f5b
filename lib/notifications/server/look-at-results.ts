import { AppError } from "@/lib/kernel/app-error";
import { readLift } from "@/lib/lift/server/read-lift";
import { decideResult } from "@/lib/notifications/decide-result";
import { type DueLook, noteLook } from "@/lib/notifications/server/find-due-looks";
import { listRecipients, type Recipient } from "@/lib/notifications/server/list-recipients";
import { writeNotices } from "@/lib/notifications/server/write-notices";
import { log } from "@/lib/platform/log";
import type { CampaignVerdict } from "@/lib/platform/postgres/generated/client";
import { type Context, createContext, systemContext } from "@/lib/workspaces/server/context";

type Campaign = {
	id: string;
	name: string;
	status: string;
	ownerId: string;
	endedAt: Date | null;
	windowDays: number;
	verdict: CampaignVerdict | null;
};

const dayMs = 86_400_000;

/**
 * Reads the verdicts that may have changed and writes whom to notify. A failing campaign does not stop the
 * others.
 */
export async function lookAtResults(look: DueLook, now: Date, signal?: AbortSignal): Promise<void> {
	const ctx = await systemContext(look.workspaceId, undefined, now);
	const recipients = await listRecipients(look.workspaceId);
	const campaigns = await ctx.db.campaign.findMany({
		where: {
			workspaceId: look.workspaceId,
			archivedAt: null,
			status: { in: ["running", "ended", "imported"] },
		},
		select: {
			id: true,
			name: true,
			status: true,
			ownerId: true,
			endedAt: true,
			windowDays: true,
			verdict: true,
		},
		orderBy: { id: "desc" },
	});
	for (const campaign of campaigns.filter(mayChange)) {
		// The rest is read at the next check, which is still due.
		if (signal?.aborted) return;
		try {
			await readOne(ctx, campaign, recipients);
		} catch (error) {
			log.warn("notifications.verdict_failed", { campaignId: campaign.id, error });
		}
	}
	await noteLook(ctx.db, look, now);
}

/** Skipped if every window was over at the last read: later results are on its page only. */
function mayChange({ status, endedAt, windowDays, verdict }: Campaign): boolean {
	if (status === "running" || verdict === null) return true;
	return endedAt !== null && verdict.readAt.getTime() < endedAt.getTime() + (windowDays + 1) * dayMs;
}

async function readOne(ctx: Context, campaign: Campaign, recipients: readonly Recipient[]): Promise<void> {
	const read = await readAsViewer(ctx, campaign.id);
	if (read === null) return;
	const { id, name, verdict: before } = campaign;
	const news = decideResult(read, before, ctx.now);
	const notified = { notifiedKind: read.kind, notifiedAnswer: read.hasAnswer };
	const seen = { kind: read.kind, sentence: read.sentence, readAt: ctx.now };
	const title =
		news === "first_answer" ? `${name} has its first results` : `The verdict on ${name} has changed`;
	await ctx.db.$transaction(async (tx) => {
		await tx.campaignVerdict.upsert({
			where: { campaignId: id },
			create: { campaignId: id, workspaceId: ctx.workspace.id, ...seen, ...notified },
			update: { ...seen, ...(news ? { ...notified, notifiedAt: ctx.now } : {}) },
		});
		if (news === null) return;
		for (const { userId, choices } of recipients) {
			const isWanted =
				choices.results === "all" || (choices.results === "own" && userId === campaign.ownerId);
			if (!isWanted) continue;
			const to = { workspaceId: ctx.workspace.id, userId };
			const notice = { cause: id, title, detail: read.sentence, path: `lift/${id}` };
			await writeNotices(tx, to, "results", [notice], ctx.now);
		}
	});
}

/**
 * The verdict in words that every member may read, since an email travels further than a screen: results of a
 * group of a few people are not emailed to anyone.
 */
async function readAsViewer(
	ctx: Context,
	campaignId: string,
): Promise<{ kind: string; sentence: string; hasAnswer: boolean } | null> {
	const viewer = createContext(ctx.workspace, { ...ctx.actor, role: "viewer" }, ctx.requestId, ctx.now);
	try {
		const { verdict, health, outlook } = await readLift(viewer, campaignId);
		const failed = health.filter(({ state }) => state === "failed").map(({ sentence }) => sentence);
		return {
			kind: verdict.kind,
			sentence: verdict.kind === "invalid" ? [verdict.headline, ...failed].join(" ") : verdict.sentence,
			hasAnswer: outlook === null,
		};
	} catch (error) {
		if (error instanceof AppError && error.code === "forbidden") return null;
		throw error;
	}
}
