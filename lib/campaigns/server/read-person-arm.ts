import { z } from "zod";
import type { PersonArm, PersonArmQuery } from "@/lib/campaigns/contracts";
import { findCampaign } from "@/lib/campaigns/server/read-campaign";
import { arms } from "@/lib/holdouts/assign-arm";
import { assignedPeopleSql, type CampaignScope } from "@/lib/holdouts/assigned-people-sql";
import { AppError } from "@/lib/kernel/app-error";
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
	return {
		asOf: ctx.now.toISOString(),
		isAssigned: row !== undefined,
		arm: row?.arm ?? null,
		variant: variant ? { key: variant.key, name: variant.name } : null,
		assignedAt: row ? new Date(row.assignedMs).toISOString() : null,
	};
}
