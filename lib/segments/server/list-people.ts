import { z } from "zod";
import { SqlBinder } from "@/lib/kernel/sql-binder";
import { defineQuery } from "@/lib/platform/warehouse/define-query";
import type { ProfileSummary } from "@/lib/profiles/api";
import { listProfiles, type PeopleSet } from "@/lib/profiles/server/list-profiles";
import { type ServedPointer, servedMembershipSql } from "@/lib/rules/compile/served-membership-sql";
import { readMembersAmong } from "@/lib/segments/server/read-members-among";
import { requireSegment, requireServed } from "@/lib/segments/server/segment-row";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";

/** Greater than every number of a person. */
const beyond = 4_294_967_295;

const readBelow = defineQuery({
	name: "segments.people_below",
	row: z.object({ uid: z.number() }),
	build: (input: { ws: number; served: ServedPointer; before: number; limit: number }) => {
		const binder = new SqlBinder();
		const people = servedMembershipSql(binder, input.ws, input.served);
		const before = binder.bind(input.before, "UInt32");
		return binder.finish(
			`SELECT arrayJoin(bitmapToArray(bitmapSubsetInRange(${people}, toUInt32(0), ${before}))) AS uid
			ORDER BY uid DESC LIMIT ${binder.bind(input.limit, "UInt32")}`,
		);
	},
});

/** People of the workspace, or served by one segment: newest first, or the matches of a search. */
export async function listPeople(
	ctx: Context,
	{ segment, ...input }: Parameters<typeof listProfiles>[1] & { segment?: string | undefined },
): Promise<{ items: ProfileSummary[]; nextCursor: string | null }> {
	allow(ctx, "people.read");
	return await listProfiles(ctx, input, segment === undefined ? undefined : await peopleOf(ctx, segment));
}

async function peopleOf(ctx: Context, segmentId: string): Promise<PeopleSet> {
	const served = requireServed(await requireSegment(ctx, ctx.db, segmentId));
	const ws = ctx.workspace.number;
	return {
		below: async (before, limit) => {
			const rows = await readBelow(ctx.warehouse, { ws, served, before: before ?? beyond, limit });
			return rows.map(({ uid }) => uid);
		},
		holds: async (uids) => {
			if (uids.length === 0) return new Set();
			const members = await readMembersAmong(ctx.warehouse, { ws, served: [served], uids });
			const held = members.get(segmentId);
			if (!held) throw new Error("A segment is served that was never built");
			return new Set(held);
		},
	};
}
