import { z } from "zod";
import type { PersonArm, PersonArmQuery } from "@/lib/campaigns/contracts";
import { findCampaign } from "@/lib/campaigns/server/read-campaign";
import { arms } from "@/lib/holdouts/assign-arm";
import { assignedPeopleSql, type CampaignScope } from "@/lib/holdouts/assigned-people-sql";
import type { GlobalHoldout } from "@/lib/holdouts/global-holdout";
import { isGloballyHeldOutSql } from "@/lib/holdouts/global-holdout-sql";
import { readGlobalHoldout } from "@/lib/holdouts/server/read-global-holdout";
import { AppError } from "@/lib/kernel/app-error";
import { dateText } from "@/lib/kernel/number-text";
import { SqlBinder } from "@/lib/kernel/sql-binder";
import { defineQuery } from "@/lib/platform/warehouse/define-query";
import { findByIdentifier } from "@/lib/profiles/server/find-by-identifier";
import { hasMerges } from "@/lib/profiles/server/has-merges";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";

const armOf = defineQuery({
	name: "campaigns.arm_of_person",
	row: z.object({ arm: z.enum(arms), variant: z.string(), assignedMs: z.coerce.number() }),
	build: ({ uid, ...scope }: CampaignScope & { uid: number }) => {
		const binder = new SqlBinder();
		const among = binder.bind([uid], "Array(UInt32)");
		return binder.finish(`SELECT arm, variant, toUnixTimestamp64Milli(assigned_at) AS "assignedMs"
			FROM ${assignedPeopleSql(binder, { ...scope, among })}`);
	},
});

/**
 * Which arm and variant a person is in, under whatever number they were assigned. Someone who was never assigned is in none:
 * nothing is decided by asking.
 */
export async function readPersonArm(
	ctx: Context,
	campaignId: string,
	query: PersonArmQuery,
): Promise<PersonArm> {
	allow(ctx, "people.read");
	const campaign = await findCampaign(ctx, campaignId);
	if ((query.externalId === undefined) === (query.email === undefined)) {
		const message = "Name the person by either externalId or email.";
		throw new AppError("invalid", message, { issues: [{ path: "externalId", message }] });
	}
	const uid = await findByIdentifier(ctx, query);
	if (uid === null) {
		const what = query.email === undefined ? "user id" : "email";
		throw new AppError("not_found", `No one in this workspace has this ${what}.`);
	}
	const scope = { ws: ctx.workspace.number, campaignId, hasMerges: await hasMerges(ctx) };
	const [row] = await armOf(ctx.warehouse, { ...scope, uid });
	const variant = campaign.variants.find(({ key }) => key === row?.variant);
	const globallyHeldOutSince = await findGlobalHoldout(ctx, { ...scope, uid });
	return {
		asOf: ctx.now.toISOString(),
		isAssigned: row !== undefined,
		arm: row?.arm ?? null,
		variant: variant ? { key: variant.key, name: variant.name } : null,
		assignedAt: row ? new Date(row.assignedMs).toISOString() : null,
		globallyHeldOutSince: globallyHeldOutSince?.toISOString() ?? null,
		reason: row ? null : whyInNone(ctx, campaign.endedAt, globallyHeldOutSince),
	};
}

function whyInNone(ctx: Context, endedAt: Date | null, globallyHeldOutSince: Date | null): string {
	// A campaign that was over by then did not assign them for another reason.
	return globallyHeldOutSince && !(endedAt && endedAt <= globallyHeldOutSince)
		? `In the global holdout since ${dateText(globallyHeldOutSince, ctx.workspace.timeZone)}, so no campaign assigns them.`
		: "Never assigned: not in the audience while the campaign ran, or without consent or an identifier the destination takes.";
}

const isHeldOut = defineQuery({
	name: "campaigns.is_globally_held_out",
	row: z.object({ isHeldOut: z.coerce.boolean() }),
	build: ({
		uid,
		holdout,
		...place
	}: Pick<CampaignScope, "ws" | "hasMerges"> & { uid: number; holdout: GlobalHoldout }) => {
		const binder = new SqlBinder();
		return binder.finish(`SELECT ${isGloballyHeldOutSql(binder, place, holdout)} AS "isHeldOut"
			FROM (SELECT ${binder.bind(uid, "UInt32")} AS uid)`);
	},
});

/** Since when a person is globally held out; null if they are not. */
async function findGlobalHoldout(
	ctx: Context,
	{ ws, hasMerges: isMerged, uid }: CampaignScope & { uid: number },
): Promise<Date | null> {
	const holdout = await readGlobalHoldout(ctx);
	if (!holdout) return null;
	const [row] = await isHeldOut(ctx.warehouse, { ws, hasMerges: isMerged, uid, holdout });
	return row?.isHeldOut ? holdout.startedAt : null;
}
