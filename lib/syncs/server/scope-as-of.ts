import { hasMergesSql } from "@/lib/profiles/server/has-merges";
import type { AudienceScope } from "@/lib/syncs/audience-sql";
import type { StoredSync } from "@/lib/syncs/server/open-sync";
import { readHoldouts } from "@/lib/syncs/server/read-holdouts";
import type { Context } from "@/lib/workspaces/server/context";

/**
 * The scope a run was planned with, and what may have changed since: a campaign was launched or ended, an archive, an
 * emptying, a global holdout, the first merge of the workspace. Whose members count stays as it was planned.
 */
export async function scopeAsOf(
	ctx: Context,
	sync: StoredSync,
	planned: AudienceScope,
	asOf: Date,
): Promise<AudienceScope> {
	const [row] = await ctx.db.$queryRaw<{ hasMerges: boolean; isOpen: boolean }[]>`
		SELECT ${hasMergesSql(planned.ws)} AS "hasMerges", s.archived_at IS NULL AND s.emptying_since IS NULL
			AND g.archived_at IS NULL AND (s.campaign_id IS NULL OR c.status = 'running') AS "isOpen"
		FROM sync s JOIN segment g ON g.id = s.segment_id LEFT JOIN campaign c ON c.id = s.campaign_id
		WHERE s.id = ${planned.syncId}`;
	return {
		...planned,
		...(await readHoldouts(ctx, sync, asOf)),
		asOf,
		hasMerges: row?.hasMerges ?? true,
		isOpen: planned.isOpen && row?.isOpen === true,
	};
}
