import { z } from "zod";
import { consentPurpose } from "@/lib/consent/purposes";
import { assignSql } from "@/lib/holdouts/assign-sql";
import { assignedPeopleSql, type CampaignScope } from "@/lib/holdouts/assigned-people-sql";
import { AppError } from "@/lib/kernel/app-error";
import { SqlBinder } from "@/lib/kernel/sql-binder";
import { defineQuery, runSql } from "@/lib/platform/warehouse/define-query";
import { hasMerges } from "@/lib/profiles/server/has-merges";
import { pointerColumns, toPointer } from "@/lib/rules/compile/served-pointer";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";

export interface AssignedTotals {
	treated: number;
	heldOut: number;
}

/**
 * Assigns members of a running campaign's audience without an arm to one. Called at launch, after each
 * refresh of the segment and before each plan of its syncs, so that only assigned people are delivered. Only
 * people who are reachable and consent to the purpose of one of the campaign's syncs are assigned. No one
 * already assigned moves. A campaign that is not running gets no one new. Returns how many people are in each
 * arm now.
 */
export async function assignNewMembers(ctx: Context, campaignId: string): Promise<AssignedTotals> {
	allow(ctx, "syncs.write");
	await ctx.db.$transaction(
		async (tx) => {
			// One assignment at a time per campaign, however many processes run.
			await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`assign:${campaignId}`}, 0))`;
			const campaign = await tx.campaign.findFirst({
				where: { id: campaignId, workspaceId: ctx.workspace.id },
				include: { segment: { select: pointerColumns } },
			});
			if (!campaign) throw new AppError("not_found", "This campaign does not exist.");
			// One after the other: the relations of an include are read side by side, and a transaction has one connection.
			const epoch = await tx.allocationEpoch.findFirst({ where: { campaignId }, orderBy: { epoch: "desc" } });
			const syncs = await tx.sync.findMany({
				where: { campaignId, archivedAt: null },
				select: { purpose: true, identifierKinds: true },
			});
			const served = campaign.segment ? toPointer(campaign.segment) : null;
			if (campaign.status !== "running" || !epoch || served === null) return;
			const isMerged = await hasMerges(ctx);
			for (const sync of syncs) {
				const purpose = consentPurpose.safeParse(sync.purpose);
				// A sync of no known purpose sends nothing, so it assigns no one.
				if (!purpose.success) continue;
				const audience = {
					ws: ctx.workspace.number,
					hasMerges: isMerged,
					served,
					purpose: purpose.data,
					identifierKinds: sync.identifierKinds,
					asOf: ctx.now,
				};
				await runSql(
					ctx.warehouse,
					"holdouts.assign",
					assignSql(audience, {
						campaignId,
						salt: campaign.salt,
						epoch: epoch.epoch,
						holdoutBp: epoch.holdoutBp,
						source: "membership",
					}),
				);
			}
		},
		{ timeout: 300_000, maxWait: 30_000 },
	);
	return countAssigned(ctx, campaignId);
}

const assignedRow = z.object({ treated: z.coerce.number().int(), heldOut: z.coerce.number().int() });

const assignedTotals = defineQuery({
	name: "holdouts.count_assigned",
	row: assignedRow,
	build: (scope: CampaignScope) => {
		const binder = new SqlBinder();
		return binder.finish(`SELECT countIf(arm != 'holdout') AS treated, countIf(arm = 'holdout') AS heldOut
			FROM ${assignedPeopleSql(binder, scope)}`);
	},
});

/** How many people are in each arm: each once, merged people in the arm of their earliest assignment. */
export async function countAssigned(
	ctx: Pick<Context, "db" | "warehouse" | "workspace">,
	campaignId: string,
): Promise<AssignedTotals> {
	const scope = { ws: ctx.workspace.number, campaignId, hasMerges: await hasMerges(ctx) };
	const [row] = await assignedTotals(ctx.warehouse, scope);
	return row ?? { treated: 0, heldOut: 0 };
}

const assignedAt = defineQuery({
	name: "holdouts.count_assigned_at",
	row: z.object({ people: z.coerce.number().int() }),
	build: (input: { ws: number; campaignId: string; at: Date }) => {
		const binder = new SqlBinder();
		return binder.finish(`SELECT uniqExact(uid) AS people FROM assignment WHERE ws = ${binder.bind(input.ws, "UInt32")}
			AND campaign = ${binder.bind(input.campaignId, "String")} AND assigned_at = ${binder.bindInstant(input.at)}`);
	},
});

/** How many people were assigned at one instant: at launch, everyone then present. It never changes afterwards. */
export async function countAssignedAt(
	ctx: Pick<Context, "warehouse" | "workspace">,
	campaignId: string,
	at: Date,
): Promise<number> {
	const [row] = await assignedAt(ctx.warehouse, { ws: ctx.workspace.number, campaignId, at });
	return row?.people ?? 0;
}
