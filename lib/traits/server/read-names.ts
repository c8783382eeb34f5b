import type { Names } from "@/lib/rules/leaf-kind";
import { namesOf } from "@/lib/rules/server/names-of";
import type { Context } from "@/lib/workspaces/server/context";

/** Names of what stages mention by id. */
export async function readNames(ctx: Context): Promise<Names> {
	const [names, campaigns] = await Promise.all([
		namesOf(ctx),
		ctx.db.campaign.findMany({ where: { workspaceId: ctx.workspace.id }, select: { id: true, name: true } }),
	]);
	const campaignNames = new Map(campaigns.map(({ id, name }) => [id, name]));
	return { ...names, campaign: (id) => campaignNames.get(id) };
}
