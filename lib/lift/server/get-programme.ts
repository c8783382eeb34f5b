import { z } from "zod";
import { toGroup } from "@/lib/campaigns/server/global-holdout/get-global-holdout";
import { arms } from "@/lib/holdouts/assign-arm";
import type { ProgrammeReadOut } from "@/lib/lift/contracts";
import { toSample } from "@/lib/lift/fold-outcomes";
import { readProgramme } from "@/lib/lift/programme";
import { type ProgrammeScope, programmeCountsSql, programmeOutcomesSql } from "@/lib/lift/programme-sql";
import { momentsOf } from "@/lib/lift/server/measure-outcomes";
import { valueMoments } from "@/lib/lift/server/read-outcomes";
import { defineQuery } from "@/lib/platform/warehouse/define-query";
import { hasMerges } from "@/lib/profiles/server/has-merges";
import { emptySample, shareSample } from "@/lib/stats/sample";
import { maskCount, mayCountAnybody, requireLargeGroups } from "@/lib/workspaces/people-count";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";

const int = z.coerce.number().int();

const countPeople = defineQuery({
	name: "lift.programme_people",
	row: z.object({ arm: z.enum(arms), people: int, leftOut: int }),
	build: (scope: ProgrammeScope) => programmeCountsSql(scope),
});

const sumOutcomes = defineQuery({
	name: "lift.programme_outcomes",
	row: z.object({ arm: z.enum(arms), converters: int, ...valueMoments }),
	build: (scope: ProgrammeScope) => programmeOutcomesSql(scope),
});

/** What all campaigns together added by the global holdout's newest group; null where there never was one. */
export async function getProgramme(ctx: Context): Promise<{ programme: ProgrammeReadOut | null }> {
	allow(ctx, "campaigns.read");
	const row = await ctx.db.globalHoldout.findFirst({
		where: { workspaceId: ctx.workspace.id },
		orderBy: { startedAt: "desc" },
	});
	if (!row) return { programme: null };
	const asOf = row.endedAt ?? ctx.now;
	const earlier = await ctx.db.campaign.findMany({
		where: {
			workspaceId: ctx.workspace.id,
			status: { in: ["running", "ended"] },
			launchedAt: { lt: row.startedAt },
			OR: [{ endedAt: null }, { endedAt: { gt: row.startedAt } }],
		},
		select: { id: true },
	});
	const scope: ProgrammeScope = {
		ws: ctx.workspace.number,
		hasMerges: await hasMerges(ctx),
		group: row,
		asOf,
		earlierCampaigns: earlier.map(({ id }) => id),
		goalEvent: row.goalEvent,
		valueProperty: row.valueProperty,
	};
	const [people, outcomes] = await Promise.all([
		countPeople(ctx.warehouse, scope),
		sumOutcomes(ctx.warehouse, scope),
	]);
	const rowsOf = (kind: "conversion" | "value") =>
		people.map((arm) => {
			const found = outcomes.find((one) => one.arm === arm.arm);
			const sample =
				found === undefined
					? { ...emptySample, n: arm.people }
					: kind === "conversion"
						? shareSample(arm.people, found.converters)
						: toSample(arm.people, momentsOf(found, "value"));
			return { epoch: 1, arm: arm.arm, sample };
		});
	const leftOut = people.reduce((all, one) => all + one.leftOut, 0);
	const read = readProgramme({
		group: toGroup(row),
		asOf,
		conversion: rowsOf("conversion"),
		value: row.valueProperty === null ? null : rowsOf("value"),
		leftOut,
	});
	requireLargeGroups(
		ctx,
		people.map((one) => one.people),
	);
	return {
		programme: {
			...read,
			asOf: asOf.toISOString(),
			people: { ...read.people, leftOut: maskCount(ctx, leftOut) },
			// One person's value is for roles that may see people.
			metrics: mayCountAnybody(ctx)
				? read.metrics
				: read.metrics.map((metric) => ({ ...metric, dominant: null })),
		},
	};
}
