import { networkOf } from "@/lib/destinations/registry";
import type { ReachIdentifier, ReachQuestion } from "@/lib/segments/reach-question";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";

/** What each connected destination requires to accept a person: any of its identifiers, and a consent. */
export async function listReachQuestions(ctx: Context): Promise<ReachQuestion[]> {
	allow(ctx, "destinations.read");
	const rows = await ctx.db.destination.findMany({
		where: { workspaceId: ctx.workspace.id, archivedAt: null },
		select: { id: true, name: true, network: true },
		orderBy: [{ name: "asc" }, { id: "asc" }],
	});
	return rows.map(({ id, name, network }) => {
		const { identifierKinds, purposes } = networkOf(network);
		const identifiers = identifierKinds.map(
			({ origin }): ReachIdentifier => (origin.from === "vault" ? origin.field : origin.kind),
		);
		return {
			key: id,
			label: name,
			kind: "destination",
			identifiers: [...new Set(identifiers)],
			purpose: purposes[0],
		};
	});
}
