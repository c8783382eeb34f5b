import { campaignStatus, isBeforeLaunch } from "@/lib/campaigns/campaign-status";
import { readConfidence } from "@/lib/campaigns/confidence";
import type { AudienceSegment, CampaignDetail, CampaignSummary } from "@/lib/campaigns/contracts";
import { campaignDetail } from "@/lib/campaigns/contracts";
import { metricRole, readOtherMetric } from "@/lib/campaigns/metrics";
import { remainingPeople } from "@/lib/campaigns/remaining-people";
import { leadsToSandbox } from "@/lib/destinations/server/open-connection";
import { chosenSegments } from "@/lib/holdouts/chosen-segments";
import { countAssigned } from "@/lib/holdouts/server/assign-new-members";
import { readStrata, readStratifyBy } from "@/lib/holdouts/stratify-by";
import { AppError } from "@/lib/kernel/app-error";
import type { Transaction } from "@/lib/platform/postgres/database";
import { countForRest } from "@/lib/profiles/server/count-profiles";
import { maskCount, maskSize } from "@/lib/workspaces/people-count";
import type { Context } from "@/lib/workspaces/server/context";

const betterSide = campaignDetail.shape.metrics.element.shape.better;
const allocationMethod = campaignDetail.shape.epochs.element.shape.method;

export const campaignParts = {
	segment: { select: { id: true, name: true, size: true, asOf: true } },
	destination: { select: { id: true, name: true, network: true, status: true, settings: true } },
	metrics: { orderBy: { position: "asc" } },
	epochs: { orderBy: { epoch: "asc" } },
	variants: {
		orderBy: { position: "asc" },
		select: {
			key: true,
			name: true,
			weightBp: true,
			audienceName: true,
			destination: { select: { id: true, name: true } },
		},
	},
	syncs: {
		where: { archivedAt: null },
		orderBy: { createdAt: "asc" },
		select: {
			id: true,
			name: true,
			variantKey: true,
			status: true,
			statusReason: true,
			mode: true,
			totals: true,
			destination: { select: { status: true } },
		},
	},
} as const;

/** The stored campaign with its parts; not found outside the workspace. */
export async function findCampaign(ctx: Context, campaignId: string) {
	const campaign = await ctx.db.campaign.findFirst({
		where: { id: campaignId, workspaceId: ctx.workspace.id },
		include: campaignParts,
	});
	return known(campaign);
}

/**
 * The campaign alone, inside a transaction: parts are read side by side, and a transaction has one connection, which
 * takes one query at a time.
 */
export async function findBareCampaign(tx: Transaction, ctx: Pick<Context, "workspace">, campaignId: string) {
	return known(await tx.campaign.findFirst({ where: { id: campaignId, workspaceId: ctx.workspace.id } }));
}

function known<C extends { status: string }>(campaign: C | null) {
	if (!campaign) throw new AppError("not_found", "This campaign does not exist in this workspace.");
	return { ...campaign, status: campaignStatus.parse(campaign.status) };
}
export type StoredCampaign = Awaited<ReturnType<typeof findCampaign>>;

type SummaryParts = Pick<
	StoredCampaign,
	| "id"
	| "name"
	| "segment"
	| "destination"
	| "holdoutBp"
	| "isAaTest"
	| "goalEvent"
	| "windowDays"
	| "tags"
	| "ownerName"
	| "createdAt"
	| "startsAt"
	| "launchProblem"
	| "launchedAt"
	| "endsAt"
	| "endedAt"
	| "measuredUntil"
	| "archivedAt"
> & { status: string };

export function toSummary(
	ctx: Pick<Context, "actor" | "now">,
	campaign: SummaryParts,
	base: number | null,
): CampaignSummary {
	return {
		id: campaign.id,
		name: campaign.name,
		status: campaignStatus.parse(campaign.status),
		segment: campaign.segment && {
			...campaign.segment,
			size: maskSize(ctx, campaign.segment.size, base),
			asOf: campaign.segment.asOf?.toISOString() ?? null,
		},
		destination: campaign.destination && destinationRef(campaign.destination),
		holdoutBp: campaign.holdoutBp,
		isAaTest: campaign.isAaTest,
		goalEvent: campaign.goalEvent,
		windowDays: campaign.windowDays,
		tags: campaign.tags,
		ownerName: campaign.ownerName,
		createdAt: campaign.createdAt.toISOString(),
		startsAt: campaign.startsAt?.toISOString() ?? null,
		launchProblem: campaign.launchProblem,
		launchedAt: campaign.launchedAt?.toISOString() ?? null,
		endsAt: campaign.endsAt?.toISOString() ?? null,
		endedAt: campaign.endedAt?.toISOString() ?? null,
		measuringUntil:
			campaign.measuredUntil && campaign.measuredUntil > ctx.now
				? campaign.measuredUntil.toISOString()
				: null,
		archivedAt: campaign.archivedAt?.toISOString() ?? null,
	};
}

/** The campaign as the API returns it, with the people in each arm counted now. */
export async function toDetail(ctx: Context, campaign: StoredCampaign): Promise<CampaignDetail> {
	const assigned = isBeforeLaunch(campaign.status) ? null : await countAssigned(ctx, campaign.id);
	const base = await countForRest(ctx);
	const placeOf = ({ variantKey }: { variantKey: string | null }) =>
		campaign.variants.findIndex(({ key }) => key === variantKey);
	return {
		...toSummary(ctx, campaign, base),
		version: campaign.version,
		audience: await readSegments(ctx, campaign, base),
		holdoutReason: campaign.holdoutReason,
		hypothesis: campaign.hypothesis,
		valueProperty: campaign.valueProperty,
		currency: campaign.currency,
		costCents: campaign.costCents,
		effectWorthHaving: campaign.effectWorthHaving,
		confidence: readConfidence(campaign.confidence),
		metrics: campaign.metrics.map((stored) => ({
			name: stored.name,
			kind: stored.kind,
			role: metricRole.parse(stored.role),
			event: stored.event,
			property: stored.property,
			per: readOtherMetric(stored)?.per ?? null,
			better: betterSide.parse(stored.better),
		})),
		epochs: campaign.epochs.map(({ epoch, holdoutBp, method, startedAt, strata }) => ({
			epoch,
			holdoutBp,
			method: allocationMethod.parse(method),
			startedAt: startedAt.toISOString(),
			strata: readStrata(strata).map(({ name, people, heldOut }) => ({
				name,
				people: maskCount(ctx, people),
				heldOut: maskCount(ctx, heldOut),
			})),
		})),
		stratifyBy: readStratifyBy(campaign.stratifyBy),
		// One for each variant, in their order: they were created in the same moment.
		syncs: campaign.syncs
			.toSorted((one, other) => placeOf(one) - placeOf(other))
			.map((sync) => {
				const { id, name, status, statusReason } = sync;
				const remaining = campaign.status === "ended" ? remainingPeople(sync) : null;
				return {
					id,
					name,
					status,
					statusReason,
					remaining: remaining && { ...remaining, people: maskCount(ctx, remaining.people) },
				};
			}),
		variants: campaign.variants.map(({ key, name, weightBp, destination, audienceName }) => ({
			key,
			name,
			weight: weightBp / 100,
			destination,
			audienceName,
			people: assigned && maskCount(ctx, assigned.variants.get(key) ?? 0),
		})),
		assigned: assigned && {
			treated: maskCount(ctx, assigned.treated),
			heldOut: maskCount(ctx, assigned.heldOut),
		},
		launchTookMs:
			campaign.launchedAt && campaign.status !== "imported"
				? campaign.launchedAt.getTime() - campaign.createdAt.getTime()
				: null,
		asOf: ctx.now.toISOString(),
	};
}

/** The segments that were chosen for a campaign, by their present names and sizes. */
async function readSegments(
	ctx: Context,
	campaign: StoredCampaign,
	base: number | null,
): Promise<CampaignDetail["audience"]> {
	const included = chosenSegments(campaign);
	const excluded = campaign.excludedSegmentIds;
	const rows = await ctx.db.segment.findMany({
		where: { id: { in: [...included, ...excluded] }, workspaceId: ctx.workspace.id },
		select: { id: true, name: true, size: true, archivedAt: true },
	});
	const found = new Map(rows.map((row) => [row.id, row]));
	const toSegment = (id: string): AudienceSegment[] => {
		const row = found.get(id);
		if (!row) return [];
		return [{ id, name: row.name, size: maskSize(ctx, row.size, base), isArchived: row.archivedAt !== null }];
	};
	return { included: included.flatMap(toSegment), excluded: excluded.flatMap(toSegment) };
}

function destinationRef({ settings, ...shown }: NonNullable<StoredCampaign["destination"]>) {
	return { ...shown, isSandbox: leadsToSandbox(settings) };
}
