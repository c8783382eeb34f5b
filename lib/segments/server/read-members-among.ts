import { SqlBinder } from "@/lib/kernel/sql-binder";
import { readColumns } from "@/lib/platform/warehouse/read-columns";
import type { Warehouse } from "@/lib/platform/warehouse/warehouse";
import { type ServedPointer, servedMembershipsSql } from "@/lib/rules/compile/served-membership-sql";

/** Which of some people each segment serves, by its id; a segment that was never built is missing. */
export async function readMembersAmong(
	warehouse: Warehouse,
	{ ws, served, uids }: { ws: number; served: readonly ServedPointer[]; uids: readonly number[] },
): Promise<Map<string, number[]>> {
	if (served.length === 0) return new Map();
	const binder = new SqlBinder();
	const memberships = servedMembershipsSql(binder, ws, served, binder.bind(uids, "Array(UInt32)"));
	// Safe because the columns are selected in this order and with these types.
	const [segments = [], members = []] = (await readColumns(
		warehouse,
		"segments.read_members_among",
		binder.finish(`SELECT segment, bitmapToArray(people) FROM (${memberships})`),
	)) as [string[], number[][]];
	return new Map(segments.map((segment, row) => [segment, members[row] ?? []]));
}
