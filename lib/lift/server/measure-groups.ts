import { type OtherMetric, primaryOf, readOtherMetric } from "@/lib/campaigns/metrics";
import type { StoredCampaign } from "@/lib/campaigns/server/read-campaign";
import type { Arm } from "@/lib/holdouts/assign-arm";
import { AppError } from "@/lib/kernel/app-error";
import { MAX_VALUES, type SlicesInput } from "@/lib/lift/compare-slices";
import type { VariantsInput } from "@/lib/lift/compare-variants";
import type { MetricInput } from "@/lib/lift/estimate-metric";
import { toSample } from "@/lib/lift/fold-outcomes";
import type { Grouping, TalliedMetric } from "@/lib/lift/grouped-outcomes-sql";
import type { EpochDesign } from "@/lib/lift/read-out-input";
import { goalLabels, momentsOf, scopeOf } from "@/lib/lift/server/measure-outcomes";
import { sumGrouped } from "@/lib/lift/server/read-outcomes";
import { type ArmRow, byShare } from "@/lib/lift/strata";
import type { PairedSample } from "@/lib/stats/adjust-by-covariate";
import { squares } from "@/lib/stats/sample";
import type { Context } from "@/lib/workspaces/server/context";

/** One metric in one arm of one epoch, of the people of one group. */
interface GroupRow extends ArmRow {
	arm: Arm;
	/** Null where the person has no such group: the trait was unknown. */
	label: string | null;
	/** Its place among the metrics. */
	metric: number;
	/** Events without a usable number. */
	unusable: number;
}

/** Groups, arms, metrics and epochs, of which there are a few each. */
const maxRows = 100_000;

type SummedGroup = Awaited<ReturnType<typeof sumGrouped>>[number];

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
		unusable: row.unusable,
		sample: toSample(row.people, momentsOf(row, "value")),
		paired: pairOf(row),
	}));
}

/** An amount beside what it is divided by. */
function pairOf(row: SummedGroup): PairedSample {
	const { people: n } = row;
	return {
		n,
		y: (row.valueActive * row.valueMean) / Math.max(1, n),
		x: row.perCovariateMean,
		yy: squares(toSample(n, momentsOf(row, "value"))),
		xx: n * row.perCovariateVariance,
		yx: n * row.perCovariance,
	};
}

/** The primary metric of each variant that gets anyone; null where there are none. */
export async function measureVariants(
	ctx: Context,
	campaign: StoredCampaign,
	design: readonly EpochDesign[],
): Promise<VariantsInput | null> {
	const variants = campaign.variants.filter(({ weightBp }) => weightBp > 0);
	if (variants.length < 2) return null;
	const { metric, tallied } = deciding(campaign);
	const rows = await readGroups(ctx, campaign, {
		metrics: [tallied],
		grouping: { by: "variant" },
		limit: maxRows,
	});
	const of = (arm: Arm, key?: string) =>
		byShare(
			rows.filter((row) => row.arm === arm && (key === undefined || row.label === key)),
			design,
		);
	return {
		...metric,
		variants: variants.map(({ key, name, weightBp }) => ({
			key,
			name,
			share: weightBp / 10_000,
			rows: of("treated", key),
		})),
		holdout: of("holdout"),
	};
}

/** The primary metric by the values that a trait had when people were assigned. */
export async function measureSlices(
	ctx: Context,
	campaign: StoredCampaign,
	design: readonly EpochDesign[],
	trait: string,
): Promise<SlicesInput> {
	const { metric, tallied } = deciding(campaign);
	const arms = 2;
	const limit = (MAX_VALUES + 1) * arms * Math.max(1, campaign.epochs.length);
	const rows = await readGroups(ctx, campaign, {
		metrics: [tallied],
		grouping: { by: "trait", trait },
		// One more than can be used tells that there are more.
		limit: limit + 1,
	});
	const values = [...new Set(rows.map(({ label }) => label))];
	const isTooMany = rows.length > limit || values.filter((value) => value !== null).length > MAX_VALUES;
	return {
		...metric,
		trait,
		groups: isTooMany
			? null
			: values.map((value) => ({
					value,
					rows: byShare(
						rows.filter(({ label }) => label === value),
						design,
					),
				})),
	};
}

/** The metrics besides those of the goal, over everyone. */
export async function measureOthers(
	ctx: Context,
	campaign: StoredCampaign,
	design: readonly EpochDesign[],
): Promise<MetricInput[]> {
	const others = campaign.metrics.flatMap((stored) => readOtherMetric(stored) ?? []);
	if (others.length === 0) return [];
	const rows = await readGroups(ctx, campaign, {
		metrics: others.map(tallyOf),
		grouping: { by: "nothing" },
		limit: maxRows,
	});
	return others.map(({ name, kind, role, better, property }, index): MetricInput => {
		const mine = rows.filter(({ metric }) => metric === index);
		return {
			key: name,
			label: name,
			kind,
			isPrimary: false,
			role,
			better,
			isOfGoal: false,
			...(kind === "ratio" ? { unit: property === null ? "number" : "money" } : {}),
			unusable: mine.reduce((all, { unusable }) => all + unusable, 0),
			rows: byShare(
				mine.map((row) => (kind === "ratio" ? row : { ...row, paired: null })),
				design,
			),
		};
	});
}

/** How a metric is added up per person. */
function tallyOf({ kind, event, property, per }: OtherMetric): TalliedMetric {
	return {
		amount:
			property !== null
				? { event, by: "sum", property }
				: { event, by: kind === "conversion" ? "did" : "times" },
		per: per && { event: per.event, by: per.by === "people" ? "did" : "times" },
	};
}

/** The metric of the goal that decides. */
function deciding(campaign: StoredCampaign): {
	metric: Pick<MetricInput, "key" | "label" | "kind">;
	tallied: TalliedMetric;
} {
	const { goalEvent: event, valueProperty: property } = campaign;
	if (event === null)
		throw new AppError("internal", "A launched campaign has no goal.", { retryable: false });
	const key = primaryOf(campaign.metrics);
	const metric = { key, label: goalLabels(event)[key], kind: key };
	if (key === "value" && property !== null)
		return { metric, tallied: { amount: { event, by: "sum", property }, per: null } };
	return { metric, tallied: { amount: { event, by: key === "count" ? "times" : "did" }, per: null } };
}
