import { openBenchWorkspace, type WorkspaceKind } from "@/bench/data/bench-workspace";
import { openPatientWarehouse } from "@/bench/data/patient-warehouse";
import { asOf } from "@/bench/data/shape";
import { formatInstant } from "@/lib/kernel/sql-binder";
import type { Context } from "@/lib/workspaces/server/context";

const dayMs = 86_400_000;

/** A campaign over everyone of the generated data: four fifths at launch, the others as they come. */
export const benchCampaign = {
	goalEvent: "purchase",
	valueProperty: "revenue",
	windowDays: 28,
	launchedAt: new Date(asOf.getTime() - 60 * dayMs),
	holdoutBp: 1_000,
} as const;

/** Creates the campaign and assigns everyone, once for each workspace; returns its id. */
export async function createBenchCampaign(kind: WorkspaceKind, people: number): Promise<string> {
	const ctx = await openBenchWorkspace(kind);
	const id = `cmp_bench${kind}`;
	if (await ctx.db.campaign.findUnique({ where: { id } })) return id;
	await assignEveryone(ctx, id, people);
	const { goalEvent, valueProperty, windowDays, launchedAt, holdoutBp } = benchCampaign;
	// Last, so that a run that was interrupted is not taken for a complete one.
	await ctx.db.campaign.create({
		data: {
			id,
			workspaceId: ctx.workspace.id,
			name: "Everyone",
			status: "running",
			salt: id,
			holdoutBp,
			goalEvent,
			valueProperty,
			windowDays,
			costCents: 5_000_000,
			ownerId: ctx.actor.id,
			ownerName: ctx.actor.name,
			launchedAt,
			epochs: { create: [{ epoch: 1, holdoutBp, startedAt: launchedAt }] },
		},
	});
	return id;
}

async function assignEveryone(ctx: Context, id: string, people: number): Promise<void> {
	const { launchedAt, holdoutBp } = benchCampaign;
	const launch = `toDateTime64('${formatInstant(launchedAt)}', 3, 'UTC')`;
	const restMs = asOf.getTime() - launchedAt.getTime();
	const warehouse = openPatientWarehouse();
	try {
		await warehouse.command({
			query: `ALTER TABLE assignment DELETE WHERE ws = ${ctx.workspace.number} AND campaign = '${id}'`,
			clickhouse_settings: { mutations_sync: "2" },
		});
		await warehouse.command({
			query: `INSERT INTO assignment (ws, campaign, uid, arm, bucket, epoch, assigned_at, source)
SELECT ${ctx.workspace.number}, '${id}', number + 1 AS uid, if(bucket < ${holdoutBp}, 'holdout', 'treated'),
	cityHash64('${id}', uid) % 10000 AS bucket, 1,
	if(cityHash64(uid, 1) % 5 > 0, ${launch}, ${launch} + toIntervalMillisecond(cityHash64(uid, 2) % ${restMs})), 'bench'
FROM numbers(${people})`,
		});
		await warehouse.command({ query: "OPTIMIZE TABLE assignment FINAL" });
	} finally {
		await warehouse.close();
	}
}
