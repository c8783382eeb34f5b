import { z } from "zod";
import type { CampaignConflict } from "@/lib/campaigns/contracts";
import {
	chosenOf,
	destinationsOf,
	type Route,
	readAudience,
	routeOf,
} from "@/lib/campaigns/server/read-audience";
import { campaignParts } from "@/lib/campaigns/server/read-campaign";
import { readPlace } from "@/lib/destinations/server/read-place";
import { heldOutOf } from "@/lib/holdouts/assign-arm";
import { type AudiencesToAssign, assignableByAllSql } from "@/lib/holdouts/assign-sql";
import { heldOutSql, treatedSql } from "@/lib/holdouts/held-out-sql";
import { AppError } from "@/lib/kernel/app-error";
import { SqlBinder } from "@/lib/kernel/sql-binder";
import { defineQuery } from "@/lib/platform/warehouse/define-query";
import { maskCount } from "@/lib/workspaces/people-count";
import type { Context } from "@/lib/workspaces/server/context";

/** Campaigns that are compared at a time: each costs a query while someone fills in a form. */
const atOnce = 6;

const int = z.coerce.number().int();

const sharedWithRunning = defineQuery({
	name: "campaigns.count_shared",
	row: z.object({ treated: int, heldOut: int }),
	build: ({ audiences, campaignId }: { audiences: AudiencesToAssign; campaignId: string }) => {
		const binder = new SqlBinder();
		const [{ ws, hasMerges }] = audiences.audiences;
		const scope = { ws, campaignId, hasMerges };
		return binder.finish(`SELECT bitmapAndCardinality(reachable_people, treated_there) AS treated,
				bitmapAndCardinality(reachable_people, held_out_there) AS heldOut
			FROM (SELECT ${assignableByAllSql(binder, audiences)} AS reachable_people,
				${treatedSql(binder, scope)} AS treated_there, ${heldOutSql(binder, scope)} AS held_out_there)`);
	},
});

const sharedWithScheduled = defineQuery({
	name: "campaigns.count_shared_scheduled",
	row: z.object({ people: int }),
	build: ({ ours, theirs }: { ours: AudiencesToAssign; theirs: AudiencesToAssign }) => {
		const binder = new SqlBinder();
		return binder.finish(`SELECT bitmapAndCardinality(our_people, their_people) AS people
			FROM (SELECT ${assignableByAllSql(binder, ours)} AS our_people, ${assignableByAllSql(binder, theirs)} AS their_people)`);
	},
});

/**
 * All running and scheduled campaigns that share people with one on this route, most shared people first. Those that deliver to
 * the same account or the same segment would reach people held out here.
 */
export async function findConflicts(
	ctx: Context,
	own: { campaignId: string | null; route: Route; audiences: AudiencesToAssign },
): Promise<CampaignConflict[]> {
	const [others, destinations] = await Promise.all([
		ctx.db.campaign.findMany({
			where: {
				workspaceId: ctx.workspace.id,
				archivedAt: null,
				status: { in: ["running", "scheduled"] },
				isAaTest: false,
				...(own.campaignId === null ? {} : { id: { not: own.campaignId } }),
			},
			include: { variants: campaignParts.variants, syncs: { select: { destinationId: true } } },
			orderBy: { id: "desc" },
		}),
		ctx.db.destination.findMany({
			where: { workspaceId: ctx.workspace.id },
			select: { id: true, network: true, settings: true, credentialsEncrypted: true, accountId: true },
		}),
	]);
	const places = new Map(destinations.map((one) => [one.id, readPlace(one)]));
	const placesOf = (ids: readonly string[]) => new Set(ids.flatMap((id) => places.get(id) ?? []));
	const ownPlaces = placesOf(destinationsOf(own.route));
	const compare = async (other: (typeof others)[number]): Promise<Shared | null> => {
		const route = routeOf(other);
		if (route === null) return null;
		const isRunning = other.status === "running";
		const counts = isRunning
			? (await sharedWithRunning(ctx.warehouse, { audiences: own.audiences, campaignId: other.id }))[0]
			: await sharedLater(ctx, own.audiences, route, other.holdoutBp);
		const shared = (counts?.treated ?? 0) + (counts?.heldOut ?? 0);
		if (!counts || shared === 0) return null;
		const theirPlaces = placesOf(
			isRunning ? other.syncs.map(({ destinationId }) => destinationId) : destinationsOf(route),
		);
		return {
			id: other.id,
			name: other.name,
			status: isRunning ? "running" : "scheduled",
			startsAt: other.startsAt?.toISOString() ?? null,
			people: maskCount(ctx, shared),
			treated: maskCount(ctx, counts.treated),
			reachesHoldout:
				chosenOf(route).some((id) => chosenOf(own.route).includes(id)) ||
				[...theirPlaces].some((place) => ownPlaces.has(place)),
			shared,
		};
	};
	const found: (Shared | null)[] = [];
	for (let at = 0; at < others.length; at += atOnce)
		found.push(...(await Promise.all(others.slice(at, at + atOnce).map(compare))));
	return found
		.filter((one) => one !== null)
		.sort((a, b) => b.shared - a.shared)
		.map(({ shared: _shared, ...conflict }) => conflict);
}

type Shared = CampaignConflict & { shared: number };

/** People a scheduled campaign would share, in the groups it would put them in; null while its audience is not known. */
async function sharedLater(
	ctx: Context,
	ours: AudiencesToAssign,
	route: Route,
	holdoutBp: number,
): Promise<{ treated: number; heldOut: number } | null> {
	try {
		const { audiences: theirs } = await readAudience(ctx, route);
		const [row] = await sharedWithScheduled(ctx.warehouse, { ours, theirs });
		const people = row?.people ?? 0;
		const heldOut = heldOutOf(people, holdoutBp);
		return { treated: people - heldOut, heldOut };
	} catch (error) {
		// Its segment or destination is gone or not computed: its own launch says so.
		if (error instanceof AppError && error.code !== "internal") return null;
		throw error;
	}
}
