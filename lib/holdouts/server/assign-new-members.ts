import { z } from "zod";
import { consentPurpose } from "@/lib/consent/purposes";
import {
	type AssignedTotals,
	type AudiencesToAssign,
	type AudienceToAssign,
	assignCohortSql,
	assignSql,
} from "@/lib/holdouts/assign-sql";
import { assignedPeopleSql, type CampaignScope } from "@/lib/holdouts/assigned-people-sql";
import { divideStrata } from "@/lib/holdouts/server/divide-strata";
import { readGlobalHoldout } from "@/lib/holdouts/server/read-global-holdout";
import { readTraitType } from "@/lib/holdouts/server/read-trait-type";
import { readStratifyBy } from "@/lib/holdouts/stratify-by";
import { AppError } from "@/lib/kernel/app-error";
import { SqlBinder } from "@/lib/kernel/sql-binder";
import { defineQuery, runSql } from "@/lib/platform/warehouse/define-query";
import { hasMerges } from "@/lib/profiles/server/has-merges";
import { pointerColumns, toPointer } from "@/lib/rules/compile/served-pointer";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";

/**
 * Assigns members of a running campaign's audience without an arm to one. Called at launch, after each
 * refresh of the segment and before each plan of its syncs, so that only assigned people are delivered. Only
 * people who are reachable, consent to the purpose of one of the campaign's syncs and are not globally held out are
 * assigned. No one
 * already assigned moves. A campaign that is not running gets no one new. Whoever is there at launch is divided exactly,
 * within strata where the campaign chose any; with that done, newcomers get an epoch of their own and their arm by
 * buckets. Returns how many people are in each arm now.
 */
export async function assignNewMembers(
	ctx: Context,
	campaignId: string,
	/** Of an A/A test: what a sync to its destination would send to whom. */
	wouldReach: readonly { purpose: string; identifierKinds: string[] }[] = [],
): Promise<AssignedTotals> {
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
			const epochs = await tx.allocationEpoch.findMany({ where: { campaignId }, orderBy: { epoch: "asc" } });
			const variants = await tx.campaignVariant.findMany({
				where: { campaignId },
				orderBy: { position: "asc" },
				select: { key: true, weightBp: true },
			});
			// An A/A test has no sync: those are divided whom its destination would reach.
			const allSyncs = campaign.isAaTest
				? wouldReach.map((one) => ({ ...one, variantKey: null, archivedAt: null }))
				: await tx.sync.findMany({
						where: { campaignId },
						select: { purpose: true, identifierKinds: true, variantKey: true, archivedAt: true },
					});
			const globalHoldout = await readGlobalHoldout({ db: tx, workspace: ctx.workspace });
			const served = campaign.segment ? toPointer(campaign.segment) : null;
			const newest = epochs.at(-1);
			if (campaign.status !== "running" || !newest || served === null) return;
			const isMerged = await hasMerges(ctx);
			// A launch that was interrupted has not created all of its syncs, so it is not known whom they reach.
			const isComplete = variants
				.filter(({ weightBp }) => weightBp > 0)
				.every(({ key }) => allSyncs.some(({ variantKey }) => variantKey === key));
			if (!isComplete) return;
			const syncs = allSyncs.filter(
				({ archivedAt, variantKey }) => archivedAt === null && (variants.length === 0 || variantKey !== null),
			);
			const [first, ...others] = syncs.flatMap((sync): AudienceToAssign[] => {
				const purpose = consentPurpose.safeParse(sync.purpose);
				// A sync of no known purpose sends nothing, so it assigns no one.
				if (!purpose.success) return [];
				return [
					{
						ws: ctx.workspace.number,
						hasMerges: isMerged,
						served,
						purpose: purpose.data,
						identifierKinds: sync.identifierKinds,
						globalHoldout,
						asOf: ctx.now,
					},
				];
			});
			if (!first) return;
			// A cohort that is not divided yet comes first, whatever share was chosen since.
			const cohort = epochs.find(({ method, filledAt }) => method === "cohort" && filledAt === null);
			const epoch = cohort ?? newest;
			const assignment = {
				campaignId,
				salt: campaign.salt,
				epoch: epoch.epoch,
				holdoutBp: epoch.holdoutBp,
				variants,
				source: "membership",
			};
			const audiences: AudiencesToAssign = {
				reach: variants.length === 0 ? "any" : "all",
				audiences: [first, ...others],
			};
			if (!cohort) {
				await runSql(ctx.warehouse, "holdouts.assign", assignSql(audiences, assignment));
				return;
			}
			const stratify = readStratifyBy(campaign.stratifyBy);
			const strata =
				stratify === null
					? null
					: await divideStrata(ctx, audiences, assignment, {
							chosen: stratify,
							isNumber:
								stratify.by === "trait" && (await readTraitType(ctx, tx, stratify.trait)) === "number",
							// A campaign that is launched has a goal.
							goalEvent: campaign.goalEvent ?? "",
							valueProperty: campaign.valueProperty,
						});
			if (strata === null) {
				// As they are merged now: nobody else is assigned while the cohort is not divided.
				const before = await countAssigned(ctx, campaignId);
				await runSql(ctx.warehouse, "holdouts.assign_cohort", assignCohortSql(audiences, assignment, before));
			}
			const { treated, heldOut } = await countEpochRows(ctx, { campaignId, epoch: epoch.epoch });
			await tx.allocationEpoch.update({
				where: { campaignId_epoch: { campaignId, epoch: epoch.epoch } },
				data: { filledAt: ctx.now, treated, heldOut, ...(strata && { strata }) },
			});
			if (newest.epoch === epoch.epoch)
				await tx.allocationEpoch.create({
					data: {
						campaignId,
						epoch: epoch.epoch + 1,
						holdoutBp: epoch.holdoutBp,
						method: "buckets",
						startedAt: ctx.now,
					},
				});
		},
		{ timeout: 300_000, maxWait: 30_000 },
	);
	return countAssigned(ctx, campaignId);
}

const epochRows = defineQuery({
	name: "holdouts.count_epoch_rows",
	row: z.object({ arm: z.string(), variant: z.string(), people: z.coerce.number().int() }),
	build: (input: { ws: number; campaignId: string; epoch: number }) => {
		const binder = new SqlBinder();
		return binder.finish(`SELECT arm, variant, uniqExact(uid) AS people FROM assignment
			WHERE ws = ${binder.bind(input.ws, "UInt32")} AND campaign = ${binder.bind(input.campaignId, "String")}
				AND epoch = ${binder.bind(input.epoch, "UInt16")} GROUP BY arm, variant`);
	},
});

/** How many people an epoch assigned to each arm, as they were numbered then: later merges do not change it. */
export async function countEpochRows(
	ctx: Pick<Context, "warehouse" | "workspace">,
	scope: { campaignId: string; epoch: number },
): Promise<AssignedTotals> {
	return toTotals(await epochRows(ctx.warehouse, { ws: ctx.workspace.number, ...scope }));
}

const assignedTotals = defineQuery({
	name: "holdouts.count_assigned",
	row: z.object({ arm: z.string(), variant: z.string(), people: z.coerce.number().int() }),
	build: (scope: CampaignScope) => {
		const binder = new SqlBinder();
		return binder.finish(`SELECT arm, variant, count() AS people FROM ${assignedPeopleSql(binder, scope)}
			GROUP BY arm, variant`);
	},
});

/** How many people are in each arm: each once, merged people in the arm of their earliest assignment. */
export async function countAssigned(
	ctx: Pick<Context, "db" | "warehouse" | "workspace">,
	campaignId: string,
): Promise<AssignedTotals> {
	const scope = { ws: ctx.workspace.number, campaignId, hasMerges: await hasMerges(ctx) };
	return toTotals(await assignedTotals(ctx.warehouse, scope));
}

function toTotals(rows: readonly { arm: string; variant: string; people: number }[]): AssignedTotals {
	const treated = rows.filter(({ arm }) => arm !== "holdout");
	const total = (all: typeof rows) => all.reduce((sum, { people }) => sum + people, 0);
	return {
		treated: total(treated),
		heldOut: total(rows.filter(({ arm }) => arm === "holdout")),
		variants: new Map(
			treated.filter(({ variant }) => variant !== "").map((row) => [row.variant, row.people]),
		),
	};
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
