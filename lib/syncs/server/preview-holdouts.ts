import { z } from "zod";
import { consentingSql } from "@/lib/consent/consenting-sql";
import { type ConsentPurpose, consentPurpose } from "@/lib/consent/purposes";
import { networkOf } from "@/lib/destinations/registry";
import { heldOutSql } from "@/lib/holdouts/held-out-sql";
import { AppError } from "@/lib/kernel/app-error";
import { SqlBinder } from "@/lib/kernel/sql-binder";
import { defineQuery } from "@/lib/platform/warehouse/define-query";
import { rootExpressionSql } from "@/lib/profiles/root-sql";
import { hasMerges } from "@/lib/profiles/server/has-merges";
import type { ServedPointer } from "@/lib/rules/compile/served-membership-sql";
import { servedMembershipSql } from "@/lib/rules/compile/served-membership-sql";
import { pointerColumns, toPointer } from "@/lib/rules/compile/served-pointer";
import type { HoldoutPreview } from "@/lib/syncs/contracts";
import { listMeasuredCampaigns } from "@/lib/syncs/server/read-holdouts";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";

type Asked = {
	ws: number;
	hasMerges: boolean;
	served: ServedPointer;
	purpose: ConsentPurpose;
	asOf: Date;
	campaignIds: readonly string[];
};

const heldOutCounts = defineQuery({
	name: "syncs.held_out_in_segment",
	row: z.object({ people: z.array(z.coerce.number().int()), all: z.coerce.number().int() }),
	build: ({ ws, hasMerges: isMerged, served, purpose, asOf, campaignIds }: Asked) => {
		const binder = new SqlBinder();
		const root = rootExpressionSql(binder, { ws, hasMerges: isMerged });
		const heldOut = campaignIds.map((campaignId, index) => {
			return `${heldOutSql(binder, { ws, campaignId, hasMerges: isMerged })} AS held_${index}`;
		});
		const names = campaignIds.map((_, index) => `held_${index}`);
		const all = names.reduce((sum, one) => `bitmapOr(${sum}, ${one})`);
		return binder.finish(`SELECT [${names.map((one) => `bitmapAndCardinality(agreeing, ${one})`).join(", ")}] AS people,
				bitmapAndCardinality(agreeing, ${all}) AS all
			FROM (SELECT bitmapAnd(${servedMembershipSql(binder, ws, served)},
				${consentingSql(binder, { ws, purpose, asOf, root })}) AS agreeing, ${heldOut.join(", ")})`);
	},
});

/**
 * How many people whom campaigns hold out a sync of this segment to this destination would reach, by campaign: to be
 * known before it is created or resumed.
 */
export async function previewHoldouts(
	ctx: Context,
	input: { segmentId: string; destinationId: string },
): Promise<HoldoutPreview> {
	allow(ctx, "people.read");
	const workspaceId = ctx.workspace.id;
	const [segment, destination] = await Promise.all([
		ctx.db.segment.findFirst({ where: { id: input.segmentId, workspaceId }, select: pointerColumns }),
		ctx.db.destination.findFirst({ where: { id: input.destinationId, workspaceId } }),
	]);
	if (!segment) throw new AppError("not_found", "This segment does not exist.");
	if (!destination) throw new AppError("not_found", "This destination does not exist.");
	const campaigns = await listMeasuredCampaigns(ctx, input, ctx.now);
	const served = toPointer(segment);
	const purpose = consentPurpose.parse(networkOf(destination.network).purposes[0]);
	const asOf = ctx.now;
	if (campaigns.length === 0) return { asOf: asOf.toISOString(), people: 0, campaigns: [] };
	// What was never computed has no known people yet.
	if (served === null) {
		return {
			asOf: asOf.toISOString(),
			people: null,
			campaigns: campaigns.map((one) => ({ ...one, people: null })),
		};
	}
	const [row] = await heldOutCounts(ctx.warehouse, {
		ws: ctx.workspace.number,
		hasMerges: await hasMerges(ctx),
		served,
		purpose,
		asOf,
		campaignIds: campaigns.map(({ id }) => id),
	});
	if (!row) throw new Error("The warehouse gave no counts");
	return {
		asOf: asOf.toISOString(),
		people: row.all,
		campaigns: campaigns
			.map((one, index) => ({ ...one, people: row.people[index] ?? 0 }))
			.filter(({ people }) => people > 0),
	};
}
