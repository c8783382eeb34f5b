import { z } from "zod";
import { AppError } from "@/lib/kernel/app-error";
import { SqlBinder } from "@/lib/kernel/sql-binder";
import { defineQuery } from "@/lib/platform/warehouse/define-query";
import type { DisplayPerson } from "@/lib/profiles/display-person";
import { displayPeople } from "@/lib/profiles/server/display-people";
import { type ServedPointer, servedMembershipSql } from "@/lib/rules/compile/served-membership-sql";
import { toPointer } from "@/lib/rules/compile/served-pointer";
import { requireSegment } from "@/lib/segments/server/segment-row";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";

/** Numbers of the people being served, in their order, those after one. */
export const readMembers = defineQuery({
	name: "segments.list_members",
	row: z.object({ uid: z.number() }),
	build: (input: { ws: number; served: ServedPointer; after: number; limit: number }) => {
		const binder = new SqlBinder();
		const people = servedMembershipSql(binder, input.ws, input.served);
		const after = binder.bind(input.after, "UInt32");
		const limit = binder.bind(input.limit, "UInt32");
		return binder.finish(
			`SELECT arrayJoin(bitmapToArray(bitmapSubsetLimit(${people}, toUInt32(${after} + 1), ${limit}))) AS uid ORDER BY uid`,
		);
	},
});

/** The people being served, by their number, a page at a time. */
export async function listMembers(
	ctx: Context,
	segmentId: string,
	query: { cursor?: string | undefined; limit: number },
): Promise<{
	items: DisplayPerson[];
	nextCursor: string | null;
	version: number;
	asOf: string;
	total: number;
}> {
	allow(ctx, "people.read");
	const segment = await requireSegment(ctx, ctx.db, segmentId);
	const served = toPointer(segment);
	if (served === null || segment.asOf === null) {
		throw new AppError("precondition", "This segment has not been computed yet: refresh it first.");
	}
	const after = Math.max(0, Number.parseInt(query.cursor ?? "0", 10) || 0);
	const rows = await readMembers(ctx.warehouse, {
		ws: ctx.workspace.number,
		served,
		after,
		limit: query.limit + 1,
	});
	const page = rows.slice(0, query.limit).map(({ uid }) => uid);
	return {
		items: await displayPeople(ctx, page),
		nextCursor: rows.length > query.limit ? String(page.at(-1)) : null,
		version: served.version,
		asOf: segment.asOf.toISOString(),
		total: segment.size ?? 0,
	};
}
