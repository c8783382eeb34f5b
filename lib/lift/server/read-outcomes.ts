import { z } from "zod";
import { arms } from "@/lib/holdouts/assign-arm";
import type { CampaignScope } from "@/lib/holdouts/assigned-people-sql";
import { type GroupedScope, groupedOutcomesSql } from "@/lib/lift/grouped-outcomes-sql";
import {
	beforeSql,
	importedOutcomesSql,
	type OutcomeCovariate,
	type OutcomeScope,
	outcomesSql,
	peopleSql,
	traitMomentsSql,
} from "@/lib/lift/live-outcomes-sql";
import { defineQuery } from "@/lib/platform/warehouse/define-query";

const arm = z.enum(arms);
const int = z.coerce.number().int();
const float = z.coerce.number();

export const countPeople = defineQuery({
	name: "lift.count_people",
	row: z.object({
		epoch: int,
		arm,
		complete: int,
		open: int,
		future: int,
		contaminated: int,
		lastAssignedMs: int,
	}),
	build: (scope: CampaignScope & { asOf: Date; windowDays: number }) => peopleSql(scope),
});

export const countBefore = defineQuery({
	name: "lift.count_before",
	row: z.object({ people: int, did: int }),
	build: (scope: OutcomeScope) => beforeSql(scope),
});

/** The columns of `momentsSql` for a value. */
export const valueMoments = {
	valueTotal: float,
	valueActive: int,
	valueMean: float,
	valueVariance: float,
	valueSkew: float,
	valueLogVariance: float,
	valueLogKurtosis: float,
	valueLowest: float,
	valueHighest: float,
};

const covariate = <const Prefix extends string>(prefix: Prefix) =>
	({
		[`${prefix}CovariateMean`]: float,
		[`${prefix}CovariateVariance`]: float,
		[`${prefix}Covariance`]: float,
		// Safe because a template of a literal is that literal.
	}) as Record<`${Prefix}${"CovariateMean" | "CovariateVariance" | "Covariance"}`, typeof float>;

export const sumOutcomes = defineQuery({
	name: "lift.sum_outcomes",
	row: z.object({
		epoch: int,
		arm,
		day: int,
		converters: int,
		goalsTotal: float,
		goalsActive: int,
		goalsMean: float,
		goalsVariance: float,
		goalsSkew: float,
		goalsLogVariance: float,
		goalsLogKurtosis: float,
		goalsLowest: float,
		goalsHighest: float,
		...valueMoments,
		...covariate("conversion"),
		...covariate("goals"),
		...covariate("value"),
		goalsWithoutValue: int,
		goalsBeyondValue: int,
	}),
	build: (scope: OutcomeScope & { covariate: OutcomeCovariate }) => outcomesSql(scope),
});

export const sumGrouped = defineQuery({
	name: "lift.sum_grouped",
	row: z.object({
		epoch: int,
		arm,
		label: z.string(),
		isKnown: int,
		metric: int,
		people: int,
		unusable: int,
		...valueMoments,
		...covariate("per"),
	}),
	build: (scope: GroupedScope) => groupedOutcomesSql(scope),
});

export const readTraitMoments = defineQuery({
	name: "lift.trait_moments",
	row: z.object({ epoch: int, arm, known: int, mean: float, variance: float }),
	build: (scope: CampaignScope & { asOf: Date; windowDays: number; trait: string }) => traitMomentsSql(scope),
});

export const sumImportedOutcomes = defineQuery({
	name: "lift.sum_imported_outcomes",
	row: z.object({
		epoch: int,
		arm,
		metric: z.string(),
		people: int,
		beyond: int,
		early: int,
		...valueMoments,
		...covariate("value"),
	}),
	build: (scope: CampaignScope & { trait: { name: string; mean: number } | null }) =>
		importedOutcomesSql(scope),
});
