import { z } from "zod";
import { syncContents, syncModes } from "@/lib/destinations/what-is-sent";
import { idSchema } from "@/lib/kernel/ids";
import { visibleText } from "@/lib/kernel/visible-text";
import { ownerReasons } from "@/lib/syncs/decide-key";
import { audienceUses } from "@/lib/syncs/describe-audience";
import { syncTrouble } from "@/lib/syncs/find-sync-troubles";
import { keyStates } from "@/lib/syncs/ledger";
import { mapping } from "@/lib/syncs/mapping/contracts";
import { scopeInput } from "@/lib/syncs/scope-input";
import { syncGuards, syncSchedule } from "@/lib/syncs/sync-settings";
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
	/** With an identifier on the suppression list. */
	suppressed: count,
	/** In an excluded segment, or waiting because it is not known who is. */
	excluded: count,
	/** Reached the campaign's goal. */
	converted: count,
	/** Wanted by a sync of the same group that comes first. */
	outranked: count,
	/** Wanted people without any identifier this sync sends. */
	noIdentifier: count,
	/** Wanted people who are left out because a field of theirs cannot be sent. */
	unmapped: count,
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
	/** Everyone is sent again, whatever the ledger says is there already. */
	isResend: z.boolean().default(false),
	/** People not added because the audience is below the sync's minimum. */
	belowMinimum: count,
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

/** What a run would do that someone must confirm first, in people. */
export const runQuestion = z.object({
	runId: z.string(),
	kind: z.enum(["first_run", "change"]),
	/** At the destination when it was asked. */
	delivered: z.number().int(),
	entering: z.number().int(),
	leaving: z.number().int(),
	/** What is beyond the limit; both are let through by confirming. */
	isBeyond: z.array(z.enum(["entering", "leaving"])),
	askedAt: z.string(),
});
export type RunQuestion = z.output<typeof runQuestion>;

export const runStatuses = [
	"queued",
	"running",
	"cancelling",
	"finished",
	"needs_confirmation",
	"failed",
	"cancelled",
] as const;
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
	/** Why it sent nothing, when it needs confirmation; null for roles that may not see people. */
	question: runQuestion.nullable(),
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
	mode: z.enum(syncModes),
	content: z.enum(syncContents),
	/** Whether the people there are to be reached or kept out. */
	use: z.enum(audienceUses),
	mapping,
	/** Segments whose members are kept out. */
	excludedSegments: z.array(
		z.object({
			id: z.string(),
			name: z.string(),
			/** Why no one is added because of it; null when all is well. */
			problem: z.string().nullable(),
		}),
	),
	/** Whether people who converted in the campaign are sent no more, and removed. */
	stopsOnConversion: z.boolean(),
	/** Of the syncs of one group at one destination, only the first that wants a person delivers them. */
	priorityGroup: z.string().nullable(),
	/** Place in the group; 1 comes first. */
	priority: z.number().int().nullable(),
	remoteAudienceId: z.string().nullable(),
	remoteAudienceName: z.string(),
	schedule: syncSchedule,
	/** The zone in which a cron schedule is read: the workspace's. */
	timeZone: z.string(),
	nextRunAt: z.string().nullable(),
	/** The next three, for times and intervals. */
	nextRuns: z.array(z.string()),
	guards: syncGuards,
	/** When someone agreed to the first run; null: nothing was sent and nothing is. */
	confirmedAt: z.string().nullable(),
	/** What the last run asks before it sends anything; null when it asks nothing. */
	question: runQuestion.nullable(),
	/** Being archived: its runs remove everyone, and it is archived when the audience is empty. */
	emptyingSince: z.string().nullable(),
	/**
	 * `stale`: it delivers, but people of a segment that is no longer kept up to date, or adds no one
	 * because an excluded segment is not; `ended`: its campaign is over, so its audience is removed; `needs_confirmation`: a run waits for someone's answer; `emptying`:
	 * it is being archived and removes everyone first.
	 */
	status: z.enum(["active", "paused", "failing", "stale", "ended", "needs_confirmation", "emptying"]),
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
	/** People whose delivery or removal waits, and since when; null for roles that may not see people. */
	backlog: z.object({ people: z.number().int(), since: z.string().nullable() }).nullable(),
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
	/** Already there, and possibly with other fields: exactly who is known once the run compares them. */
	toUpdate: z.number().int(),
	unchanged: z.number().int(),
	heldOut: z.number().int(),
	noConsent: z.number().int(),
	suppressed: z.number().int(),
	excluded: z.number().int(),
	converted: z.number().int(),
	outranked: z.number().int(),
	noIdentifier: z.number().int(),
	/** Why there is no preview and nothing can be sent; null when all is well. */
	problem: z.string().nullable(),
});
export type SyncPreview = z.output<typeof syncPreview>;

const syncName = visibleText("A name is needed", 100);

/** What is sent about a person, and how the audience follows the segment. */
const whatIsSent = {
	/** Fields at the destination and where their values come from. */
	mapping: mapping.optional(),
	mode: z.enum(syncModes).optional(),
	/** Both with a mapping, membership without one, unless given. */
	content: z.enum(syncContents).optional(),
	use: z.enum(audienceUses).optional(),
};

export const createSyncInput = z.strictObject({
	name: syncName.optional(),
	segmentId: idSchema("seg"),
	destinationId: idSchema("dst"),
	campaignId: idSchema("cmp").optional(),
	/** Kinds of the network, e.g. email; all of them unless given. Fixed for the life of the audience. */
	identifierKinds: z.array(z.string().max(40)).min(1, "Choose at least one identifier").max(10).optional(),
	schedule: syncSchedule.default({ kind: "interval", everyMinutes: 60 }),
	...whatIsSent,
	/** The usual limits apply where none is given. */
	guards: syncGuards.partial().default({}),
	/** Consent that people must have given, one the network is used for; its usual one unless given. */
	purpose: z.string().max(40).optional(),
	excludedSegmentIds: scopeInput.excludedSegmentIds.default([]),
	stopsOnConversion: scopeInput.stopsOnConversion.default(false),
	priorityGroup: scopeInput.priorityGroup.default(null),
	priority: scopeInput.priority.default(null),
});
export type CreateSyncInput = z.input<typeof createSyncInput>;

export const updateSyncInput = z.strictObject({
	name: syncName.optional(),
	schedule: syncSchedule.optional(),
	...whatIsSent,
	/** Only the limits that are given change. */
	guards: syncGuards.partial().optional(),
	excludedSegmentIds: scopeInput.excludedSegmentIds.optional(),
	stopsOnConversion: scopeInput.stopsOnConversion.optional(),
	priorityGroup: scopeInput.priorityGroup.optional(),
	priority: scopeInput.priority.optional(),
});
export type UpdateSyncInput = z.output<typeof updateSyncInput>;

export const runTriggers = [
	"manual",
	"schedule",
	"segment",
	"confirmed",
	"launch",
	"emptying",
	"erasure",
] as const;
export type RunTrigger = (typeof runTriggers)[number];

/** State of one identifier of a person; the identifier itself is not shown. */
export const deliveryOfPerson = z.object({
	syncId: z.string(),
	syncName: z.string(),
	destinationName: z.string(),
	/** The person's state in this sync, in one word and one sentence. */
	fate: z.enum(ownerReasons),
	sentence: z.string(),
	/** Why this sync could not be explained; null when it could. */
	problem: z.string().nullable(),
	/**
	 * The receipt for someone who may no longer be sent (consent withdrawn, or suppressed) and whom the
	 * destination held; null for everyone else.
	 */
	withdrawal: z
		.object({
			reason: z.enum(["withdrawn", "suppressed"]),
			requestedAt: z.string(),
			/** When the destination had confirmed all of it; null until then. */
			confirmedAt: z.string().nullable(),
			nextTryAt: z.string().nullable(),
			sentence: z.string(),
		})
		.nullable(),
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

export const outcomeFilters = [
	"delivered",
	"waiting",
	"unknown",
	"rejected",
	"leaving",
	"shared",
	"unmapped",
] as const;
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
