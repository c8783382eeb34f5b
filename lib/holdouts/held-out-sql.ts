import type { Arm } from "@/lib/holdouts/assign-arm";
import { assignedPeopleSql, type CampaignScope } from "@/lib/holdouts/assigned-people-sql";
import type { SqlBinder } from "@/lib/kernel/sql-binder";

/**
 * The people a campaign holds out, as a scalar subquery of one bitmap of root people: subtracted by every
 * delivery. It does not include people who were never assigned; a gate that fails closed assigns newcomers
 * first (`assignNewMembers`) and keeps only people of `treatedSql`.
 */
export function heldOutSql(binder: SqlBinder, scope: CampaignScope): string {
	return armSql(binder, scope, "holdout");
}

/**
 * The people a campaign may reach, of one variant or all, as a scalar subquery of one bitmap of root people.
 */
export function treatedSql(
	binder: SqlBinder,
	{ variant = null, ...scope }: CampaignScope & { variant?: string | null },
): string {
	return armSql(binder, scope, "treated", variant);
}

function armSql(binder: SqlBinder, scope: CampaignScope, arm: Arm, variant: string | null = null): string {
	const only = variant === null ? "" : ` AND variant = ${binder.bind(variant, "String")}`;
	return `(SELECT groupBitmapState(uid) FROM ${assignedPeopleSql(binder, scope)} WHERE arm = '${arm}'${only})`;
}
