import { z } from "zod";
import { idSchema } from "@/lib/kernel/ids";
import { isStorableText } from "@/lib/kernel/input-text";
import { pageOf, pageQuery } from "@/lib/kernel/page";
import { visibleText } from "@/lib/kernel/visible-text";
import { displayPerson } from "@/lib/profiles/display-person";
import { valueTypes } from "@/lib/rules/catalog";
import { traitDefinition, traitKinds } from "@/lib/traits/definition";
import { peopleCount } from "@/lib/workspaces/people-count";

export const traitId = idSchema("ctr");
const instant = z.iso.datetime({ offset: true });
const valueType = z.enum(valueTypes);

/**
 * live: its values are kept fresh. building: those of the newest version are not there yet. stale: the last
 * recomputation could not run; the last values remain. archived: values were removed, the history is kept.
 */
export const traitStates = ["live", "building", "stale", "archived"] as const;
export type TraitState = (typeof traitStates)[number];

/** What would break without the trait. */
export const traitUser = z.object({ kind: z.enum(["segment", "trait"]), id: z.string(), name: z.string() });
export type TraitUser = z.infer<typeof traitUser>;

export const traitSummary = z.object({
	id: traitId,
	name: z.string(),
	description: z.string(),
	kind: z.enum(traitKinds),
	valueType,
	state: z.enum(traitStates),
	staleReason: z.string().nullable(),
	/** When the failure is retried, at the latest. */
	nextTryAt: instant.nullable(),
	ownerId: z.string(),
	ownerName: z.string(),
	version: z.number().int(),
	servedVersion: z.number().int().nullable(),
	/** How many people have a value; null while none were computed. */
	people: peopleCount.nullable(),
	asOf: instant.nullable(),
	usedIn: z.array(traitUser),
	/** In plain English. */
	says: z.string(),
	/** The unit of its numbers: "times", "points", or the property they are computed from. */
	unit: z.string().nullable(),
	createdAt: instant,
	updatedAt: instant,
});
export type TraitSummary = z.infer<typeof traitSummary>;

export const traitRun = z.object({
	id: z.string(),
	version: z.number().int(),
	asOf: instant,
	isBackfill: z.boolean(),
	status: z.enum(["running", "finished", "failed"]),
	people: peopleCount.nullable(),
	changed: peopleCount.nullable(),
	cleared: peopleCount.nullable(),
	error: z.string().nullable(),
	startedAt: instant,
	finishedAt: instant.nullable(),
});
export type TraitRun = z.infer<typeof traitRun>;

const bucket = z.object({ from: z.number(), to: z.number(), people: z.number().int() });

/** Distribution of values. Dates are milliseconds in buckets. The last bucket reaches to the largest value. */
export const distribution = z.discriminatedUnion("kind", [
	z.object({
		kind: z.enum(["numbers", "dates"]),
		min: z.number(),
		median: z.number(),
		mean: z.number(),
		max: z.number(),
		/** One bucket for each value. */
		isByValue: z.boolean(),
		buckets: z.array(bucket),
	}),
	z.object({
		kind: z.literal("values"),
		distinct: z.number().int(),
		/** Most common first. */
		values: z.array(z.object({ value: z.string(), people: z.number().int() })),
	}),
	z.object({ kind: z.literal("nothing") }),
]);
export type Distribution = z.infer<typeof distribution>;

export const traitDetail = traitSummary.extend({
	definition: traitDefinition,
	versions: z.array(
		z.object({
			version: z.number().int(),
			says: z.string(),
			createdName: z.string(),
			createdAt: instant,
		}),
	),
	runs: z.array(traitRun),
});
export type TraitDetail = z.infer<typeof traitDetail>;

export const listTraitsQuery = pageQuery.extend({
	search: z.string().normalize().max(200).optional(),
	kind: z.enum(traitKinds).optional(),
	state: z.enum([...traitStates, "active", "all"]).default("active"),
});
export type ListTraitsQuery = z.infer<typeof listTraitsQuery>;
export const traitPage = pageOf(traitSummary);

const name = visibleText("Give the trait a name", 100).refine(
	(text) => isStorableText(text) && !/\p{Cc}/u.test(text),
	"must be plain text",
);
const description = z.string().normalize().trim().max(1000);

/** A definition as its author wrote it: the verb checks it against the language and the workspace's names. */
const givenDefinition = z.record(z.string(), z.unknown()).meta({ checkedAs: "TraitDefinition" });

export const createTraitInput = z.object({
	name,
	description: description.default(""),
	definition: givenDefinition,
});
export type CreateTraitInput = z.input<typeof createTraitInput>;

export const updateTraitInput = z.object({
	description: description.optional(),
	definition: givenDefinition.optional(),
	/** The version the change was based on; a newer one is a conflict. */
	basedOnVersion: z.number().int().min(1).optional(),
});
export type UpdateTraitInput = z.input<typeof updateTraitInput>;

export const previewTraitInput = z.object({
	definition: givenDefinition,
	/** The trait being edited, to detect a formula that leads back to it. */
	name: z.string().max(200).optional(),
	asOf: instant.optional(),
});
export type PreviewTraitInput = z.input<typeof previewTraitInput>;

export const traitSpread = z.object({
	asOf: instant,
	valueType,
	/** People with a value, and everyone who exists. */
	people: z.number().int(),
	base: z.number().int(),
	distribution,
});
export type TraitSpread = z.infer<typeof traitSpread>;

export const traitPreview = traitSpread.extend({ says: z.string(), tookMs: z.number() });
export type TraitPreview = z.infer<typeof traitPreview>;

const traitValue = z.union([z.string(), z.number(), z.boolean(), z.array(z.string())]);
export const traitSample = z.object({
	asOf: instant,
	people: z.array(z.object({ person: displayPerson, value: traitValue })),
});
export type TraitSample = z.infer<typeof traitSample>;

/** Stages, with how people moved between them in a period. */
export const stageMoves = z.object({
	from: instant,
	asOf: instant,
	/** In the order of the lifecycle; the last, without a name, is "no stage". */
	stages: z.array(
		z.object({
			stage: z.string().nullable(),
			people: z.number().int(),
			entered: z.number().int(),
			left: z.number().int(),
		}),
	),
	/** Most frequent first. */
	moves: z.array(
		z.object({
			from: z.string().nullable(),
			to: z.string().nullable(),
			times: z.number().int(),
			lastAt: instant,
		}),
	),
});
export type StageMoves = z.infer<typeof stageMoves>;
