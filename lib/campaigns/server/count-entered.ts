import { z } from "zod";
import { enteringRate, RATE_DAYS } from "@/lib/campaigns/entering-rate";
import { countAudience } from "@/lib/campaigns/server/preview-campaign";
import { chosenOf, type Route, readAudience } from "@/lib/campaigns/server/read-audience";
import type { AudiencesToAssign } from "@/lib/holdouts/assign-sql";
import { chosenSegments } from "@/lib/holdouts/chosen-segments";
import { SqlBinder } from "@/lib/kernel/sql-binder";
import { defineQuery } from "@/lib/platform/warehouse/define-query";
import type { Context } from "@/lib/workspaces/server/context";

const DAY_MS = 86_400_000;

/**
 * Who entered one of the segments in the weeks before an instant. Those it began with did not: they are in its first logged change,
 * or in none.
 */
export const countEntered = defineQuery({
	name: "lift.count_entered",
	row: z.object({ people: z.coerce.number().int() }),
	build: ({ ws, segmentIds, before }: { ws: number; segmentIds: readonly string[]; before: Date }) => {
		const binder = new SqlBinder();
		const log = `membership_change WHERE ws = ${binder.bind(ws, "UInt32")} AND segment IN (${binder.bind([...segmentIds], "Array(String)")})`;
		return binder.finish(`SELECT uniqExact(uid) AS people FROM ${log} AND change = 'entered'
			AND (segment, served_at) NOT IN (SELECT segment, min(served_at) FROM ${log} GROUP BY segment)
			AND effective_at > ${binder.bindInstant(before.getTime() - RATE_DAYS * DAY_MS)}
			AND effective_at <= ${binder.bindInstant(before)}`);
	},
});

/**
 * The route of a stored campaign by the segments that were chosen for it. A segment of its own is as young as the campaign, and
 * its log says nothing of the weeks before.
 */
export function asChosen(
	route: Route,
	campaign: {
		segmentId: string | null;
		chosenSegmentIds: readonly string[];
		excludedSegmentIds: readonly string[];
	},
): Route {
	const [segmentId = route.segmentId, ...moreSegmentIds] = chosenSegments(campaign);
	return { ...route, segmentId, moreSegmentIds, excludedSegmentIds: campaign.excludedSegmentIds };
}

/**
 * Whom such a campaign could reach, how many they are, and how many more enter in a day, without those it leaves out;
 * `perDay` is null where that is not known.
 */
export async function readEntering(
	ctx: Context,
	route: Route,
): Promise<{ audiences: AudiencesToAssign; assignable: number; perDay: number | null }> {
	const { audiences } = await readAudience(ctx, route);
	const [{ included, assignable }, [row]] = await Promise.all([
		countAudience(ctx, audiences),
		countEntered(ctx.warehouse, {
			ws: ctx.workspace.number,
			segmentIds: chosenOf(route),
			before: ctx.now,
		}),
	]);
	return { audiences, assignable, perDay: enteringRate({ entered: row?.people ?? 0, included, assignable }) };
}
