import { z } from "zod";
import { idSchema } from "@/lib/kernel/ids";
import { visibleText } from "@/lib/kernel/visible-text";
import { syncTrouble } from "@/lib/syncs/find-sync-troubles";
import { keyStates } from "@/lib/syncs/ledger";
import { syncTotals } from "@/lib/syncs/totals";
import { peopleCount } from "@/lib/workspaces/people-count";

const count = z.number().int().default(0);

/**
 * Counts of one run. A person is counted once however many identifiers they have; keys are single
 * identifiers.
 */
export const runCounts = z.object({
	/** Of the segment, at the run's instant. */
	members: count,
	wanted: count,
	heldOut: count,
	noConsent: count,
	erased: count,
	/** Wanted people without any identifier this sync sends. */
	noIdentifier: count,
	/** Identifiers that a held-out and a wanted person share: not sent. */
	sharedWithHeldOut: count,
	/** People the destination holds now, as far as its answers show. */
	delivered: count,
	/** Identifiers in this run. */
	added: count,
	removed: count,
	renewed: count,
	/** There already, with other fields. */
	updated: count,
	rejected: count,
	refused: count,
	unknown: count,
	/** Stopped at the last gate. */
	heldBack: count,
	/** Rows the destination called invalid without saying which. */
	invalidUnnamed: count,
	/** What the destination reports as matched, if it does. */
	matched: z.number().int().nullable().default(null),
	sizeLower: z.number().int().nullable().default(null),
	sizeUpper: z.number().int().nullable().default(null),
	isFull: z.boolean().default(false),
});
export type RunCounts = z.output<typeof runCounts>;

export const runProgress = z.object({
	phase: z.enum(["planning", "removing", "adding", "finishing"]),
	done: z.number().int(),
	total: z.number().int(),
	/** When this phase began, and when `done` was last written; absent while nothing was. */
	since: z.string().optional(),
	at: z.string().optional(),
});
export type RunProgress = z.output<typeof runProgress>;

const runError = z.object({ message: z.string(), detail: z.string().nullable().default(null) });

export const runStatuses = ["queued", "running", "cancelling", "finished", "failed", "cancelled"] as const;
export const runView = z.object({
	id: z.string(),
	syncId: z.string(),
	trigger: z.string(),
	status: z.enum(runStatuses),
	asOf: z.string().nullable(),
	/** Null for roles that may not see people: the totals would reveal the reasons of a few. */
	counts: runCounts.nullable(),
	progress: runProgress.nullable(),
	error: runError.nullable(),
	createdAt: z.string(),
	startedAt: z.string().nullable(),
	finishedAt: z.string().nullable(),
});
export type RunView = z.output<typeof runView>;

const exchangeView = z.object({
	/** Method and address. */
	line: z.string(),
	/** Null: no answer came. */
	status: z.number().int().nullable(),
	answer: z.string(),
	tookMs: z.number().int(),
	at: z.string(),
});
export type ExchangeView = z.output<typeof exchangeView>;

export const requestView = z.object({
	seq: z.number().int(),
	operation: z.enum(["add", "remove"]),
	keyCount: peopleCount,
	status: z.string(),
	message: z.string().nullable(),
	detail: z.string().nullable(),
	sentAt: z.string(),
	answeredAt: z.string().nullable(),
	/** What was sent and answered, without identifiers and secrets; kept for the last runs only. */
	exchanges: z.array(exchangeView),
});
export type RequestView = z.output<typeof requestView>;

export const syncView = z.object({
	id: z.string(),
	name: z.string(),
	segment: z.object({ id: z.string(), name: z.string() }),
	campaign: z.object({ id: z.string(), name: z.string() }).nullable(),
	destination: z.object({ id: z.string(), name: z.string(), network: z.string(), networkName: z.string() }),
	identifiers: z.array(z.object({ kind: z.string(), label: z.string(), sentAs: z.string() })),
	purpose: z.string(),
	remoteAudienceId: z.string().nullable(),
	remoteAudienceName: z.string(),
	everyMinutes: z.number().int().nullable(),
	nextRunAt: z.string().nullable(),
	/**
	 * `stale`: it delivers, but people of a segment that is no longer kept up to date; `ended`: its campaign
	 * is over, so its audience is removed.
	 */
	status: z.enum(["active", "paused", "failing", "stale", "ended"]),
	statusReason: z.string().nullable(),
	/** The newest run, whatever its result. */
	lastRun: runView.nullable(),
	/** People at the destination as last counted; null before the first run. */
	delivered: peopleCount.nullable(),
	/** When the newest run without a failure ended. */
	lastSuccessAt: z.string().nullable(),
	/** People who wait to be sent, and since when; null before the first run. */
	waiting: peopleCount.nullable(),
	waitingSince: z.string().nullable(),
	/** People at the destination after each of the last runs, oldest first; empty for roles that may not see people. */
	trend: z.array(z.number().int()),
	/** What is not as it should be though runs do not fail. */
	troubles: z.array(syncTrouble),
	createdAt: z.string(),
});
export type SyncView = z.output<typeof syncView>;

export const syncDetail = syncView.extend({
	/** Null before the first run, and for roles that may not see people. */
	totals: syncTotals.nullable(),
	/** How long after an upload the destination may still change what it says of matches; null: it says nothing. */
	matchDelayMs: z.number().int().nullable(),
});
export type SyncDetail = z.output<typeof syncDetail>;

/** How far back "lately" goes. */
export const recentDays = 7;

/** People at the workspace's destinations, each counted once. */
export const deliveredTotals = z.object({
	asOf: z.string(),
	/** At one or more of them now, as far as their answers show. */
	people: peopleCount,
	/** Those of them sent there, or sent again, in the last 7 days. */
	lately: peopleCount,
});
export type DeliveredTotals = z.output<typeof deliveredTotals>;

/** What a run would do now, in people; nothing is sent to find out. */
export const syncPreview = z.object({
	asOf: z.string(),
	members: z.number().int(),
	wanted: z.number().int(),
	toAdd: z.number().int(),
	toRemove: z.number().int(),
	unchanged: z.number().int(),
	heldOut: z.number().int(),
	noConsent: z.number().int(),
	noIdentifier: z.number().int(),
	/** Why there is no preview and nothing can be sent; null when all is well. */
	problem: z.string().nullable(),
});
export type SyncPreview = z.output<typeof syncPreview>;

const everyMinutes = z.number().int().min(5, "at least every 5 minutes").max(43_200, "at most every 30 days");
const syncName = visibleText("A name is needed", 100);

export const createSyncInput = z.strictObject({
	name: syncName.optional(),
	segmentId: idSchema("seg"),
	destinationId: idSchema("dst"),
	campaignId: idSchema("cmp").optional(),
	/** Kinds of the network, e.g. email; all of them unless given. Fixed for the life of the audience. */
	identifierKinds: z.array(z.string().max(40)).min(1, "Choose at least one identifier").max(10).optional(),
	/** Null means by hand only. */
	everyMinutes: everyMinutes.nullable().default(60),
});
export type CreateSyncInput = z.input<typeof createSyncInput>;

export const updateSyncInput = z.strictObject({
	name: syncName.optional(),
	everyMinutes: everyMinutes.nullable().optional(),
});
export type UpdateSyncInput = z.output<typeof updateSyncInput>;

export const runTriggers = ["manual", "schedule", "launch", "erasure"] as const;
export type RunTrigger = (typeof runTriggers)[number];

/** State of one identifier of a person; the identifier itself is not shown. */
export const deliveryOfPerson = z.object({
	syncId: z.string(),
	syncName: z.string(),
	destinationName: z.string(),
	/** The person's state in this sync, in one word and one sentence. */
	fate: z.enum(["wanted", "held_out", "no_consent", "left", "erased"]),
	sentence: z.string(),
	/**
	 * Progress of removing an erased person, whose identifiers are no longer listed; null for everyone else.
	 */
	removal: z
		.object({
			/** When the destination had confirmed all of it; null until then. */
			confirmedAt: z.string().nullable(),
			nextTryAt: z.string().nullable(),
		})
		.nullable(),
	identifiers: z.array(
		z.object({
			kind: z.string(),
			label: z.string(),
			state: z.enum(keyStates),
			/** Whether it is to be at the destination. */
			isDesired: z.boolean(),
			sentence: z.string(),
			since: z.string(),
			runId: z.string().nullable(),
			nextTryAt: z.string().nullable(),
			expiresAt: z.string().nullable(),
		}),
	),
});
export type DeliveryOfPerson = z.output<typeof deliveryOfPerson>;

export const outcomeFilters = ["delivered", "waiting", "unknown", "rejected", "leaving", "shared"] as const;
export const outcomeRow = z.object({
	uid: z.number().int(),
	label: z.string(),
	kind: z.string(),
	state: z.enum(keyStates),
	sentence: z.string(),
	since: z.string(),
});
export type OutcomeRow = z.output<typeof outcomeRow>;

/** One person's fate in one sync. */
export const personInSync = z.object({
	uid: z.number().int(),
	label: z.string(),
	place: z.enum(["there", "not_there", "unclear"]),
	/** Where they are, and why. */
	sentence: z.string(),
	/** Since when, where it is known. */
	since: z.string().nullable(),
	nextTryAt: z.string().nullable(),
	identifiers: deliveryOfPerson.shape.identifiers,
});
export type PersonInSync = z.output<typeof personInSync>;

/** What a destination said about matches at one instant; what it does not say is null. */
export const matchPoint = z.object({
	at: z.string(),
	size: z.object({ lower: z.number().int(), upper: z.number().int() }).nullable(),
	/** As a fraction. */
	rate: z.object({ lower: z.number(), upper: z.number() }).nullable(),
});
export type MatchPoint = z.output<typeof matchPoint>;
