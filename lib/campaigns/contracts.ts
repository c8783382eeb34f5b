import { z } from "zod";
import { maxAudienceSegments } from "@/lib/campaigns/audience-segments";
import { campaignStatus, campaignStatuses } from "@/lib/campaigns/campaign-status";
import { confidence, DEFAULT_CONFIDENCE } from "@/lib/campaigns/confidence";
import { goalMetric, metricRole, otherMetricsInput } from "@/lib/campaigns/metrics";
import { maxVariants, variantsInput } from "@/lib/campaigns/variants";
import { stratifyBy, stratum } from "@/lib/holdouts/stratify-by";
import { idSchema } from "@/lib/kernel/ids";
import { pageQuery } from "@/lib/kernel/page";
import { visibleText } from "@/lib/kernel/visible-text";
import { tag, tagList } from "@/lib/tags/tag-list";
import { peopleCount } from "@/lib/workspaces/people-count";

/** Basis points offered on the screen; the API accepts any share up to half. */
export const holdoutChoices = [500, 1000, 2000] as const;
export const DEFAULT_HOLDOUT_BP = 1000;
export const DEFAULT_WINDOW_DAYS = 14;

const name = visibleText("Give the campaign a name.", 100, "At most 100 characters.");
const holdoutBp = z
	.number()
	.int()
	.min(0, "The holdout cannot be less than no one.")
	.max(5000, "At most half of the people can be held out.");
const holdoutReason = z.string().trim().max(500, "At most 500 characters.").nullable();
const costCents = z
	.number()
	.int()
	.min(0, "A cost cannot be negative.")
	.max(2_000_000_000, "That is more than can be kept.");
const currency = z.string().regex(/^[A-Z]{3}$/, "Three capital letters, such as USD.");
const hypothesis = z.string().trim().max(1000, "At most 1,000 characters.").nullable();
const effectWorthHaving = z.number().gt(0, "More than 0.").lte(1, "At most 100 points.");

const someSegments = (verb: string) =>
	z
		.array(idSchema("seg"))
		.max(maxAudienceSegments, `At most ${maxAudienceSegments} segments can be ${verb}.`);
const addedSegments = someSegments("added");
const leftOutSegments = someSegments("left out");
/** Further segments whose people are addressed as well. */
const moreSegmentIds = addedSegments.default([]);
/** Segments whose members are left out, in whichever of the others they are. */
const excludedSegmentIds = leftOutSegments.default([]);

function needsReason(input: { holdoutBp?: number; holdoutReason?: string | null }): boolean {
	return input.holdoutBp !== 0 || (input.holdoutReason ?? "").trim() !== "";
}
const reasonIssue = {
	path: ["holdoutReason"],
	message: "Without a holdout no one will know what the campaign added. Write down why this is right here.",
};

export const createCampaignInput = z
	.object({
		name,
		segmentId: idSchema("seg"),
		moreSegmentIds,
		excludedSegmentIds,
		destinationId: idSchema("dst"),
		holdoutBp: holdoutBp.default(DEFAULT_HOLDOUT_BP),
		holdoutReason: holdoutReason.default(null),
		goalEvent: z.string().min(1, "Choose the event that counts as success.").max(200),
		valueProperty: z.string().min(1).max(200).nullable().default(null),
		currency: currency.default("USD"),
		windowDays: z
			.number()
			.int()
			.min(1, "At least 1 day.")
			.max(365, "At most 365 days.")
			.default(DEFAULT_WINDOW_DAYS),
		costCents: costCents.nullable().default(null),
		effectWorthHaving: effectWorthHaving.nullable().default(null),
		/** In percent: how sure the intervals are to hold the truth. */
		confidence: confidence.default(DEFAULT_CONFIDENCE),
		/** What it is expected to do, and why. */
		hypothesis: hypothesis.default(null),
		tags: tagList.default([]),
		endsAt: z.iso.datetime().nullable().default(null),
		/** Ways to address the treated people; none: everyone alike. */
		variants: variantsInput.default([]),
		/** Which metric of the goal the verdict is about. */
		primaryMetric: goalMetric.default("conversion"),
		/** Metrics besides those of the goal, secondary or as guardrails. */
		metrics: otherMetricsInput.default([]),
		/** Both groups are treated alike: no one is sent anything. Shows whether the measurement finds nothing where nothing is. */
		isAaTest: z.boolean().default(false),
		/**
		 * Balances the people of the launch: within each value of a trait (numbers in four bands), or by how much of the goal they
		 * had in the 28 days before, exactly the share is held out. Values with too few people are put together.
		 */
		stratifyBy: stratifyBy.nullable().default(null),
	})
	.refine(needsReason, reasonIssue)
	.refine(({ isAaTest, holdoutBp: share }) => !isAaTest || share > 0, {
		path: ["holdoutBp"],
		message: "An A/A test compares two groups. Hold some people out.",
	})
	.refine(({ isAaTest, variants }) => !isAaTest || variants.length === 0, {
		path: ["variants"],
		message: "An A/A test sends no one anything, so it has no variants. Remove them.",
	});
export type CreateCampaignInput = z.output<typeof createCampaignInput>;
export type CampaignAudienceInput = Pick<
	CreateCampaignInput,
	"segmentId" | "moreSegmentIds" | "excludedSegmentIds"
>;

export const updateCampaignInput = z
	.object({
		name,
		segmentId: idSchema("seg"),
		/** All further segments from now on, replacing the current ones. */
		moreSegmentIds: addedSegments,
		/** All segments that are left out from now on, replacing the current ones. */
		excludedSegmentIds: leftOutSegments,
		destinationId: idSchema("dst"),
		holdoutBp,
		holdoutReason,
		goalEvent: z.string().min(1).max(200),
		valueProperty: z.string().min(1).max(200).nullable(),
		currency,
		windowDays: z.number().int().min(1).max(365),
		costCents: costCents.nullable(),
		effectWorthHaving: effectWorthHaving.nullable(),
		confidence,
		hypothesis,
		/** All tags from now on, replacing the current ones. */
		tags: tagList,
		endsAt: z.iso.datetime().nullable(),
		/** All variants from now on, replacing the current ones. */
		variants: variantsInput,
		primaryMetric: goalMetric,
		/** All metrics besides those of the goal from now on, replacing the current ones. */
		metrics: otherMetricsInput,
		/** What the people of the launch are balanced by; null: nothing. */
		stratifyBy: stratifyBy.nullable(),
		/** The version the change was based on; a newer one is a conflict. */
		basedOnVersion: z.number().int().min(1),
	})
	.partial()
	.refine(needsReason, reasonIssue);
export type UpdateCampaignInput = z.output<typeof updateCampaignInput>;

export const previewCampaignInput = z.object({
	segmentId: idSchema("seg"),
	moreSegmentIds,
	excludedSegmentIds,
	destinationId: idSchema("dst"),
	/** Destinations of its variants: only people whom all of them reach are counted. */
	variantDestinationIds: z.array(idSchema("dst")).max(maxVariants).default([]),
	holdoutBp,
});
export type PreviewCampaignInput = z.output<typeof previewCampaignInput>;

/** Another way in which people of the same segment or account are reached now. */
const otherDelivery = z.object({
	kind: z.enum(["campaign", "sync"]),
	id: z.string(),
	name: z.string(),
	destination: z.string(),
	/** It reaches the same account. */
	isSameDestination: z.boolean(),
	/** It delivers one of the same segments. */
	isSameSegment: z.boolean(),
});
export type OtherDelivery = z.infer<typeof otherDelivery>;

/** A running or scheduled campaign that shares people with one that is about to be launched. */
const campaignConflict = z.object({
	id: z.string(),
	name: z.string(),
	status: z.enum(["running", "scheduled"]),
	/** Of a scheduled one. */
	startsAt: z.iso.datetime().nullable(),
	/** People both would have. */
	people: peopleCount,
	/** Of them, those whom the other treats. */
	treated: peopleCount,
	/** Whether the other counts as reaching people held out here: it delivers the same segment, or to the same account. */
	reachesHoldout: z.boolean(),
});
export type CampaignConflict = z.infer<typeof campaignConflict>;

/** What a launch would do now. */
export const campaignPreview = z.object({
	/** People in the audience: in its segments, without those who are in one that is left out. */
	segmentSize: z.number().int(),
	/** People who are in its segments and left out; null of a stored campaign, whose audience is counted as one segment. */
	excluded: z.number().int().nullable(),
	segmentAsOf: z.iso.datetime(),
	/** Reachable at the destination and agreeing to its purpose. */
	assignable: z.number().int(),
	/** Reachable and agreeing, but left out of every campaign by the global holdout. */
	globallyHeldOut: z.number().int(),
	willBeSent: z.number().int(),
	willBeHeldOut: z.number().int(),
	purpose: z.string(),
	/**
	 * Running campaigns that deliver the same segment, and syncs without a campaign that deliver it or to the same account and
	 * do not leave out whom campaigns hold out.
	 */
	others: z.array(otherDelivery),
	/** Running and scheduled campaigns that share people with it. */
	conflicts: z.array(campaignConflict),
});
export type CampaignPreview = z.infer<typeof campaignPreview>;

/** Defaults of a new campaign. Null where nothing suggests itself. */
export const campaignStart = z.object({
	destinationId: z.string().nullable(),
	goalEvent: z.string().nullable(),
	valueProperty: z.string().nullable(),
	currency: z.string(),
	holdoutBp: z.number().int(),
	windowDays: z.number().int(),
});
export type CampaignStart = z.infer<typeof campaignStart>;

const segmentRef = z.object({
	id: z.string(),
	name: z.string(),
	size: peopleCount.nullable(),
	asOf: z.iso.datetime().nullable(),
});
const destinationRef = z.object({
	id: z.string(),
	name: z.string(),
	network: z.string(),
	status: z.string(),
	isSandbox: z.boolean(),
});
const remainingReason = z.enum(["being_removed", "add_only", "paused", "not_connected"]);
export type RemainingReason = z.infer<typeof remainingReason>;

const campaignSync = z.object({
	id: z.string(),
	name: z.string(),
	status: z.string(),
	statusReason: z.string().nullable(),
	/** Of an ended campaign: who is still at the destination, as last counted, and why; null when no one is. */
	remaining: z.object({ people: peopleCount, reason: remainingReason }).nullable(),
});

const campaignVariant = z.object({
	key: z.string(),
	name: z.string(),
	/** Percent of the treated people. */
	weight: z.number(),
	/** Where it is delivered if not where the campaign is. */
	destination: z.object({ id: z.string(), name: z.string() }).nullable(),
	audienceName: z.string().nullable(),
	/** People who got it; null before launch. */
	people: peopleCount.nullable(),
});
export type CampaignVariant = z.infer<typeof campaignVariant>;

export const campaignSummary = z.object({
	id: idSchema("cmp"),
	name: z.string(),
	status: campaignStatus,
	segment: segmentRef.nullable(),
	destination: destinationRef.nullable(),
	holdoutBp: z.number().int(),
	/** No one is sent anything; both groups are expected not to differ. */
	isAaTest: z.boolean(),
	goalEvent: z.string().nullable(),
	windowDays: z.number().int(),
	tags: z.array(z.string()),
	ownerName: z.string(),
	createdAt: z.iso.datetime(),
	/** When a scheduled campaign will be launched. */
	startsAt: z.iso.datetime().nullable(),
	/** Why a scheduled campaign was not launched though it was due; it is tried again every minute. */
	launchProblem: z.string().nullable(),
	launchedAt: z.iso.datetime().nullable(),
	endsAt: z.iso.datetime().nullable(),
	endedAt: z.iso.datetime().nullable(),
	/** Of an ended campaign whose outcomes are still being counted: until when. */
	measuringUntil: z.iso.datetime().nullable(),
	archivedAt: z.iso.datetime().nullable(),
});
export type CampaignSummary = z.infer<typeof campaignSummary>;

const audienceSegment = z.object({
	id: z.string(),
	name: z.string(),
	size: peopleCount.nullable(),
	isArchived: z.boolean(),
});
export type AudienceSegment = z.infer<typeof audienceSegment>;

export const campaignDetail = campaignSummary.extend({
	/** One more with each change that a user saved. */
	version: z.number().int(),
	/** The segments it addresses and those it leaves out; `segment` is what they are together. */
	audience: z.object({ included: z.array(audienceSegment), excluded: z.array(audienceSegment) }),
	holdoutReason: z.string().nullable(),
	hypothesis: z.string().nullable(),
	valueProperty: z.string().nullable(),
	currency: z.string(),
	costCents: z.number().int().nullable(),
	effectWorthHaving: z.number().nullable(),
	/** In percent: how sure its intervals are to hold the truth. */
	confidence,
	metrics: z.array(
		z.object({
			name: z.string(),
			kind: z.string(),
			role: metricRole,
			/** Of a metric besides those of the goal, or of an imported file: what it counts or adds up, and divides by. */
			event: z.string().nullable(),
			property: z.string().nullable(),
			per: z.object({ event: z.string(), by: z.enum(["times", "people"]) }).nullable(),
			better: z.enum(["up", "down"]),
		}),
	),
	epochs: z.array(
		z.object({
			epoch: z.number().int(),
			holdoutBp: z.number().int(),
			/** cohort: everyone there at launch, divided exactly. buckets: newcomers, each by a hash alone. */
			method: z.enum(["cohort", "buckets"]),
			startedAt: z.iso.datetime(),
			/** Of a cohort that was balanced: its groups, each with exactly its share held out. Else empty. */
			strata: z.array(stratum.extend({ people: peopleCount, heldOut: peopleCount })),
		}),
	),
	/** What the people of its launch are balanced by. */
	stratifyBy: stratifyBy.nullable(),
	syncs: z.array(campaignSync),
	variants: z.array(campaignVariant),
	/** People in each arm; null before launch. */
	assigned: z.object({ treated: peopleCount, heldOut: peopleCount }).nullable(),
	/** From creation to launch; null before launch and for imports. */
	launchTookMs: z.number().nullable(),
	asOf: z.iso.datetime(),
});
export type CampaignDetail = z.infer<typeof campaignDetail>;

export const scheduleCampaignInput = z.object({ startsAt: z.iso.datetime() });
export type ScheduleCampaignInput = z.output<typeof scheduleCampaignInput>;

export const listCampaignsQuery = pageQuery.extend({
	/** measuring: ended, with outcomes still being counted. */
	status: z.enum([...campaignStatuses, "measuring"]).optional(),
	search: z.string().normalize().max(100).optional(),
	tag: tag.optional(),
	archived: z.enum(["true", "false"]).default("false"),
});
export type ListCampaignsQuery = z.output<typeof listCampaignsQuery>;

/** A way in which held-out people were reached. */
const leakPath = z.object({
	/** The campaign's own sync, a sync without a campaign, or the sync of another campaign. */
	kind: z.enum(["own", "sync", "campaign"]),
	syncId: z.string(),
	syncName: z.string(),
	/** Whose sync it is; null for one without a campaign. */
	campaign: z.object({ id: z.string(), name: z.string() }).nullable(),
	destinationName: z.string(),
	isSameAccount: z.boolean(),
	isSameSegment: z.boolean(),
	/** Held-out people reached this way; someone reached in two ways is in both. */
	people: z.number().int(),
	/** When the first of them was there after being assigned. */
	since: z.iso.datetime(),
});
export type LeakPath = z.infer<typeof leakPath>;

export const leakReport = z.object({
	asOf: z.iso.datetime(),
	/** People held out, each once after merges. */
	heldOut: z.number().int(),
	/** Those of them who were, or may have been, reached within their outcome window, in any way; each once. */
	reached: z.number().int(),
	/** Those reached through something other than the campaign's own syncs. */
	reachedElsewhere: z.number().int(),
	/** The ways, most people first. */
	paths: z.array(leakPath),
	/** Up to 100 of the people with a way they were reached. */
	people: z.array(
		z.object({ uid: z.number().int(), syncId: z.string(), syncName: z.string(), isOwnSync: z.boolean() }),
	),
});
export type LeakReport = z.infer<typeof leakReport>;

/** Exactly one of them: who is meant. */
export const personArmQuery = z.object({
	externalId: z.string().min(1).max(320).optional(),
	email: z.string().min(1).max(320).optional(),
});
export type PersonArmQuery = z.output<typeof personArmQuery>;

/** The arm one person is in, for as long as the campaign lives. */
export const personArm = z.object({
	asOf: z.iso.datetime(),
	/** False when the campaign never assigned them: they are not in its audience, or could not be reached. */
	isAssigned: z.boolean(),
	arm: z.enum(["treated", "holdout"]).nullable(),
	/** Null for held-out people, and where the campaign has no variants. */
	variant: z.object({ key: z.string(), name: z.string() }).nullable(),
	assignedAt: z.iso.datetime().nullable(),
	/**
	 * Of someone in the global holdout: since when. No campaign assigns them; whoever this one treated before that stays in its
	 * arm.
	 */
	globallyHeldOutSince: z.iso.datetime().nullable(),
	/** In words, why they are in no arm; null for someone who is in one. */
	reason: z.string().nullable(),
});
export type PersonArm = z.infer<typeof personArm>;
