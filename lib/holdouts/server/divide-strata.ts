import { z } from "zod";
import type { Assignment, AudiencesToAssign } from "@/lib/holdouts/assign-sql";
import {
	chooseStrata,
	distinct,
	leastPeople,
	planStrata,
	restOfPlan,
	type StrataPlan,
} from "@/lib/holdouts/strata";
import { strataNames } from "@/lib/holdouts/strata-names";
import {
	assignStrataSql,
	bandEdgesSql,
	type CohortScope,
	countLabelsSql,
	countStrataSql,
	type LabelSource,
} from "@/lib/holdouts/strata-sql";
import { STRATIFY_DAYS, type StratifyBy, type Stratum } from "@/lib/holdouts/stratify-by";
import { defineQuery, runSql } from "@/lib/platform/warehouse/define-query";
import type { Context } from "@/lib/workspaces/server/context";

const count = z.coerce.number().int();

const readEdges = defineQuery({
	name: "holdouts.band_edges",
	row: z.object({ people: count, edges: z.array(z.number().nullable()) }),
	build: ({ of, ...scope }: CohortScope & { of: AudiencesToAssign }) => bandEdgesSql(of, scope),
});

const countLabels = defineQuery({
	name: "holdouts.count_labels",
	row: z.object({ isKnown: z.coerce.boolean(), value: z.string(), people: count }),
	build: ({ of, ...scope }: Parameters<typeof countLabelsSql>[1] & { of: AudiencesToAssign }) =>
		countLabelsSql(of, scope),
});

const countStrata = defineQuery({
	name: "holdouts.count_strata",
	row: z.object({ stratum: count, arm: z.string(), variant: z.string(), people: count }),
	build: ({ of, ...scope }: Parameters<typeof countStrataSql>[1] & { of: AudiencesToAssign }) =>
		countStrataSql(of, scope),
});

/**
 * Divides a cohort within its strata: within each, the lowest hashes are held out, exactly the share, and so for variants. An
 * interrupted launch is continued with what it had assigned. Returns the strata as they are divided.
 */
export async function divideStrata(
	ctx: Pick<Context, "warehouse">,
	of: AudiencesToAssign,
	assignment: Assignment,
	by: { chosen: StratifyBy; isNumber: boolean; goalEvent: string; valueProperty: string | null },
): Promise<Stratum[]> {
	const { campaignId } = assignment;
	const source = await findBands(ctx, of, campaignId, toSource(by));
	const labels = await countLabels(ctx.warehouse, { of, campaignId, source, least: leastPeople(assignment) });
	const keys = chooseStrata(
		labels.map(({ isKnown, value, people }) => ({ label: isKnown ? value : null, people })),
		assignment,
	);
	const rows = await countStrata(ctx.warehouse, { of, campaignId, source, keys });
	const numbers = Array.from({ length: keys.labels.length + 2 }, (_, index) => index);
	const peopleOf = (isOne: (row: (typeof rows)[number]) => boolean) =>
		numbers.map((number) =>
			rows.filter((row) => row.stratum === number && isOne(row)).reduce((sum, { people }) => sum + people, 0),
		);
	const plan = planStrata(
		peopleOf(() => true),
		assignment,
	);
	const done: StrataPlan = {
		people: peopleOf(({ arm }) => arm !== ""),
		heldOut: peopleOf(({ arm }) => arm === "holdout"),
		variants: plan.variants.map(({ key }) => ({ key, people: peopleOf(({ variant }) => variant === key) })),
	};
	const left = restOfPlan(plan, done);
	await runSql(
		ctx.warehouse,
		"holdouts.assign_strata",
		assignStrataSql(of, assignment, { source, keys, left }),
	);
	const names = strataNames(source, keys);
	// Bands in their order, then whoever has no value, and everyone else last.
	const place = (index: number) => {
		const label = keys.labels[index - 1];
		if (label === undefined) return index === 0 ? Number.POSITIVE_INFINITY : Number.MAX_SAFE_INTEGER;
		return source.kind === "text" ? index : Number(label);
	};
	return numbers
		.toSorted((a, b) => place(a) - place(b))
		.map((index) => ({
			name: names[index] ?? "",
			people: plan.people[index] ?? 0,
			heldOut: (done.heldOut[index] ?? 0) + (left.heldOut[index] ?? 0),
		}))
		.filter(({ people }) => people > 0);
}

function toSource({
	chosen,
	isNumber,
	goalEvent,
	valueProperty,
}: Parameters<typeof divideStrata>[3]): LabelSource {
	if (chosen.by === "before")
		return { kind: "before", goalEvent, valueProperty, days: STRATIFY_DAYS, edges: [] };
	return isNumber
		? { kind: "number", trait: chosen.trait, edges: [] }
		: { kind: "text", trait: chosen.trait };
}

/** A source of numbers with the edges of this cohort's bands. */
async function findBands(
	ctx: Pick<Context, "warehouse">,
	of: AudiencesToAssign,
	campaignId: string,
	source: LabelSource,
): Promise<LabelSource> {
	if (source.kind === "text") return source;
	const [row] = await readEdges(ctx.warehouse, { of, campaignId, source });
	const edges = row === undefined || row.people === 0 ? [] : row.edges.flatMap((edge) => edge ?? []);
	return { ...source, edges: distinct(edges) };
}
