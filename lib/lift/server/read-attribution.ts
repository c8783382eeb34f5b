import { z } from "zod";
import { isBeforeLaunch } from "@/lib/campaigns/campaign-status";
import { sumCosts } from "@/lib/campaigns/server/daily/sum-costs";
import { findCampaign } from "@/lib/campaigns/server/read-campaign";
import { AppError } from "@/lib/kernel/app-error";
import {
	type Attribution,
	type AttributionSums,
	attributionModels,
	divideCredit,
} from "@/lib/lift/attribution";
import { type AttributionScope, attributionSql, CLICK_DAYS, DELIVERY_DAYS } from "@/lib/lift/attribution-sql";
import { costSoFar } from "@/lib/lift/read-money";
import { countOwnTouches } from "@/lib/lift/server/count-touches";
import { countPeople } from "@/lib/lift/server/read-outcomes";
import { defineQuery } from "@/lib/platform/warehouse/define-query";
import { hasMerges } from "@/lib/profiles/server/has-merges";
import { requireLargeGroups } from "@/lib/workspaces/people-count";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";

const float = z.coerce.number();
const sums = z.object({
	conversions: float,
	value: float,
	touched: float,
	touchedValue: float,
	...Object.fromEntries(
		attributionModels.flatMap((model) => [`${model}Conversions`, `${model}Value`].map((key) => [key, float])),
	),
}) as unknown as z.ZodType<AttributionSums>; // safe because every model's two columns are in it

export const sumCredits = defineQuery({
	name: "lift.sum_credits",
	row: sums,
	build: (scope: AttributionScope) => attributionSql(scope),
});

const NO_TOUCH =
	"No delivery or click names this campaign. Send events such as “Email Delivered” and “Email Link Clicked” with its name in campaign_name.";

/** What attribution would credit a campaign with, by model: computed in the warehouse, beside the incremental figures. */
export async function readAttribution(ctx: Context, campaignId: string): Promise<Attribution> {
	allow(ctx, "campaigns.read");
	const campaign = await findCampaign(ctx, campaignId);
	if (isBeforeLaunch(campaign.status))
		throw new AppError(
			"precondition",
			"This campaign has not been launched, so nothing can be attributed yet.",
		);
	const about = {
		asOf: ctx.now.toISOString(),
		currency: campaign.currency,
		clickDays: CLICK_DAYS,
		deliveryDays: DELIVERY_DAYS,
	};
	const unknown = (reason: string): Attribution => ({ ...about, figures: { known: false, reason } });
	const { goalEvent, valueProperty, windowDays } = campaign;
	if (campaign.status === "imported" || goalEvent === null)
		return unknown("The imported file holds no deliveries or clicks, so nothing can be attributed.");
	const scope = {
		ws: ctx.workspace.number,
		campaignId,
		campaignName: campaign.name,
		hasMerges: await hasMerges(ctx),
		asOf: ctx.now,
		windowDays,
	};
	const [people, costs, [touches], [found]] = await Promise.all([
		countPeople(ctx.warehouse, scope),
		sumCosts(ctx, campaignId),
		countOwnTouches(ctx.warehouse, scope),
		sumCredits(ctx.warehouse, { ...scope, goalEvent, valueProperty }),
	]);
	const treated = people.filter(({ arm }) => arm === "treated");
	const complete = treated.reduce((sum, row) => sum + row.complete, 0);
	const all = treated.reduce((sum, row) => sum + row.complete + row.open, 0);
	if (complete === 0) return unknown("No one's conversion window is complete yet.");
	requireLargeGroups(ctx, [complete]);
	if (!found || !touches || touches.delivered + touches.clicked === 0) return unknown(NO_TOUCH);
	return {
		...about,
		figures: {
			known: true,
			figure: divideCredit(found, {
				hasValue: valueProperty !== null,
				cost: costSoFar(costs?.cents ?? campaign.costCents, complete / all),
			}),
		},
	};
}
