import { z } from "zod";
import { idSchema } from "@/lib/kernel/ids";
import { pageOf, pageQuery } from "@/lib/kernel/page";
import { visibleText } from "@/lib/kernel/visible-text";
import { displayPerson } from "@/lib/profiles/display-person";
import { nodePath } from "@/lib/rules/contracts";
import { givenRule } from "@/lib/rules/given-rule";
import { segmentRule } from "@/lib/rules/rule";
import { tag, tagList } from "@/lib/tags/tag-list";
import { peopleCount } from "@/lib/workspaces/people-count";

export const segmentId = idSchema("seg");
const instant = z.iso.datetime({ offset: true });

/**
 * live: its people are being served. building: not yet refreshed. stale: the last refresh could not run; the
 * last membership remains served. archived: kept for the record.
 */
export const segmentStates = ["live", "building", "stale", "archived"] as const;
export type SegmentState = (typeof segmentStates)[number];

export const segmentSummary = z.object({
	id: segmentId,
	name: z.string(),
	description: z.string(),
	ownerId: z.string(),
	ownerName: z.string(),
	state: z.enum(segmentStates),
	staleReason: z.string().nullable(),
	/** When the failure is retried, at the latest. */
	nextTryAt: instant.nullable(),
	isRefreshing: z.boolean(),
	version: z.number().int(),
	/** Null while nothing has been served yet. */
	servedVersion: z.number().int().nullable(),
	size: peopleCount.nullable(),
	knownSize: peopleCount.nullable(),
	/** The instant the size was counted at. */
	asOf: instant.nullable(),
	refreshEveryMinutes: z.number().int(),
	tags: z.array(z.string()),
	createdAt: instant,
	updatedAt: instant,
});
export type SegmentSummary = z.infer<typeof segmentSummary>;

export const segmentDetail = segmentSummary.extend({ rule: segmentRule });
export type SegmentDetail = z.infer<typeof segmentDetail>;

export const segmentSorts = ["updated", "name", "size"] as const;
export const listSegmentsQuery = pageQuery.extend({
	search: z.string().normalize().max(200).optional(),
	state: z.enum([...segmentStates, "active", "all"]).default("active"),
	owner: z.string().max(60).optional(),
	tag: tag.optional(),
	sort: z.enum(segmentSorts).default("updated"),
	direction: z.enum(["asc", "desc"]).optional(),
});
export type ListSegmentsQuery = z.infer<typeof listSegmentsQuery>;
/** `confirmed` archives a segment that others build on. */
export const archiveQuery = z.object({ confirmed: z.enum(["true", "false"]).default("false") });
export const segmentPage = pageOf(segmentSummary);

export const reachOfAll = z.object({
	asOf: instant,
	people: peopleCount,
	/** By at least one channel or connected destination: with an identifier it accepts, and with consent. */
	reachable: peopleCount,
});
export type ReachOfAll = z.infer<typeof reachOfAll>;

/** How many days of sizes the list of segments shows. */
export const trendDays = 30;

export const segmentTrend = z.object({
	segmentId,
	/**
	 * The served size at the end of each of the last 30 24-hour periods and at their beginning, oldest first;
	 * the last one is the current size. Null where nothing was served yet.
	 */
	sizes: z.array(peopleCount.nullable()),
	/** A week ago another rule was served: the two sizes are not comparable. */
	isRuleNew: z.boolean(),
	/**
	 * What still delivers or addresses its people. `name` is the alphabetically first; a campaign's own sync
	 * counts as its campaign.
	 */
	usedIn: z.object({
		campaigns: z.number().int(),
		syncs: z.number().int(),
		name: z.string().nullable(),
	}),
});
export type SegmentTrend = z.infer<typeof segmentTrend>;
export const listTrendsQuery = z.object({ segmentId: segmentId.optional() });
export const segmentTrends = z.object({ asOf: instant, items: z.array(segmentTrend) });

const segmentName = visibleText("Give the segment a name", 120);
const description = z.string().normalize().trim().max(1000);
const refreshEveryMinutes = z.number().int().min(5).max(10_080);

export const createSegmentInput = z.object({
	name: segmentName,
	description: description.default(""),
	rule: givenRule,
	refreshEveryMinutes: refreshEveryMinutes.default(60),
	tags: tagList.default([]),
});
export type CreateSegmentInput = z.input<typeof createSegmentInput>;

export const updateSegmentInput = z.object({
	name: segmentName.optional(),
	description: description.optional(),
	rule: givenRule.optional(),
	refreshEveryMinutes: refreshEveryMinutes.optional(),
	/** All tags from now on, replacing the current ones. */
	tags: tagList.optional(),
	/** The version the change was based on; a newer one is a conflict. */
	basedOnVersion: z.number().int().min(1).optional(),
	/** Save the rule even though golden people are on its wrong side. */
	confirmGolden: z.boolean().optional(),
});
export type UpdateSegmentInput = z.input<typeof updateSegmentInput>;

export const previewInput = z.object({
	rule: givenRule,
	/** Fixed for one editing session, so that its numbers can be compared; now if absent. */
	asOf: instant.optional(),
	/**
	 * A key the caller chooses for one editing session: conditions already counted in it at the same instant
	 * are not queried again.
	 */
	session: z.string().min(1).max(60).optional(),
});
export type PreviewInput = z.input<typeof previewInput>;

export const segmentPreview = z.object({
	asOf: instant,
	total: z.number().int(),
	known: z.number().int(),
	anonymous: z.number().int(),
	/** Everyone who exists at asOf. */
	base: z.number().int(),
	/** How many people match each group and condition on its own. */
	nodes: z.array(z.object({ path: nodePath, size: z.number().int() })),
	/**
	 * For an outermost "all of" group: how many are left after each condition in turn. Empty for other rules.
	 */
	steps: z.array(z.object({ path: nodePath, left: z.number().int() })),
	description: z.string(),
	tookMs: z.number(),
});
export type SegmentPreview = z.infer<typeof segmentPreview>;

export const samplePeopleOutput = z.object({ asOf: instant, people: z.array(displayPerson) });

export const membersPage = pageOf(displayPerson).extend({
	version: z.number().int(),
	asOf: instant,
	total: z.number().int(),
});

export const segmentRefresh = z.object({
	id: z.string(),
	version: z.number().int(),
	asOf: instant,
	status: z.enum(["running", "finished", "failed"]),
	size: peopleCount.nullable(),
	knownSize: peopleCount.nullable(),
	entered: peopleCount.nullable(),
	exited: peopleCount.nullable(),
	error: z.string().nullable(),
	startedAt: instant,
	finishedAt: instant.nullable(),
});
export type SegmentRefresh = z.infer<typeof segmentRefresh>;

export const segmentVersion = z.object({
	version: z.number().int(),
	rule: segmentRule,
	createdName: z.string(),
	createdAt: instant,
});

export const segmentHistory = z.object({
	versions: z.array(segmentVersion),
	refreshes: z.array(segmentRefresh),
	/** One point for each finished refresh, oldest first. */
	sizes: z.array(
		z.object({
			asOf: instant,
			/** From when on these people were served; a moment after the instant they were evaluated at. */
			servedAt: instant,
			size: peopleCount,
			knownSize: peopleCount.nullable(),
			version: z.number().int(),
		}),
	),
});
export type SegmentHistory = z.infer<typeof segmentHistory>;
