import { z } from "zod";
import { valueTypes } from "@/lib/rules/catalog";
import { peopleCount } from "@/lib/workspaces/people-count";

const instant = z.iso.datetime({ offset: true });

/** Path to a node of a rule: the index at each level, the outermost group is `[]`. */
export const nodePath = z.array(z.number().int());

/** An event that decided a condition. `message` finds it in the person's timeline. */
const decidingEvent = z.object({ event: z.string(), at: instant, message: z.string() });

export const explainedNode = z.object({
	path: nodePath,
	/** Only for groups. */
	combinator: z.enum(["and", "or"]).nullable(),
	isNot: z.boolean(),
	holds: z.boolean(),
	/** The condition in plain English, as it continues "People …". */
	text: z.string(),
	/** What was found for this person; empty for a group. */
	evidence: z.string(),
	/** Newest first, a few of them. */
	events: z.array(decidingEvent),
	eventCount: z.number().int(),
});
export type ExplainedNode = z.infer<typeof explainedNode>;

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
	/** What a rule can build on: segments (archived ones only for their names) and stored lists. */
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
	search: z.string().normalize().max(200).default(""),
});
export type ListValuesQuery = z.infer<typeof listValuesQuery>;
export const valuesOutput = z.object({
	/** Most common first. `count` is people for a trait, events for a property. */
	values: z.array(z.object({ value: z.string(), count: z.number().int() })),
});

export const traitExamples = z.object({
	/** Traits with few different values, and the most common of them; a trait with many is not listed. */
	traits: z.array(z.object({ name: z.string(), values: z.array(z.string()) })),
});
export type TraitExamples = z.infer<typeof traitExamples>;

export const countPropertiesQuery = z.object({ event: z.string().max(200) });
export type CountPropertiesQuery = z.infer<typeof countPropertiesQuery>;
export const propertyCounts = z.object({
	/** How many of the event's occurrences were sampled. */
	events: z.number().int(),
	/** How many of them contain each property. */
	properties: z.array(z.object({ name: z.string(), count: z.number().int() })),
});
export type PropertyCounts = z.infer<typeof propertyCounts>;
