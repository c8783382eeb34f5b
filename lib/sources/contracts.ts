import { z } from "zod";
import { idSchema } from "@/lib/kernel/ids";
import { valueType } from "@/lib/sources/trait-value";

export const sourceName = z.string().trim().min(1, "give the source a name").max(100);
export const createSourceInput = z.object({ name: sourceName });

export const writeKeyView = z.object({
	id: idSchema("wky"),
	/** First characters of the key, to recognise it by. */
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
	/** The whole key, given once and stored only as a hash. */
	token: z.string(),
});

export const traitView = z.object({
	name: z.string(),
	type: valueType,
	people: z.number().int(),
	firstSeenAt: z.iso.datetime(),
	lastSeenAt: z.iso.datetime(),
});
export const propertyView = z.object({ name: z.string(), type: valueType });
export const eventView = z.object({
	name: z.string(),
	count: z.number().int(),
	people: z.number().int(),
	lastAt: z.iso.datetime().nullable(),
	properties: z.array(propertyView),
});
/** A trait and the type it is to have. Dates are left out: what text they were written in is not known any more. */
export const retypingInput = z.object({
	name: z.string().min(1).max(200),
	type: z.enum(["string", "number", "boolean", "list"]),
});
export type RetypingInput = z.infer<typeof retypingInput>;
export const retyping = z.object({
	name: z.string(),
	from: valueType,
	to: valueType,
	/** People who have a value now; of them, whose value reads as the new type, and whose does not and is found no more. */
	people: z.number().int(),
	converted: z.number().int(),
	kept: z.number().int(),
});
export type Retyping = z.infer<typeof retyping>;

export const dataCatalogueView = z.object({
	traits: z.array(traitView),
	events: z.array(eventView),
	asOf: z.iso.datetime(),
});
export type DataCatalogueView = z.infer<typeof dataCatalogueView>;
