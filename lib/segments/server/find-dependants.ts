import type { Issue } from "@/lib/kernel/app-error";
import type { Transaction } from "@/lib/platform/postgres/database";
import { findStandingOn } from "@/lib/segments/segment-chain";
import { readChain } from "@/lib/segments/server/read-chain";
import type { Context } from "@/lib/workspaces/server/context";

/** What would no longer be kept up to date without a segment, each by name. */
export type Dependants = { segmentIds: string[]; traitIds: string[]; issues: Issue[] };

/**
 * Everything that depends on a segment: segments whose current rules build on it, directly or indirectly,
 * computed traits that use one of these, and the syncs and campaigns of those segments.
 */
export async function findDependants(tx: Transaction, ctx: Context, segmentId: string): Promise<Dependants> {
	const segments = findStandingOn(segmentId, await readChain(tx, ctx));
	const ids = segments.map(({ id }) => id);
	const segmentName = new Map(segments.map(({ id, name }) => [id, name]));
	const [traits, syncs, campaigns] = await Promise.all([
		tx.$queryRaw<{ id: string; name: string }[]>`
			SELECT t.id, t.name FROM computed_trait t
			JOIN computed_trait_version v ON v.trait_id = t.id AND v.version = t.current_version
			WHERE t.workspace_id = ${ctx.workspace.id} AND t.archived_at IS NULL
				AND EXISTS (SELECT 1 FROM unnest(${[segmentId, ...ids]}::text[]) AS n(id)
					WHERE position(n.id IN v.definition::text) > 0)
			ORDER BY t.name`,
		tx.sync.findMany({
			where: {
				OR: [{ segmentId: { in: ids } }, { excludedSegmentIds: { hasSome: [segmentId, ...ids] } }],
				workspaceId: ctx.workspace.id,
				archivedAt: null,
			},
			select: { id: true, name: true, segmentId: true },
			orderBy: { name: "asc" },
		}),
		tx.campaign.findMany({
			where: { segmentId: { in: ids }, archivedAt: null, status: { in: ["draft", "scheduled", "running"] } },
			select: { id: true, name: true, segmentId: true },
			orderBy: { name: "asc" },
		}),
	]);
	const of = (id: string | null) => segmentName.get(id ?? "") ?? "another segment";
	return {
		segmentIds: ids,
		traitIds: traits.map(({ id }) => id),
		issues: [
			// A campaign's own audience is named by its campaign.
			...segments
				.filter(({ campaignId }) => !campaignId)
				.map(({ id, name }) => ({
					path: `segments.${id}`,
					message: `The segment “${name}” builds on it`,
				})),
			...traits.map(({ id, name }) => ({ path: `traits.${id}`, message: `The trait “${name}” asks for it` })),
			...syncs.map((sync) => ({
				path: `syncs.${sync.id}`,
				message: ids.includes(sync.segmentId)
					? `The sync “${sync.name}” delivers “${of(sync.segmentId)}”`
					: `The sync “${sync.name}” keeps its people out, and would add no one`,
			})),
			...campaigns.map((campaign) => ({
				path: `campaigns.${campaign.id}`,
				message: `The campaign “${campaign.name}” addresses “${of(campaign.segmentId)}”`,
			})),
		],
	};
}
