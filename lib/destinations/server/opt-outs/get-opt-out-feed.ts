import type { DestinationDefinition } from "@/lib/destinations/contract";
import type { OptOutFeedView } from "@/lib/destinations/opt-outs/api";
import { pushFormat } from "@/lib/destinations/opt-outs/push-formats";
import { findNetwork } from "@/lib/destinations/registry";
import { findDestination } from "@/lib/destinations/server/get-destination";
import { env } from "@/lib/platform/env";
import { may } from "@/lib/workspaces/policy";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";

/** What a destination has reported so far, and how it may report more. */
export async function getOptOutFeed(ctx: Context, destinationId: string): Promise<OptOutFeedView> {
	allow(ctx, "destinations.read");
	const stored = await findDestination(ctx, destinationId);
	const feed = await ctx.db.optOutFeed.findUnique({ where: { destinationId: stored.id } });
	const network = findNetwork(stored.network);
	const origin = env.NEXTAUTH_URL.replace(/\/+$/, "");
	const seesPeople = may(ctx.actor.role, "people.read");
	const format = pushFormat.safeParse(feed?.pushFormat);
	return {
		isPossible: network !== null && mayMessage(network),
		everyMs: network?.optOuts?.everyMs ?? null,
		received: seesPeople ? (feed?.received ?? 0) : null,
		unreadable: seesPeople ? (feed?.unreadable ?? 0) : null,
		lastAt: feed?.lastAt?.toISOString() ?? null,
		readAt: feed?.readAt?.toISOString() ?? null,
		problem: feed?.problem ?? null,
		nextTryAt: feed?.problem ? (feed.nextAt?.toISOString() ?? null) : null,
		push: {
			address: `${origin}/api/v1/opt-outs/${stored.id}`,
			format: format.success ? format.data : null,
		},
	};
}

/** Networks for advertising alone send no messages that anyone could unsubscribe from, nor does one that is told of no one. */
function mayMessage({ purposes, shape, mapping }: DestinationDefinition): boolean {
	return (
		purposes.some((purpose) => purpose !== "advertising") && (shape !== "stream" || mapping !== undefined)
	);
}
