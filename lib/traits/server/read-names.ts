import type { Names } from "@/lib/segments/leaf-kind";
import type { Context } from "@/lib/workspaces/server/context";

/** Names of what stages mention by id. */
export async function readNames(ctx: Pick<Context, "db" | "workspace">): Promise<Names> {
	const [segments, campaigns] = await Promise.all([
		ctx.db.segment.findMany({ where: { workspaceId: ctx.workspace.id }, select: { id: true, name: true } }),
		ctx.db.campaign.findMany({ where: { workspaceId: ctx.workspace.id }, select: { id: true, name: true } }),
	]);
	const segmentNames = new Map(segments.map(({ id, name }) => [id, name]));
	const campaignNames = new Map(campaigns.map(({ id, name }) => [id, name]));
	return {
		segment: (id) => segmentNames.get(id),
		list: () => undefined,
		campaign: (id) => campaignNames.get(id),
	};
}
