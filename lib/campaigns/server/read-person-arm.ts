import { z } from "zod";
import type { PersonArm, PersonArmQuery } from "@/lib/campaigns/contracts";
import { findCampaign, type StoredCampaign } from "@/lib/campaigns/server/read-campaign";
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
import { openProfile } from "@/lib/profiles/server/open-profile";
import { type ServedPointer, servedMembershipSql } from "@/lib/rules/compile/served-membership-sql";
import { pointerColumns, toPointer } from "@/lib/rules/compile/served-pointer";
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
		reason: row ? null : await whyInNone(ctx, { campaign, uid, globallyHeldOutSince }),
	};
}

async function whyInNone(
	ctx: Context,
	{
		campaign: { status, endedAt, segment },
		uid,
		globallyHeldOutSince,
	}: { campaign: StoredCampaign; uid: number; globallyHeldOutSince: Date | null },
): Promise<string> {
	if (status === "imported") return "Never assigned: not among the people of the imported file.";
	// A campaign that was over by then did not assign them for another reason.
	if (globallyHeldOutSince && !(endedAt && endedAt <= globallyHeldOutSince))
		return `In the global holdout since ${dateText(globallyHeldOutSince, ctx.workspace.timeZone)}, so no campaign assigns them.`;
	if (status === "draft" || status === "scheduled")
		return "Not assigned yet: people are assigned when the campaign is launched.";
	if (status === "ended" || segment === null)
		return "Never assigned: not in the audience while the campaign ran, or without consent or an identifier the destination takes.";
	return (await isInAudience(ctx, segment.id, uid))
		? "Not assigned: in the audience, but without consent or an identifier the destination takes, or come since the last run."
		: "Not assigned: not in the audience.";
}

const isMember = defineQuery({
	name: "campaigns.is_in_audience",
	row: z.object({ isMember: z.coerce.boolean() }),
	build: ({ ws, pointer, uids }: { ws: number; pointer: ServedPointer; uids: readonly number[] }) => {
		const binder = new SqlBinder();
		const people = servedMembershipSql(binder, ws, pointer);
		return binder.finish(
			`SELECT bitmapHasAny(${people}, bitmapBuild(${binder.bind(uids, "Array(UInt32)")})) AS "isMember"`,
		);
	},
});

async function isInAudience(ctx: Context, segmentId: string, profileId: number): Promise<boolean> {
	const [segment, { uids }] = await Promise.all([
		ctx.db.segment.findUniqueOrThrow({ where: { id: segmentId }, select: pointerColumns }),
		openProfile(ctx, profileId),
	]);
	const pointer = toPointer(segment);
	if (!pointer) return false;
	const [row] = await isMember(ctx.warehouse, { ws: ctx.workspace.number, pointer, uids });
	return row?.isMember ?? false;
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
