import { z } from "zod";
import { AppError } from "@/lib/kernel/app-error";
import { SqlBinder } from "@/lib/kernel/sql-binder";
import { defineQuery } from "@/lib/platform/warehouse/define-query";
import type { ProfileSummary } from "@/lib/profiles/api";
import { listProfiles, type PeopleSet } from "@/lib/profiles/server/list-profiles";
import { type ServedPointer, servedMembershipSql } from "@/lib/rules/compile/served-membership-sql";
import { toPointer } from "@/lib/rules/compile/served-pointer";
import { requireSegment } from "@/lib/segments/server/segment-row";
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

const readHeld = defineQuery({
	name: "segments.people_held",
	row: z.object({ uid: z.number() }),
	build: (input: { ws: number; served: ServedPointer; uids: number[] }) => {
		const binder = new SqlBinder();
		const people = servedMembershipSql(binder, input.ws, input.served);
		const uids = binder.bind(input.uids, "Array(UInt32)");
		return binder.finish(
			`SELECT arrayJoin(bitmapToArray(bitmapAnd(${people}, bitmapBuild(${uids})))) AS uid`,
		);
	},
});

/** People of the workspace, or of what is served of one segment: newest first, or those whom a search finds. */
export async function listPeople(
	ctx: Context,
	{ segment, ...input }: Parameters<typeof listProfiles>[1] & { segment?: string | undefined },
): Promise<{ items: ProfileSummary[]; nextCursor: string | null }> {
	allow(ctx, "people.read");
	return await listProfiles(ctx, input, segment === undefined ? undefined : await peopleOf(ctx, segment));
}

async function peopleOf(ctx: Context, segmentId: string): Promise<PeopleSet> {
	const served = toPointer(await requireSegment(ctx, ctx.db, segmentId));
	if (served === null) {
		throw new AppError("precondition", "This segment has no people yet: refresh it first.");
	}
	const ws = ctx.workspace.number;
	return {
		below: async (before, limit) => {
			const rows = await readBelow(ctx.warehouse, { ws, served, before: before ?? beyond, limit });
			return rows.map(({ uid }) => uid);
		},
		holds: async (uids) => {
			if (uids.length === 0) return new Set();
			const rows = await readHeld(ctx.warehouse, { ws, served, uids: [...uids] });
			return new Set(rows.map(({ uid }) => uid));
		},
	};
}
