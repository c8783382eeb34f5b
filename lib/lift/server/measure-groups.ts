import type { StoredCampaign } from "@/lib/campaigns/server/read-campaign";
import type { Arm } from "@/lib/holdouts/assign-arm";
import { AppError } from "@/lib/kernel/app-error";
import type { VariantsInput } from "@/lib/lift/compare-variants";
import type { MetricKind } from "@/lib/lift/contracts";
import { toSample } from "@/lib/lift/fold-outcomes";
import type { Grouping, TalliedMetric } from "@/lib/lift/grouped-outcomes-sql";
import type { EpochDesign } from "@/lib/lift/read-out-input";
import { momentsOf, scopeOf } from "@/lib/lift/server/measure-outcomes";
import { sumGrouped } from "@/lib/lift/server/read-outcomes";
import { type ArmRow, byShare } from "@/lib/lift/strata";
import type { Context } from "@/lib/workspaces/server/context";

/** One metric in one arm of one epoch, of the people of one group. */
interface GroupRow extends ArmRow {
	arm: Arm;
	/** Null where the person has no such group: the trait was unknown. */
	label: string | null;
	/** Its place among the metrics. */
	metric: number;
}

async function readGroups(
	ctx: Context,
	campaign: StoredCampaign,
	what: { metrics: readonly TalliedMetric[]; grouping: Grouping; limit: number },
): Promise<GroupRow[]> {
	const rows = await sumGrouped(ctx.warehouse, { ...(await scopeOf(ctx, campaign)), ...what });
	return rows.map((row) => ({
		epoch: row.epoch,
		arm: row.arm,
		label: row.isKnown === 1 ? row.label : null,
		metric: row.metric,
		sample: toSample(row.people, momentsOf(row, "value")),
	}));
}

/** The primary metric of each variant that gets anyone; null where there are none. */
export async function measureVariants(
	ctx: Context,
	campaign: StoredCampaign,
	design: readonly EpochDesign[],
): Promise<VariantsInput | null> {
	const variants = campaign.variants.filter(({ weightBp }) => weightBp > 0);
	if (variants.length < 2) return null;
	const primary = primaryOf(campaign);
	const rows = await readGroups(ctx, campaign, {
		metrics: [primary.tallied],
		grouping: { by: "variant" },
		// Variants and the holdout, of every epoch.
		limit: 100_000,
	});
	const of = (arm: Arm, key?: string) =>
		byShare(
			rows.filter((row) => row.arm === arm && (key === undefined || row.label === key)),
			design,
		);
	return {
		key: primary.key,
		label: primary.label,
		kind: primary.kind,
		variants: variants.map(({ key, name }) => ({ key, name, rows: of("treated", key) })),
		holdout: of("holdout"),
	};
}

/** The metric that decides, as it is added up per person. */
function primaryOf(campaign: StoredCampaign): {
	key: string;
	label: string;
	kind: MetricKind;
	tallied: TalliedMetric;
} {
	const { goalEvent } = campaign;
	if (goalEvent === null)
		throw new AppError("internal", "A launched campaign has no goal.", { retryable: false });
	return {
		key: "conversion",
		label: goalEvent,
		kind: "conversion",
		tallied: { amount: { event: goalEvent, by: "did" }, per: null },
	};
}
