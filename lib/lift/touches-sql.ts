import type { SqlBinder } from "@/lib/kernel/sql-binder";
import { campaignProperties, machineProperties } from "@/lib/lift/touch-events";
import { propertyPath } from "@/lib/rules/property-path";

/** A condition on `events`: a machine did it, so that it is no one's attention. */
export function isMachineSql(): string {
	return machineProperties
		.map((name) => `ifNull(properties.${propertyPath(name)}.:Bool, false)`)
		.join(" OR ");
}

/** A condition on `events`: the event names this campaign, by id or name. */
export function isOfCampaignSql(
	binder: SqlBinder,
	{ campaignId, campaignName }: { campaignId: string; campaignName: string },
): string {
	const names = binder.bind([campaignId, campaignName.trim().toLowerCase()], "Array(String)");
	return campaignProperties
		.map((name) => `has(${names}, lower(trim(ifNull(properties.${propertyPath(name)}.:String, ''))))`)
		.join(" OR ");
}
