import type { ProfileSummary } from "@/lib/profiles/api";
import { findProfiles } from "@/lib/profiles/server/find-profiles";
import { summarizePeople } from "@/lib/profiles/server/summarize-people";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";

/** People, newest first, or those whom a search names exactly. Absorbed and erased people are not listed. */
export async function listProfiles(
	ctx: Context,
	input: {
		q?: string | undefined;
		known?: "true" | "false" | undefined;
		cursor?: string | undefined;
		limit: number;
	},
): Promise<{ items: ProfileSummary[]; nextCursor: string | null }> {
	allow(ctx, "people.read");
	if (input.q?.trim()) return { items: await findProfiles(ctx, { q: input.q }), nextCursor: null };
	const before = input.cursor && /^\d{1,10}$/.test(input.cursor) ? Number(input.cursor) : null;
	const isKnown = input.known === undefined ? null : input.known === "true";
	const rows = await ctx.db.$queryRaw<{ uid: number; is_known: boolean }[]>`
		SELECT uid, is_known FROM profile
		WHERE workspace_number = ${ctx.workspace.number} AND uid = root_uid AND erased_at IS NULL
			AND (${before}::bigint IS NULL OR uid < ${before}::bigint)
			AND (${isKnown}::bool IS NULL OR is_known = ${isKnown}::bool)
		ORDER BY uid DESC LIMIT ${input.limit + 1}`;
	const page = rows.slice(0, input.limit);
	const items = await summarizePeople(
		ctx,
		page.map((row) => ({ uid: row.uid, isKnown: row.is_known })),
	);
	return { items, nextCursor: rows.length > input.limit ? String(page.at(-1)?.uid) : null };
}
