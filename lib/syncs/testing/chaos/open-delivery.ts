import { networkOf } from "@/lib/destinations/registry";
import { openConnection } from "@/lib/destinations/server/open-connection";
import type { Sandbox } from "@/lib/destinations/server/sandbox/start-sandbox";
import { createSync } from "@/lib/syncs/server/create-sync";
import type { ChaosDestination } from "@/lib/syncs/testing/chaos/chaos-destinations";
import type { ContactValue } from "@/lib/syncs/testing/chaos/people-truth";
import type { Context } from "@/lib/workspaces/server/context";

export type Delivery = {
	network: string;
	own: ChaosDestination;
	syncId: string;
	destinationId: string;
	/** The value as the network gets it. */
	sent: (contact: ContactValue) => string | null;
	/** What one run of it did to the stores, at last count. */
	statements: number;
};

/** One network connected, with a sync that may send; in a campaign whoever takes fields is told of the trait `plan` too. */
export async function openDelivery(
	ctx: Context,
	{
		network,
		own,
		segmentId,
		campaignId,
		sandbox,
	}: {
		network: string;
		own: ChaosDestination;
		segmentId: string;
		campaignId: string | null;
		sandbox: Sandbox;
	},
): Promise<Delivery> {
	const destinationId = await own.connect(ctx, sandbox);
	const { id: syncId } = await createSync(ctx, {
		schedule: { kind: "manual" },
		segmentId,
		...(campaignId === null ? {} : { campaignId }),
		destinationId,
		identifierKinds: [...own.identifierKinds],
		guards: { changePercent: null },
		...(own.plans && campaignId !== null
			? {
					mapping: [
						{ target: own.planField ?? "plan", source: { trait: "plan" }, transform: "none", digits: 0 },
					],
				}
			: {}),
	});
	await ctx.db.sync.update({ where: { id: syncId }, data: { confirmedAt: ctx.now } });
	const connection = openConnection(
		await ctx.db.destination.findUniqueOrThrow({ where: { id: destinationId } }),
	);
	const kinds = networkOf(network).identifierKinds;
	return {
		network,
		own,
		syncId,
		destinationId,
		statements: 60,
		sent: ({ kind, value }) =>
			own.identifierKinds.includes(kind)
				? (kinds.find((one) => one.kind === kind)?.toRemoteKey(value, connection) ?? null)
				: null,
	};
}
