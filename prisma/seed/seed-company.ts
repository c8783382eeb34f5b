import { createCampaign } from "@/lib/campaigns/server/create-campaign";
import { endCampaign } from "@/lib/campaigns/server/end-campaign";
import { launchCampaign } from "@/lib/campaigns/server/launch-campaign";
import { networkOf } from "@/lib/destinations/registry";
import { sealCredentials, settingsToStore } from "@/lib/destinations/server/open-connection";
import { newId } from "@/lib/kernel/ids";
import { env } from "@/lib/platform/env";
import { createSegment } from "@/lib/segments/server/create-segment";
import { refreshSegment } from "@/lib/segments/server/refresh/refresh-segment";
import { refreshSegments } from "@/lib/segments/server/refresh/refresh-segments";
import { createSource } from "@/lib/sources/server/create-source";
import { createSync } from "@/lib/syncs/server/create-sync";
import { enqueueSyncRun } from "@/lib/syncs/server/enqueue-sync-run";
import type { Context } from "@/lib/workspaces/server/context";
import { emailIntakes } from "@/prisma/seed/campaign-emails";
import { imagineCompany, orderIntake, type Person } from "@/prisma/seed/company";
import { Rng } from "@/prisma/seed/rng";
import { demoSegments } from "@/prisma/seed/segments";
import { takeMessages } from "@/prisma/seed/take-messages";
import { seedTraits } from "@/prisma/seed/traits";

const dayMs = 86_400_000;
export type Say = (line: string) => void;

type Finished = {
	key: string;
	name: string;
	launchDaysAgo: number;
	endDaysAgo: number | null;
	holdoutBp: number;
	costCents: number;
	extraOrders: number;
	tags: string[];
};

/** One that truly worked, one whose buyers would have bought anyway, one still running. */
const campaigns: Finished[] = [
	{
		key: "lapsed",
		name: "Come back: 10 % on your next order",
		launchDaysAgo: 45,
		endDaysAgo: 28,
		tags: ["Win-back", "Discount"],
		holdoutBp: 2000,
		costCents: 180_000,
		// Large enough that chance (the holdout is redrawn for each demo) cannot hide it.
		extraOrders: 0.25,
	},
	{
		key: "active",
		name: "Spring shop reminder",
		launchDaysAgo: 32,
		endDaysAgo: 16,
		tags: ["Shop"],
		holdoutBp: 2000,
		costCents: 240_000,
		extraOrders: 0,
	},
	{
		key: "abandoned",
		name: "You left something behind",
		launchDaysAgo: 6,
		endDaysAgo: null,
		tags: ["Shop", "Always on"],
		holdoutBp: 1000,
		costCents: 60_000,
		extraOrders: 0.05,
	},
];

function at(ctx: Context, daysAgo: number): Context {
	return { ...ctx, now: new Date(ctx.now.getTime() - daysAgo * dayMs) };
}

async function addDestination(ctx: Context, name: string, slug: string, token?: string): Promise<string> {
	const network = networkOf(slug);
	const connection = network.sandboxConnection(env.SANDBOX_URL ?? "http://127.0.0.1:3002");
	const credentials = token ? { ...connection.credentials, accessToken: token } : connection.credentials;
	const id = newId("dst", ctx.now.getTime());
	await ctx.db.destination.create({
		data: {
			id,
			workspaceId: ctx.workspace.id,
			network: network.slug,
			name,
			settings: settingsToStore(connection),
			credentialsEncrypted: sealCredentials({ ...connection, credentials }),
			status: "connected",
			checkedAt: ctx.now,
			createdBy: ctx.actor.id,
			createdAt: ctx.now,
		},
	});
	return id;
}

/**
 * What only the treated get and do: two emails, and extra orders, which are the campaign's true effect, known because it is
 * set here.
 */
async function addEffect(
	ctx: Context,
	source: string,
	campaignId: string,
	plan: Finished,
	people: readonly Person[],
	uids: Map<string, number>,
): Promise<void> {
	const result = await ctx.warehouse.query({
		query:
			"SELECT DISTINCT uid FROM assignment WHERE ws = {ws:UInt32} AND campaign = {campaign:String} AND arm = 'treated'",
		query_params: { ws: ctx.workspace.number, campaign: campaignId },
		format: "JSONEachRow",
	});
	const treated = new Set((await result.json<{ uid: number }>()).map((row) => row.uid));
	const launched = ctx.now.getTime() - plan.launchDaysAgo * dayMs;
	for (const [i, daysAfter] of [1, 6].entries()) {
		const mailing = {
			key: `${plan.key}-${i}`,
			campaignName: plan.name,
			sentAt: launched + daysAfter * dayMs,
			openRate: 0.42,
			clickRate: 0.11,
		};
		const isTreated = ({ userId }: Person) => treated.has(uids.get(userId) ?? 0);
		await takeMessages(ctx, source, emailIntakes(mailing, people, isTreated, ctx.now.getTime()));
	}
	if (plan.extraOrders === 0) return;
	const rng = new Rng(`effect ${plan.key}`);
	const days = Math.min(13, plan.launchDaysAgo - 0.2);
	const orders = people.flatMap((person) => {
		const uid = uids.get(person.userId);
		// Chance is drawn for everyone, so that who orders does not depend on who is held out.
		const isMoved = rng.chance(plan.extraOrders);
		const moment = launched + rng.next() * days * dayMs;
		if (!uid || !treated.has(uid) || !isMoved) return [];
		return [orderIntake(person, Math.floor(moment), rng, `effect-${plan.key}-${person.userId}`)];
	});
	await takeMessages(ctx, source, orders);
}

/**
 * Keeps the worker, which may be running beside this, from refreshing a segment as of today while its past is still
 * being written: it is marked as fresh until tomorrow.
 */
async function holdBack(ctx: Context, segmentId: string): Promise<void> {
	await ctx.db.segment.update({
		where: { id: segmentId },
		data: { asOf: new Date(ctx.now.getTime() + dayMs) },
	});
}

/** Days ago at which all segments are refreshed, so that their sizes have a history; today last. */
const refreshedDaysAgo = [28, 24, 20, 16, 12, 7.01, 3, 0];

/** Refreshes every segment from week to week. One that a campaign addresses rests until the campaign has ended. */
async function refreshOverWeeks(ctx: Context, segmentIds: ReadonlyMap<string, string>): Promise<void> {
	for (const daysAgo of refreshedDaysAgo) {
		const ids = [...segmentIds].flatMap(([key, id]) => {
			const plan = campaigns.find((each) => each.key === key);
			return daysAgo > 0 && plan && (plan.endDaysAgo ?? 0) <= daysAgo ? [] : [id];
		});
		await refreshSegments(at(ctx, daysAgo), ids);
		if (daysAgo > 0) for (const id of ids) await holdBack(ctx, id);
	}
}

/** A believable company of `size` people with segments, destinations, campaigns and syncs. */
export async function seedCompany(ctx: Context, size: number, say: Say): Promise<void> {
	const early = at(ctx, 89);
	const { source } = await createSource(early, { name: "Web shop and app" });
	const company = imagineCompany(size, ctx.now.getTime());
	const uids = await takeMessages(ctx, source.id, company.intakes);
	say(`${company.people.length} people, ${company.intakes.length} messages`);

	const segmentIds = new Map<string, string>();
	for (const [i, { key, name, description, tags, rule }] of demoSegments.entries()) {
		const made = await createSegment(at(ctx, 60 - i), { name, description, tags, rule });
		segmentIds.set(key, made.id);
		await holdBack(ctx, made.id);
	}
	const segmentOf = (key: string) => segmentIds.get(key) ?? "";
	const meta = await addDestination(at(ctx, 62), "Meta (main account)", "meta");
	const oldMeta = await addDestination(at(ctx, 61), "Meta (agency account)", "meta", "expired-access-token");

	// A newsletter to a third of everyone: what messages without a segment do.
	const news = new Rng("newsletter");
	const readers = new Set(company.people.filter(() => news.chance(0.33)).map(({ userId }) => userId));
	const newsletter = { key: "news", campaignName: "Monthly news", openRate: 0.24, clickRate: 0.03 };
	const sent = { ...newsletter, sentAt: ctx.now.getTime() - 26.2 * dayMs };
	const isReader = ({ userId }: Person) => readers.has(userId);
	await takeMessages(ctx, source.id, emailIntakes(sent, company.people, isReader, ctx.now.getTime()));

	for (const plan of campaigns) {
		// Weekly sizes up to the launch, so that the chart over time has a history.
		for (const daysAgo of [14, 7, 0]) {
			await refreshSegment(at(ctx, plan.launchDaysAgo + daysAgo + 0.01), segmentOf(plan.key));
			await holdBack(ctx, segmentOf(plan.key));
		}
		const launched = at(ctx, plan.launchDaysAgo);
		const draft = await createCampaign(at(ctx, plan.launchDaysAgo + 1), {
			name: plan.name,
			segmentId: segmentOf(plan.key),
			isAaTest: false,
			stratifyBy: null,
			moreSegmentIds: [],
			excludedSegmentIds: [],
			destinationId: meta,
			holdoutBp: plan.holdoutBp,
			holdoutReason: null,
			goalEvent: "Order Completed",
			valueProperty: "total",
			currency: "USD",
			windowDays: 14,
			costCents: plan.costCents,
			effectWorthHaving: 0.02,
			confidence: 95,
			tags: plan.tags,
			endsAt: null,
			hypothesis: null,
			variants: [],
			primaryMetric: "conversion",
			metrics: [],
		});
		await launchCampaign(launched, draft.id);
		if (plan.endDaysAgo !== null) await endCampaign(at(ctx, plan.endDaysAgo), draft.id);
		await addEffect(ctx, source.id, draft.id, plan, company.people, uids);
		say(`campaign: ${plan.name}`);
	}
	await refreshOverWeeks(ctx, segmentIds);
	const healthy = await createSync(at(ctx, 20), {
		name: "Champions to Meta",
		segmentId: segmentOf("champions"),
		destinationId: meta,
		schedule: { kind: "interval", everyMinutes: 60 },
	});
	const failing = await createSync(at(ctx, 20), {
		name: "Pro and Business to the agency",
		segmentId: segmentOf("pro"),
		destinationId: oldMeta,
		schedule: { kind: "interval", everyMinutes: 60 },
	});
	for (const sync of [healthy, failing]) {
		await enqueueSyncRun(ctx, { syncId: sync.id, trigger: "schedule", confirms: { people: null } });
	}
	say(`${demoSegments.length} segments, 2 destinations, 5 syncs`);
	say(`${await seedTraits(ctx)} computed traits`);
}
