import { z } from "zod";
import { syncContents, syncModes } from "@/lib/destinations/what-is-sent";
import { idSchema } from "@/lib/kernel/ids";
import { visibleText } from "@/lib/kernel/visible-text";
import { ownerReasons } from "@/lib/syncs/decide-key";
import { audienceUses } from "@/lib/syncs/describe-audience";
import { keyStates } from "@/lib/syncs/ledger";
import { mapping } from "@/lib/syncs/mapping/contracts";
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
});
export type RunCounts = z.output<typeof runCounts>;

export const runProgress = z.object({
	phase: z.enum(["planning", "removing", "adding", "finishing"]),
	done: z.number().int(),
	total: z.number().int(),
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

export const requestView = z.object({
	seq: z.number().int(),
	operation: z.enum(["add", "remove"]),
	keyCount: peopleCount,
	status: z.string(),
	message: z.string().nullable(),
	detail: z.string().nullable(),
	sentAt: z.string(),
	answeredAt: z.string().nullable(),
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
	/** People at the destination after the last finished run; null before the first. */
	delivered: peopleCount.nullable(),
	createdAt: z.string(),
});
export type SyncView = z.output<typeof syncView>;

/** The ledger's current state, in identifiers. */
export const ledgerTotals = z.object({
	wanted: z.number().int(),
	delivered: z.number().int(),
	unknown: z.number().int(),
	rejected: z.number().int(),
	toRemove: z.number().int(),
	sharedWithHeldOut: z.number().int(),
	/** People with one or more of those identifiers. */
	unknownPeople: z.number().int(),
	rejectedPeople: z.number().int(),
});
export const syncDetail = syncView.extend({
	/** Null for roles that may not see people. */
	ledger: ledgerTotals.nullable(),
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
	noIdentifier: z.number().int(),
	/** Why there is no preview and nothing can be sent; null when all is well. */
	problem: z.string().nullable(),
});
export type SyncPreview = z.output<typeof syncPreview>;

const everyMinutes = z.number().int().min(5, "at least every 5 minutes").max(43_200, "at most every 30 days");
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
	/** Null means by hand only. */
	everyMinutes: everyMinutes.nullable().default(60),
	...whatIsSent,
});
export type CreateSyncInput = z.input<typeof createSyncInput>;

export const updateSyncInput = z.strictObject({
	name: syncName.optional(),
	everyMinutes: everyMinutes.nullable().optional(),
	...whatIsSent,
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
	fate: z.enum(ownerReasons),
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
