import { z } from "zod";
import { assignedPeopleSql, type CampaignScope } from "@/lib/holdouts/assigned-people-sql";
import { SqlBinder } from "@/lib/kernel/sql-binder";
import { touchEventNames, touchKinds } from "@/lib/lift/touch-events";
import { isMachineSql, isOfCampaignSql } from "@/lib/lift/touches-sql";
import { defineQuery } from "@/lib/platform/warehouse/define-query";
import { rootExpressionSql } from "@/lib/profiles/root-sql";

const int = z.coerce.number().int();

/** Treated people whom the campaign's own messages or ads reached, by how far: each once, however often. */
export const countOwnTouches = defineQuery({
	name: "lift.count_own_touches",
	row: z.object({ treated: int, delivered: int, opened: int, clicked: int }),
	build: (scope: CampaignScope & { campaignName: string; asOf: Date }) => {
		const binder = new SqlBinder();
		const ws = binder.bind(scope.ws, "UInt32");
		const asOf = binder.bindInstant(scope.asOf);
		const treated = `(SELECT uid, assigned_at FROM ${assignedPeopleSql(binder, scope)} WHERE arm = 'treated' AND assigned_at <= ${asOf})`;
		const names = Object.fromEntries(
			touchKinds.map((kind) => [kind, binder.bind(touchEventNames(kind), "Array(String)")]),
		);
		const people = touchKinds
			.map((kind) => `uniqExactIf(uid, has(${names[kind]}, event)) AS ${kind}`)
			.join(", ");
		return binder.finish(`SELECT (SELECT count() FROM ${treated}) AS treated, ${people} FROM (
				SELECT toUInt32(${rootExpressionSql(binder, scope)}) AS uid, time, event FROM events
				WHERE ws = ${ws} AND event IN (SELECT arrayJoin(arrayConcat(${touchKinds.map((kind) => names[kind]).join(", ")})))
					AND time <= ${asOf} AND NOT (${isMachineSql()}) AND (${isOfCampaignSql(binder, scope)})
			) AS e INNER JOIN ${treated} AS p ON e.uid = p.uid WHERE e.time >= p.assigned_at`);
	},
});
