import { z } from "zod";
import { arms } from "@/lib/holdouts/assign-arm";
import type { CampaignScope } from "@/lib/holdouts/assigned-people-sql";
import {
	beforeSql,
	importedOutcomesSql,
	type OutcomeScope,
	outcomesSql,
	peopleSql,
} from "@/lib/lift/live-outcomes-sql";
import { defineQuery } from "@/lib/platform/warehouse/define-query";

const arm = z.enum(arms);
const int = z.coerce.number().int();
const float = z.coerce.number();

export const countPeople = defineQuery({
	name: "lift.count_people",
	row: z.object({ epoch: int, arm, complete: int, open: int, contaminated: int, lastAssignedMs: int }),
	build: (scope: CampaignScope & { asOf: Date; windowDays: number }) => peopleSql(scope),
});

export const countBefore = defineQuery({
	name: "lift.count_before",
	row: z.object({ people: int, did: int }),
	build: (scope: OutcomeScope) => beforeSql(scope),
});

export const sumOutcomes = defineQuery({
	name: "lift.sum_outcomes",
	row: z.object({
		epoch: int,
		arm,
		day: int,
		converters: int,
		goalsSum: float,
		goalsSumSq: float,
		valueSum: float,
		valueSumSq: float,
		goalsWithoutValue: int,
	}),
	build: (scope: OutcomeScope) => outcomesSql(scope),
});
export type DayOutcomes = Awaited<ReturnType<typeof sumOutcomes>>[number];

export const sumImportedOutcomes = defineQuery({
	name: "lift.sum_imported_outcomes",
	row: z.object({
		epoch: int,
		arm,
		metric: z.string(),
		people: int,
		withValue: int,
		valueSum: float,
		valueSumSq: float,
	}),
	build: (scope: CampaignScope) => importedOutcomesSql(scope),
});
export type ImportedOutcomes = Awaited<ReturnType<typeof sumImportedOutcomes>>[number];
