import { assignedPeopleSql, type CampaignScope } from "@/lib/holdouts/assigned-people-sql";
import { type BoundSql, SqlBinder } from "@/lib/kernel/sql-binder";
import { campaignProperties, touchEventNames, touchKinds } from "@/lib/lift/touch-events";
import { isMachineSql } from "@/lib/lift/touches-sql";
import { rootExpressionSql } from "@/lib/profiles/root-sql";
import { propertyPath } from "@/lib/rules/property-path";

export interface EngagementScope extends CampaignScope {
	from: Date;
	until: Date;
	/** What events call the workspace's campaigns, in lower case, and the group of each: its segment, or `own`. */
	campaigns: { name: string; group: string }[];
}

/** The group of messages that name no campaign of the workspace. */
export const NO_CAMPAIGN = "";
export const OWN = "own";

/**
 * People per group of messages: to whom something was delivered, and who of them opened or clicked. An event belongs to the
 * first campaign that one of its properties names. Of the campaign's own messages only treated people count.
 */
export function engagementSql(scope: EngagementScope): BoundSql {
	const binder = new SqlBinder();
	const ws = binder.bind(scope.ws, "UInt32");
	const names = Object.fromEntries(
		touchKinds.map((kind) => [kind, binder.bind(touchEventNames(kind), "Array(String)")]),
	);
	const known = binder.bind(
		scope.campaigns.map(({ name }) => name),
		"Array(String)",
	);
	const groups = binder.bind(
		scope.campaigns.map(({ group }) => group),
		"Array(String)",
	);
	const called = campaignProperties
		.map((name) => `lower(trim(ifNull(properties.${propertyPath(name)}.:String, '')))`)
		.join(", ");
	const from = binder.bindInstant(scope.from);
	const until = binder.bindInstant(scope.until);
	const treated = `(SELECT uid FROM ${assignedPeopleSql(binder, scope)} WHERE arm = 'treated' AND assigned_at <= ${until})`;
	return binder.finish(`SELECT message_group AS "group", countIf(is_delivered) AS delivered,
			countIf(is_delivered AND is_opened) AS opened, countIf(is_delivered AND is_clicked) AS clicked
		FROM (
			SELECT message_group, uid, max(has(${names.delivered}, event)) AS is_delivered,
				max(has(${names.opened}, event)) AS is_opened, max(has(${names.clicked}, event)) AS is_clicked
			FROM (
				SELECT toUInt32(${rootExpressionSql(binder, scope)}) AS uid, event,
					arrayFirst(x -> has(${known}, x), [${called}]) AS campaign_name,
					if(campaign_name = '', '${NO_CAMPAIGN}', arrayElement(${groups}, indexOf(${known}, campaign_name))) AS message_group
				FROM events
				WHERE ws = ${ws} AND event IN (SELECT arrayJoin(arrayConcat(${touchKinds.map((kind) => names[kind]).join(", ")})))
					AND time >= ${from} AND time <= ${until} AND NOT (${isMachineSql()})
			)
			WHERE message_group != '${OWN}' OR uid IN ${treated}
			GROUP BY message_group, uid
		)
		GROUP BY message_group ORDER BY delivered DESC LIMIT 1000`);
}
