import type { Database } from "@/lib/platform/postgres/database";
import { lockBlock } from "@/lib/profiles/server/search/search-block";

/** Changes worth keeping beside a block; the next search builds one with more of them anyway. */
const maxKept = 256;
const maxAtOnce = 1_000;

/**
 * Removes changes that no one will read: of blocks that were never built, and of those so outdated that they
 * are removed too.
 */
export async function tidySearch(db: Database): Promise<number> {
	const stale = await db.$queryRaw<{ ws: number; block: number }[]>`
		SELECT c.workspace_number AS ws, c.block FROM search_change c
		LEFT JOIN search_block s ON s.workspace_number = c.workspace_number AND s.block = c.block
		GROUP BY c.workspace_number, c.block, s.block
		HAVING s.block IS NULL OR sum(cardinality(c.uids)) > ${maxKept} LIMIT ${maxAtOnce}`;
	for (const { ws, block } of stale) {
		await db.$transaction(async (tx) => {
			await lockBlock(tx, ws, block);
			await tx.searchBlock.deleteMany({ where: { workspaceNumber: ws, block } });
			await tx.searchChange.deleteMany({ where: { workspaceNumber: ws, block } });
		});
	}
	return stale.length;
}
