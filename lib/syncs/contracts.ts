import { z } from "zod";
import { syncContents, syncModes } from "@/lib/destinations/what-is-sent";
import { mapping } from "@/lib/syncs/mapping/contracts";
import { audienceUses, syncGuards, syncSchedule } from "@/lib/syncs/sync-settings";
import { syncTrouble } from "@/lib/syncs/sync-trouble";
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
	/** Of them, those whom the workspace holds out of everything. */
	globallyHeldOut: count,
	noConsent: count,
	erased: count,
	/** With an identifier on the suppression list. */
	suppressed: count,
	/** In an excluded segment, or waiting because it is not known who is. */
	excluded: count,
	/** Reached the campaign's goal. */
	converted: count,
	/** In another variant of the campaign. */
	otherVariant: count,
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
	/** Mapped fields that no longer exist at the destination: they were left out of what was sent. */
	missingFields: z.array(z.string()).default([]),
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

export const syncView = z.object({
	id: z.string(),
	name: z.string(),
	segment: z.object({ id: z.string(), name: z.string() }),
	campaign: z
		.object({
			id: z.string(),
			name: z.string(),
			/** What counts as converting, and within how many days; null: not chosen yet. */
			goalEvent: z.string().nullable(),
			windowDays: z.number().int(),
		})
		.nullable(),
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
	/** Whether whoever a running campaign holds out is held out of this sync too; only of one without a campaign. */
	keepsHoldouts: z.boolean(),
	/** Whether people of the global holdout are sent all the same; only of one without a campaign. */
	reachesGlobalHoldout: z.boolean(),
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
	 * because an excluded segment is not; `ended`: its campaign is over, so its audience is removed, unless it only adds; `needs_confirmation`: a run waits for someone's answer; `emptying`:
	 * it is being archived and removes everyone first.
	 */
	status: z.enum(["active", "paused", "failing", "stale", "ended", "needs_confirmation", "emptying"]),
	statusReason: z.string().nullable(),
	/** Why runs add and update no one though nothing is wrong at the destination; people who leave are still removed. */
	blockedBy: z.enum(["currencies"]).nullable(),
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
	/** Whether the destination says anything of whom it matched. */
	reportsMatches: z.boolean(),
	/** What an admin has to do before the destination's connection works again; null while it does. */
	connectionFix: z.enum(["change", "reconnect"]).nullable(),
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
	/** The destination rejected every identifier of theirs, and nothing about them has changed since. */
	rejected: z.number().int(),
	heldOut: z.number().int(),
	/** Of them, those whom the workspace holds out of everything. */
	globallyHeldOut: z.number().int(),
	noConsent: z.number().int(),
	suppressed: z.number().int(),
	excluded: z.number().int(),
	converted: z.number().int(),
	otherVariant: z.number().int(),
	outranked: z.number().int(),
	/** Left out because a field of theirs cannot be sent, as of the last plan. */
	unmapped: z.number().int(),
	noIdentifier: z.number().int(),
	/** Why there is no preview and nothing can be sent; null when all is well. */
	problem: z.string().nullable(),
});
export type SyncPreview = z.output<typeof syncPreview>;

/** People whom campaigns hold out and a sync would reach. */
export const holdoutPreview = z.object({
	asOf: z.string(),
	/** Each once; null while the segment was never computed. */
	people: z.number().int().nullable(),
	campaigns: z.array(
		z.object({
			id: z.string(),
			name: z.string(),
			/** False for one that has ended and whose last outcome windows are still open. */
			isRunning: z.boolean(),
			people: z.number().int().nullable(),
		}),
	),
});
export type HoldoutPreview = z.output<typeof holdoutPreview>;

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
