import { z } from "zod";
import { idSchema } from "@/lib/kernel/ids";
import { pageOf, pageQuery } from "@/lib/kernel/page";
import { displayPerson } from "@/lib/profiles/display-person";
import { valueTypes } from "@/lib/segments/catalog";
import { segmentRule } from "@/lib/segments/rule";
import { peopleCount } from "@/lib/workspaces/people-count";

export const segmentId = idSchema("seg");
const instant = z.iso.datetime({ offset: true });

/**
 * live: its people are being served. building: not yet refreshed. stale: the last refresh could not run; the last
 * membership goes on being served. archived: kept for the record.
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
	isRefreshing: z.boolean(),
	version: z.number().int(),
	/** Null while nothing has been served yet. */
	servedVersion: z.number().int().nullable(),
	size: peopleCount.nullable(),
	knownSize: peopleCount.nullable(),
	/** The instant the size is of. */
	asOf: instant.nullable(),
	refreshEveryMinutes: z.number().int(),
	createdAt: instant,
	updatedAt: instant,
});
export type SegmentSummary = z.infer<typeof segmentSummary>;

export const segmentDetail = segmentSummary.extend({ rule: segmentRule });
export type SegmentDetail = z.infer<typeof segmentDetail>;

export const segmentSorts = ["updated", "name", "size"] as const;
export const listSegmentsQuery = pageQuery.extend({
	search: z.string().max(200).optional(),
	state: z.enum([...segmentStates, "active", "all"]).default("active"),
	owner: z.string().max(60).optional(),
	sort: z.enum(segmentSorts).default("updated"),
	direction: z.enum(["asc", "desc"]).optional(),
});
export type ListSegmentsQuery = z.infer<typeof listSegmentsQuery>;
/** `confirmed` archives a segment that others build on. */
export const archiveQuery = z.object({ confirmed: z.enum(["true", "false"]).default("false") });
export const segmentPage = pageOf(segmentSummary);

const segmentName = z.string().trim().min(1, "Give the segment a name").max(120);
const description = z.string().trim().max(1000);
const refreshEveryMinutes = z.number().int().min(5).max(10_080);

/** A rule as somebody wrote it: checked against the language and the workspace's names by the verb, leaf by leaf. */
const givenRule = z.record(z.string(), z.unknown());

export const createSegmentInput = z.object({
	name: segmentName,
	description: description.default(""),
	rule: givenRule,
	refreshEveryMinutes: refreshEveryMinutes.default(60),
});
export type CreateSegmentInput = z.input<typeof createSegmentInput>;

export const updateSegmentInput = z.object({
	name: segmentName.optional(),
	description: description.optional(),
	rule: givenRule.optional(),
	refreshEveryMinutes: refreshEveryMinutes.optional(),
	/** The version the change was made on; another one in between is a conflict. */
	basedOnVersion: z.number().int().min(1).optional(),
	/** Save the rule even though golden people are on its wrong side. */
	confirmGolden: z.boolean().optional(),
});
export type UpdateSegmentInput = z.input<typeof updateSegmentInput>;

export const previewInput = z.object({
	rule: givenRule,
	/** Fixed for one editing session, so that its numbers can be compared; now if absent. */
	asOf: instant.optional(),
	/** A word of the caller's for one editing session: conditions already counted in it at the same instant are not asked again. */
	session: z.string().min(1).max(60).optional(),
});
export type PreviewInput = z.input<typeof previewInput>;

export const nodePath = z.array(z.number().int());
export const segmentPreview = z.object({
	asOf: instant,
	total: z.number().int(),
	known: z.number().int(),
	anonymous: z.number().int(),
	/** Everybody there is at asOf. */
	base: z.number().int(),
	/** How many people each group and condition holds for, by itself. */
	nodes: z.array(z.object({ path: nodePath, size: z.number().int() })),
	/** Of an outermost "all of" group: how many are left after each condition in turn. Empty for other rules. */
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
			/** From when on these people were served; a moment after the instant they are of. */
			servedAt: instant,
			size: peopleCount,
			knownSize: peopleCount.nullable(),
			version: z.number().int(),
		}),
	),
});
export type SegmentHistory = z.infer<typeof segmentHistory>;

const valueType = z.enum(valueTypes);
const namedType = z.object({ name: z.string(), type: valueType });
const namedSet = z.object({ id: z.string(), name: z.string(), size: peopleCount.nullable() });
export const catalogOutput = z.object({
	traits: z.array(namedType),
	events: z.array(
		z.object({
			name: z.string(),
			lastSeenAt: instant,
			/** How often it was sent in the last 30 days; absent when that could not be counted in time. */
			recentCount: z.number().int().optional(),
			properties: z.array(namedType),
		}),
	),
	/** What a rule can build on: segments, the archived ones for their names only, and stored lists. */
	segments: z.array(namedSet.extend({ isArchived: z.boolean() })),
	lists: z.array(namedSet),
	timeZone: z.string(),
});
export type CatalogOutput = z.infer<typeof catalogOutput>;

export const listValuesQuery = z.object({
	/** A trait's name; or a property's together with `event`. */
	trait: z.string().max(200).optional(),
	event: z.string().max(200).optional(),
	property: z.string().max(200).optional(),
	search: z.string().max(200).default(""),
});
export type ListValuesQuery = z.infer<typeof listValuesQuery>;
export const valuesOutput = z.object({
	/** Commonest first. `count` is people for a trait, events for a property. */
	values: z.array(z.object({ value: z.string(), count: z.number().int() })),
});

export const countPropertiesQuery = z.object({ event: z.string().max(200) });
export type CountPropertiesQuery = z.infer<typeof countPropertiesQuery>;
export const propertyCounts = z.object({
	/** How many of the event's occurrences were looked at. */
	events: z.number().int(),
	/** In how many of them each property stands. */
	properties: z.array(z.object({ name: z.string(), count: z.number().int() })),
});
export type PropertyCounts = z.infer<typeof propertyCounts>;
