import { z } from "zod";
import { AppError } from "@/lib/kernel/app-error";
import { SqlBinder } from "@/lib/kernel/sql-binder";
import { defineQuery } from "@/lib/platform/warehouse/define-query";
import { rootExpressionSql } from "@/lib/profiles/root-sql";
import type { CompileScope } from "@/lib/rules/compile/compile-scope";
import { scopeOf } from "@/lib/rules/server/scope-of";
import type { StageMoves } from "@/lib/traits/contracts";
import { computedPriority } from "@/lib/traits/server/computed-priority";
import { readDefinition, requireTrait } from "@/lib/traits/server/trait-row";
import { asOfRun } from "@/lib/traits/server/usable-definition";
import { requireLargeGroups } from "@/lib/workspaces/people-count";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";

type Question = { trait: string; scope: CompileScope; from: number; backfills: number[] };

const count = z.coerce.number();

/** One row for each person's stages in order: (since when, stage); no stage is an empty text of type "unset". */
function stepsSql({ trait, scope }: Question, binder: SqlBinder): string {
	return `SELECT person, arraySort(groupArray((at, recorded, stage))) AS steps FROM (
	SELECT ${rootExpressionSql(binder, scope)} AS person, toUnixTimestamp64Milli(valid_from) AS at,
		toUnixTimestamp64Milli(recorded_at) AS recorded, if(type = 'unset', '', string_value) AS stage
	FROM trait_history
	WHERE ws = ${binder.bind(scope.ws, "UInt32")} AND trait = ${binder.bind(trait, "String")} AND priority = ${computedPriority}
		AND valid_from <= ${binder.bindInstant(scope.asOf)}
) GROUP BY person`;
}

const readMoves = defineQuery({
	name: "traits.stage_moves",
	row: z.object({ before: z.string(), after: z.string(), times: count, last_at: count }),
	build: (question: Question) => {
		const binder = new SqlBinder();
		const { from, backfills } = question;
		// What a new definition changed is no move of the person.
		return binder.finish(`SELECT before, after, count() AS times, max(at) AS last_at FROM (
	SELECT move.1 AS at, move.2 AS before, move.3 AS after FROM (
		SELECT arrayJoin(arrayMap((step, index) -> (step.1, if(index = 1, '', steps[index - 1].3), step.3), steps, arrayEnumerate(steps))) AS move
		FROM (${stepsSql(question, binder)})
	)
) WHERE before != after AND at > ${binder.bind(from, "Int64")} AND NOT has(${binder.bind(backfills, "Array(Float64)")}, toFloat64(at))
GROUP BY before, after ORDER BY times DESC, before, after`);
	},
});

const countStages = defineQuery({
	name: "traits.stage_sizes",
	row: z.object({ stage: z.string(), people: count }),
	build: (question: Question) => {
		const binder = new SqlBinder();
		return binder.finish(
			`SELECT steps[-1].3 AS stage, count() AS people FROM (${stepsSql(question, binder)}) GROUP BY stage`,
		);
	},
});

/**
 * The stages of a lifecycle, in order, with how many people are in each and how many entered and left it in the last
 * days; and every move that happened. What only a changed definition moved is left out.
 */
export async function listMoves(
	ctx: Context,
	traitId: string,
	{ days }: { days: number },
): Promise<StageMoves> {
	allow(ctx, "traits.read");
	const trait = await requireTrait(ctx, ctx.db, traitId);
	const definition = await readDefinition(ctx.db, traitId, trait.currentVersion);
	if (definition.kind !== "stage") throw new AppError("precondition", "Only a lifecycle has stages.");
	const runs = await ctx.db.computedTraitRun.findMany({
		where: { traitId, isBackfill: true, status: "finished" },
		select: { asOf: true },
	});
	const asOf = asOfRun(ctx, trait);
	const question = {
		trait: trait.name,
		scope: await scopeOf(ctx, asOf, []),
		from: asOf.getTime() - days * 86_400_000,
		backfills: runs.map((run) => run.asOf.getTime()),
	};
	const [moves, sizes] = await Promise.all([
		readMoves(ctx.warehouse, question),
		countStages(ctx.warehouse, question),
	]);
	const sizeOf = new Map(sizes.map(({ stage, people }) => [stage, people]));
	const sum = (rows: typeof moves) => rows.reduce((total, { times }) => total + times, 0);
	const named = (stage: string) => (stage === "" ? null : stage);
	// Stages of an earlier version may remain until its successor is computed.
	const stages = new Set([...definition.stages.map(({ name }) => name), ...sizeOf.keys()]);
	stages.delete("");
	requireLargeGroups(ctx, [...sizeOf.values(), ...moves.map(({ times }) => times)]);
	return {
		from: new Date(question.from).toISOString(),
		asOf: asOf.toISOString(),
		stages: [...stages, ""].map((stage) => ({
			stage: named(stage),
			people: sizeOf.get(stage) ?? 0,
			entered: sum(moves.filter(({ after }) => after === stage)),
			left: sum(moves.filter(({ before }) => before === stage)),
		})),
		moves: moves.map(({ before, after, times, last_at }) => ({
			from: named(before),
			to: named(after),
			times,
			lastAt: new Date(last_at).toISOString(),
		})),
	};
}
