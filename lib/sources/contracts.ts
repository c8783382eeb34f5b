import { z } from "zod";
import { idSchema } from "@/lib/kernel/ids";
import { visibleText } from "@/lib/kernel/visible-text";
import { displayPerson } from "@/lib/profiles/display-person";
import { valueType } from "@/lib/sources/trait-value";

export const sourceName = visibleText("give the source a name", 100);
export const createSourceInput = z.object({ name: sourceName });

export const writeKeyView = z.object({
	id: idSchema("wky"),
	/** First characters of the key, to recognize it by. */
	prefix: z.string(),
	createdAt: z.iso.datetime(),
	lastUsedAt: z.iso.datetime().nullable(),
	revokedAt: z.iso.datetime().nullable(),
});

export const sourceView = z.object({
	id: idSchema("src"),
	kind: z.enum(["http", "csv"]),
	name: z.string(),
	createdAt: z.iso.datetime(),
	writeKeys: z.array(writeKeyView),
});
export type SourceView = z.infer<typeof sourceView>;

export const newWriteKey = z.object({
	writeKey: writeKeyView,
	/** The whole key, returned once and stored only as a hash. */
	token: z.string(),
});

export const traitView = z.object({
	name: z.string(),
	type: valueType,
	/** Created by a computed trait, which decides its type. */
	isComputed: z.boolean(),
	people: z.number().int(),
	firstSeenAt: z.iso.datetime(),
	lastSeenAt: z.iso.datetime(),
});
export const propertyView = z.object({ name: z.string(), type: valueType });
export const eventView = z.object({
	name: z.string(),
	/**
	 * `beyond`: sent and stored, but over the number of names offered to rules; `hidden`: hidden by a member.
	 */
	state: z.enum(["offered", "hidden", "beyond"]),
	count: z.number().int(),
	people: z.number().int(),
	lastAt: z.iso.datetime().nullable(),
	properties: z.array(propertyView),
});
export const dataCatalogueView = z.object({
	traits: z.array(traitView),
	/** Including the most frequent of those beyond what rules are offered. */
	events: z.array(eventView),
	/** How many names rules may be offered, and how many more were sent. */
	maxEvents: z.number().int(),
	eventsBeyond: z.number().int(),
	/** How many trait names have stored values, and whether the limit is reached. */
	maxTraits: z.number().int(),
	isFullOfTraits: z.boolean(),
	asOf: z.iso.datetime(),
});
/** How many days of event counts the catalogue shows. */
export const eventTrendDays = 30;

export const eventTrend = z.object({
	name: z.string(),
	/** Count for each of the last 30 24-hour periods, oldest first. */
	days: z.array(z.number().int()),
	/** Its last time, if a regular event has stopped. */
	stoppedSince: z.iso.datetime().nullable(),
});
export type EventTrend = z.infer<typeof eventTrend>;

/** How many messages of a source are shown at once. */
export const maxMessages = 50;

export const sourceMessage = z.object({
	id: z.string(),
	/** Null where only traits were set. */
	event: z.string().nullable(),
	/** Names of the traits that were set; contact data is not among them. */
	traits: z.array(z.string()),
	properties: z.record(z.string(), z.unknown()),
	person: displayPerson,
	time: z.iso.datetime(),
	receivedAt: z.iso.datetime(),
});
export type SourceMessage = z.infer<typeof sourceMessage>;

const eventName = z.string().min(1).max(200);
export const tidyEventsInput = z.object({
	names: z.array(eventName).min(1).max(5_000),
	isHidden: z.boolean(),
});
export type TidyEventsInput = z.infer<typeof tidyEventsInput>;

export const retypeTraitInput = z.object({
	name: z.string().min(1).max(200),
	type: valueType,
	/** Otherwise nothing is changed: the answer previews the change. */
	isConfirmed: z.boolean().default(false),
});
export type RetypeTraitInput = z.infer<typeof retypeTraitInput>;
export const retypedTrait = z.object({
	isChanged: z.boolean(),
	/** People whose value already has the type, can be read as the type, or counts as not set. */
	alike: z.number().int(),
	converted: z.number().int(),
	left: z.number().int(),
	/** Some of the values that cannot be read as the type. */
	examples: z.array(z.string()),
	/** Segments and computed traits whose rules use it in its old type: they must be edited. */
	users: z.array(z.string()),
});
export type RetypedTrait = z.infer<typeof retypedTrait>;
export type DataCatalogueView = z.infer<typeof dataCatalogueView>;
