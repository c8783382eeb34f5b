import { z } from "zod";
import { isBeforeLaunch } from "@/lib/campaigns/campaign-status";
import { asChosen, readEntering } from "@/lib/campaigns/server/count-entered";
import { type Route, routeOf } from "@/lib/campaigns/server/read-audience";
import { findCampaign } from "@/lib/campaigns/server/read-campaign";
import type { AudiencesToAssign } from "@/lib/holdouts/assign-sql";
import { AppError } from "@/lib/kernel/app-error";
import { baseRateSql } from "@/lib/lift/base-rate-sql";
import type { ForecastInput, LiftForecast } from "@/lib/lift/forecast-contracts";
import { type ForecastFacts, forecastLift } from "@/lib/lift/forecast-lift";
import { log } from "@/lib/platform/log";
import { defineQuery } from "@/lib/platform/warehouse/define-query";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";

const count = z.coerce.number().int();
/** Someone is filling in a form: a rate that takes longer is assumed. */
const maxSeconds = 10;

const countBaseRate = defineQuery({
	name: "lift.count_base_rate",
	row: z.object({ people: count, did: count, everyone: count, everyoneDid: count }),
	build: (input: { audiences: AudiencesToAssign; event: string; windowDays: number }) =>
		baseRateSql(input.audiences, input),
});

/** What a campaign will be able to show, before it exists. */
export async function forecastCampaign(ctx: Context, input: ForecastInput): Promise<LiftForecast> {
	// A query of its own: two segments someone else saved may differ by one person.
	allow(ctx, "people.read");
	return forecastLift({
		...(await readFacts(ctx, input)),
		holdoutBp: input.holdoutBp,
		effectWorthHaving: input.effectWorthHaving,
		confidence: input.confidence,
		variantWeights: input.variantWeights,
		endsAt: input.endsAt === null ? null : new Date(input.endsAt),
	});
}

/** The same for a draft. */
export async function forecastLaunch(ctx: Context, campaignId: string): Promise<LiftForecast> {
	allow(ctx, "people.read");
	const campaign = await findCampaign(ctx, campaignId);
	const { goalEvent, windowDays, holdoutBp, effectWorthHaving, confidence, endsAt } = campaign;
	const route = routeOf(campaign);
	if (!isBeforeLaunch(campaign.status) || route === null || goalEvent === null)
		throw new AppError("conflict", "Only a campaign that has not been launched has a forecast.");
	const audience = asChosen(route, campaign);
	const facts = await readFacts(ctx, { ...audience, goalEvent, windowDays });
	const variantWeights = campaign.variants.map(({ weightBp }) => weightBp / 100);
	return forecastLift({ ...facts, holdoutBp, effectWorthHaving, confidence, endsAt, variantWeights });
}

async function readFacts(
	ctx: Context,
	{ goalEvent, windowDays, ...route }: Route & Pick<ForecastInput, "goalEvent" | "windowDays">,
): Promise<Pick<ForecastFacts, "asOf" | "counts" | "windowDays" | "enteringPerDay">> {
	const { audiences, assignable, perDay } = await readEntering(ctx, route);
	const facts = { asOf: ctx.now, windowDays, enteringPerDay: perDay };
	try {
		const settings = { max_execution_time: maxSeconds };
		const [counts] = await countBaseRate(
			ctx.warehouse,
			{ audiences, event: goalEvent, windowDays },
			{ settings },
		);
		if (counts) return { ...facts, counts };
	} catch (error) {
		if (!(error instanceof AppError) || error.code !== "limit") throw error;
		log.warn("lift.base_rate_unknown", { error });
	}
	return { ...facts, counts: { people: assignable } };
}
