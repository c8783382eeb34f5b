import { AppError, type Issue } from "@/lib/kernel/app-error";
import { readGuards } from "@/lib/syncs/decide-guard";
import type { UpdateSyncInput } from "@/lib/syncs/edit-contracts";
import { mappingVersion } from "@/lib/syncs/mapping/mapping-version";
import { mappingOf, type StoredSync } from "@/lib/syncs/server/open-sync";
import { syncSchedule } from "@/lib/syncs/sync-settings";

type Seen = NonNullable<UpdateSyncInput["before"]>;
type Stored = Pick<
	StoredSync,
	| "mapping"
	| "mode"
	| "guards"
	| "schedule"
	| "excludedSegmentIds"
	| "stopsOnConversion"
	| "keepsHoldouts"
	| "reachesGlobalHoldout"
	| "priorityGroup"
	| "priority"
>;

const labels: Record<keyof Seen, string> = {
	schedule: "The schedule",
	mapping: "The mapped fields",
	mode: "What happens to people who leave",
	guards: "The limits",
	excludedSegmentIds: "The excluded segments",
	stopsOnConversion: "The rule for people who convert",
	keepsHoldouts: "The rule for people held out",
	reachesGlobalHoldout: "The rule for the global holdout",
	priorityGroup: "The order it is in",
	priority: "The place in the order",
};

/** Values in a form in which equal ones are equal texts. */
function comparable(values: Partial<Seen>): Partial<Record<keyof Seen, string>> {
	const { schedule, mapping, mode, guards, excludedSegmentIds, stopsOnConversion } = values;
	const { keepsHoldouts, reachesGlobalHoldout, priorityGroup, priority } = values;
	const sorted = (value: object) =>
		JSON.stringify(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
	return {
		...(schedule && { schedule: sorted(schedule) }),
		...(mapping && { mapping: mappingVersion(mapping) ?? "" }),
		...(mode && { mode }),
		...(guards && { guards: sorted(guards) }),
		...(excludedSegmentIds && { excludedSegmentIds: excludedSegmentIds.join() }),
		...(stopsOnConversion !== undefined && { stopsOnConversion: String(stopsOnConversion) }),
		...(keepsHoldouts !== undefined && { keepsHoldouts: String(keepsHoldouts) }),
		...(reachesGlobalHoldout !== undefined && { reachesGlobalHoldout: String(reachesGlobalHoldout) }),
		...(priorityGroup !== undefined && { priorityGroup: JSON.stringify(priorityGroup) }),
		...(priority !== undefined && { priority: String(priority) }),
	};
}

/** Of what is changed, refuses whatever is not as its author saw it: someone else's newer edit would be lost. */
export function assertUnchanged(stored: Stored, { before, ...change }: UpdateSyncInput): void {
	if (!before) return;
	const seen = comparable(before);
	const now = comparable({
		schedule: syncSchedule.parse(stored.schedule),
		mapping: mappingOf(stored),
		// Safe because only modes are stored.
		mode: stored.mode as Seen["mode"],
		guards: readGuards(stored.guards),
		excludedSegmentIds: stored.excludedSegmentIds,
		stopsOnConversion: stored.stopsOnConversion,
		keepsHoldouts: stored.keepsHoldouts,
		reachesGlobalHoldout: stored.reachesGlobalHoldout,
		priorityGroup: stored.priorityGroup,
		priority: stored.priority,
	});
	const fields = Object.keys(seen) as (keyof Seen)[];
	const issues = fields
		.filter((field) => change[field] !== undefined && seen[field] !== now[field])
		.map((path): Issue => ({ path, message: `${labels[path]} changed in the meantime.` }));
	if (issues[0]) {
		throw new AppError(
			"conflict",
			`${issues[0].message} Nothing was saved: close this, look at the new values, and make your change again.`,
			{ issues },
		);
	}
}
