import { z } from "zod";
import { SqlBinder } from "@/lib/kernel/sql-binder";
import { defineQuery } from "@/lib/platform/warehouse/define-query";
import { openProfile } from "@/lib/profiles/server/open-profile";
import type { ServedPointer } from "@/lib/rules/compile/served-membership-sql";
import { pointerColumns, toPointer } from "@/lib/rules/compile/served-pointer";
import type { ProfileMembership } from "@/lib/segments/memberships-api";
import { readMembersAmong } from "@/lib/segments/server/read-members-among";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";

type Question = { ws: number; uids: number[]; served: ServedPointer[] };

const readChanges = defineQuery({
	name: "segments.changes_of_person",
	row: z.object({ segment: z.string(), entered: z.number(), at: z.string() }),
	build: ({ ws, uids, served }: Question) => {
		const binder = new SqlBinder();
		const segments = served.map(({ segmentId }) => segmentId);
		return binder.finish(`
			SELECT segment, toUInt8(latest.2 = 'entered') AS entered, latest.1 AS at FROM (
				SELECT segment, max((effective_at, change, served_at)) AS latest FROM membership_change
				WHERE ws = ${binder.bind(ws, "UInt32")} AND segment IN ${binder.bind(segments, "Array(String)")}
					AND uid IN ${binder.bind(uids, "Array(UInt32)")}
				GROUP BY segment)`);
	},
});

/**
 * The segments a person is in by the served membership, and those they have left. Archived ones are left out.
 */
export async function listMemberships(
	ctx: Context,
	input: { profileId: number },
): Promise<{ items: ProfileMembership[]; nextCursor: string | null }> {
	allow(ctx, "people.read");
	const { uids } = await openProfile(ctx, input.profileId);
	const segments = await ctx.db.segment.findMany({
		where: {
			workspaceId: ctx.workspace.id,
			campaignId: null,
			archivedAt: null,
			servedVersion: { not: null },
		},
		select: { ...pointerColumns, name: true, asOf: true },
		orderBy: { name: "asc" },
	});
	const pointers = segments.map(toPointer).filter((pointer) => pointer !== null);
	if (pointers.length === 0) return { items: [], nextCursor: null };
	const question = { ws: ctx.workspace.number, uids, served: pointers };
	const [served, changes] = await Promise.all([
		readMembersAmong(ctx.warehouse, question),
		readChanges(ctx.warehouse, question),
	]);
	const changed = new Map(changes.map((row) => [row.segment, row]));
	const items = segments.flatMap((segment): ProfileMembership[] => {
		const isMember = (served.get(segment.id)?.length ?? 0) > 0;
		const change = changed.get(segment.id);
		if (!isMember && !change) return [];
		return [
			{
				segmentId: segment.id,
				name: segment.name,
				isMember,
				since: change && (change.entered === 1) === isMember ? new Date(change.at).toISOString() : null,
				asOf: segment.asOf?.toISOString() ?? null,
			},
		];
	});
	return { items: items.sort((a, b) => Number(b.isMember) - Number(a.isMember)), nextCursor: null };
}
