import { findBareCampaign } from "@/lib/campaigns/server/read-campaign";
import { AppError } from "@/lib/kernel/app-error";
import { readDay } from "@/lib/kernel/calendar-day";
import { newId } from "@/lib/kernel/ids";
import { localDayNumber, startOfDayNumber } from "@/lib/kernel/zoned-time";
import type { ResultLink } from "@/lib/lift/links-api";
import { isLive, toLink } from "@/lib/lift/server/links/live-link";
import { readLift } from "@/lib/lift/server/read-lift";
import type { Transaction } from "@/lib/platform/postgres/database";
import { newToken } from "@/lib/platform/secrets/tokens";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";
import { recordAudit } from "@/lib/workspaces/server/record-audit";

const MOST_DAYS = 366;

/**
 * Creates the link to a campaign's results, in place of an earlier one, which then opens nothing. The token is returned once;
 * only its keyed hash is stored. It opens until the end of its last day in the workspace's time zone.
 */
export async function createLink(
	ctx: Context,
	campaignId: string,
	input: { lastDay: string },
): Promise<{ link: ResultLink; token: string }> {
	allow(ctx, "campaigns.write");
	await requireShowable(ctx, campaignId);
	const expiresAt = endOf(ctx, input.lastDay);
	const { token, hash } = newToken("rl");
	const row = await ctx.db.$transaction(async (tx) => {
		const campaign = await findBareCampaign(tx, ctx, campaignId);
		const createdById = await findAuthor(tx, ctx);
		await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`result_link:${campaignId}`}, 0))`;
		await tx.resultLink.updateMany({
			where: { campaignId, ...isLive(ctx.now) },
			data: { revokedAt: ctx.now },
		});
		const made = await tx.resultLink.create({
			data: {
				id: newId("lnk", ctx.now.getTime()),
				campaignId,
				tokenHash: hash,
				createdById,
				createdBy: ctx.actor.name,
				createdAt: ctx.now,
				expiresAt,
			},
		});
		await recordAudit(tx, ctx, "result_link.created", campaignId, {
			name: campaign.name,
			link: made.id,
			expiresAt: expiresAt.toISOString(),
		});
		return made;
	});
	return { link: toLink(row), token };
}

/** A link shows what a viewer may see: a campaign with a group of a few people has none. */
async function requireShowable(ctx: Context, campaignId: string): Promise<void> {
	try {
		await readLift({ ...ctx, actor: { ...ctx.actor, role: "viewer" } }, campaignId);
	} catch (error) {
		if (!(error instanceof AppError) || error.code !== "forbidden") throw error;
		throw new AppError(
			"precondition",
			"A group of this campaign is so small that its results could reveal what one person did, so they cannot be shared by a link.",
		);
	}
}

/** The first instant after a day, from today to a year ahead. */
function endOf({ now, workspace }: Context, lastDay: string): Date {
	const day = readDay(lastDay);
	const today = localDayNumber(now.getTime(), workspace.timeZone);
	if (day === null || day < today || day > today + MOST_DAYS)
		throw new AppError("invalid", "Choose a last day from today to a year ahead.", {
			issues: [{ path: "lastDay", message: "Choose a day from today to a year ahead." }],
		});
	return new Date(startOfDayNumber(day + 1, workspace.timeZone));
}

/** The member behind the actor: the link opens only while they may share results. */
async function findAuthor(tx: Transaction, { actor }: Context): Promise<string> {
	if (actor.kind !== "api_key") return actor.id;
	const key = await tx.apiKey.findFirst({ where: { id: actor.id, revokedAt: null } });
	if (!key?.createdById)
		throw new AppError(
			"forbidden",
			"No one is known to be responsible for this API key; sign in to share results.",
		);
	return key.createdById;
}
