import { z } from "zod";
import { isBeforeLaunch } from "@/lib/campaigns/campaign-status";
import { findCampaign } from "@/lib/campaigns/server/read-campaign";
import { AppError } from "@/lib/kernel/app-error";
import type { Engagement, EngagementGroup } from "@/lib/lift/engagement";
import { engagementRates } from "@/lib/lift/engagement-rates";
import { type EngagementScope, engagementSql, NO_CAMPAIGN, OWN } from "@/lib/lift/engagement-sql";
import { countPeople } from "@/lib/lift/server/read-outcomes";
import { defineQuery } from "@/lib/platform/warehouse/define-query";
import { hasMerges } from "@/lib/profiles/server/has-merges";
import { mayCountAnybody, requireLargeGroups } from "@/lib/workspaces/people-count";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";

const DAY_MS = 86_400_000;
/** The newest campaigns' names are enough to tell messages apart. */
const MAX_CAMPAIGNS = 1_000;
const SHOWN_SEGMENTS = 5;
const int = z.coerce.number().int();

const countEngagement = defineQuery({
	name: "lift.count_engagement",
	row: z.object({ group: z.string(), delivered: int, opened: int, clicked: int }),
	build: (scope: EngagementScope) => engagementSql(scope),
});

/**
 * How far the treated were reached, beside messages that no campaign here sent and those to other segments, all of the
 * campaign's own time. These groups were chosen, not drawn by chance: their difference is no effect.
 */
export async function readEngagement(ctx: Context, campaignId: string): Promise<Engagement> {
	allow(ctx, "campaigns.read");
	const campaign = await findCampaign(ctx, campaignId);
	if (isBeforeLaunch(campaign.status) || campaign.launchedAt === null)
		throw new AppError("precondition", "This campaign has not been launched, so no one was reached yet.");
	const { windowDays, launchedAt, endedAt } = campaign;
	const last = endedAt === null ? ctx.now.getTime() : endedAt.getTime() + windowDays * DAY_MS;
	const until = new Date(Math.min(ctx.now.getTime(), last));
	const about = { asOf: ctx.now.toISOString(), from: launchedAt.toISOString(), until: until.toISOString() };
	const unknown = (reason: string): Engagement => ({ ...about, figures: { known: false, reason } });
	if (campaign.status === "imported")
		return unknown("The imported file holds no deliveries, opens or clicks.");
	const others = await ctx.db.campaign.findMany({
		where: { workspaceId: ctx.workspace.id, segmentId: { not: null } },
		select: { id: true, name: true, segment: { select: { id: true, name: true } } },
		orderBy: { id: "desc" },
		take: MAX_CAMPAIGNS,
	});
	const scope = { ws: ctx.workspace.number, campaignId, hasMerges: await hasMerges(ctx) };
	const [people, rows] = await Promise.all([
		countPeople(ctx.warehouse, { ...scope, asOf: until, windowDays: 0 }),
		countEngagement(ctx.warehouse, {
			...scope,
			from: launchedAt,
			until,
			campaigns: namesOf(campaignId, others),
		}),
	]);
	const treated = people
		.filter(({ arm }) => arm === "treated")
		.reduce((sum, row) => sum + row.complete + row.open, 0);
	if (treated > 0) requireLargeGroups(ctx, [treated]);
	if (rows.every(({ delivered }) => delivered === 0))
		return unknown(
			"No deliveries are recorded in this time. Send events such as “Email Delivered”, “Email Opened” and “Email Link Clicked” with the campaign’s name in campaign_name.",
		);
	const counts = (key: string) =>
		rows.find(({ group }) => group === key) ?? { delivered: 0, opened: 0, clicked: 0 };
	const asker = { mayCountAnybody: mayCountAnybody(ctx) };
	const segments = new Map(
		others.flatMap(({ segment }) => (segment ? [[segment.id, segment] as const] : [])),
	);
	const other = rows
		.filter(({ group, delivered }) => delivered > 0 && group !== campaign.segmentId && segments.has(group))
		.slice(0, SHOWN_SEGMENTS);
	const figure: EngagementGroup[] = [
		{ kind: "treated", segment: null, ...engagementRates(counts(OWN), { treated, ...asker }) },
		{
			kind: "benchmark",
			segment: null,
			...engagementRates(counts(NO_CAMPAIGN), { treated: null, ...asker }),
		},
		...other.map((row) => ({
			kind: "segment" as const,
			segment: segments.get(row.group) ?? null,
			...engagementRates(row, { treated: null, ...asker }),
		})),
	];
	return { ...about, figures: { known: true, figure } };
}

/** What events may call each campaign. A name that several share is the campaign's own first, then the newest's. */
function namesOf(
	campaignId: string,
	campaigns: readonly { id: string; name: string; segment: { id: string } | null }[],
): EngagementScope["campaigns"] {
	const groups = new Map<string, string>();
	const ordered = [...campaigns].sort((a, b) => Number(b.id === campaignId) - Number(a.id === campaignId));
	for (const { id, name, segment } of ordered)
		for (const called of [id, name.trim().toLowerCase()])
			if (called !== "" && !groups.has(called))
				groups.set(called, id === campaignId ? OWN : (segment?.id ?? NO_CAMPAIGN));
	return [...groups].map(([name, group]) => ({ name, group }));
}
