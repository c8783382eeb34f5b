import { z } from "zod";
import { idSchema } from "@/lib/kernel/ids";
import { pageQuery } from "@/lib/kernel/page";
import { visibleText } from "@/lib/kernel/visible-text";
import { delimiters } from "@/lib/sources/files/csv-reader";
import {
	draftMapping,
	encodings,
	fileFormat,
	importConsent,
	importMapping,
	mappingQuestion,
} from "@/lib/sources/files/import-mapping";
import { valueType } from "@/lib/sources/trait-value";

export const importKinds = ["people", "events", "campaign", "list"] as const;
export const importKind = z.enum(importKinds);
export type ImportKind = z.infer<typeof importKind>;

export const importStatuses = ["uploaded", "running", "finished", "failed", "cancelled"] as const;
export const importStatus = z.enum(importStatuses);

export const maxFileBytes = 2 * 1024 ** 3;

export const uploadImportQuery = z.object({
	kind: importKind,
	fileName: visibleText("name the file", 255)
		// U+FFFD replaces bytes of an address that are not text.
		.refine((name) => !/[\ufffd\p{Cc}]/u.test(name), {
			message: "is not text in UTF-8, encoded for an address",
		}),
});

export const importView = z.object({
	id: idSchema("imp"),
	kind: importKind,
	fileName: z.string(),
	status: importStatus,
	bytesTotal: z.number().int(),
	bytesRead: z.number().int(),
	rowsRead: z.number().int(),
	rowsAccepted: z.number().int(),
	/** Rows that added nothing new. For lists, rows that match no known person. */
	rowsUnchanged: z.number().int(),
	rowsRejected: z.number().int(),
	peopleCreated: z.number().int(),
	/** People for whom a statement about the whole file was not counted, because they had said no. */
	refusals: z.number().int(),
	problems: z.number().int(),
	error: z.string().nullable(),
	/** When a failed attempt is retried. */
	nextTryAt: z.iso.datetime().nullable(),
	/** Since when an unfinished import has had no worker. */
	stalledSince: z.iso.datetime().nullable(),
	/** True while the file itself is kept, so that it can be mapped or started. */
	isFileKept: z.boolean(),
	createdBy: z.string(),
	createdAt: z.iso.datetime(),
	startedAt: z.iso.datetime().nullable(),
	finishedAt: z.iso.datetime().nullable(),
});
export type ImportView = z.infer<typeof importView>;

/** Known settings of the file; missing ones are guessed. */
export const inspectImportQuery = z.object({
	kind: z.enum(["people", "events"]).optional(),
	delimiter: z.enum(delimiters).optional(),
	encoding: z.enum(encodings).optional(),
	hasHeader: z.enum(["true", "false"]).optional(),
});

export const importInspection = z.object({
	file: fileFormat,
	columns: z.array(z.string()),
	/** The first 20 rows, with their line numbers. */
	rows: z.array(z.object({ line: z.number().int(), cells: z.array(z.string()) })),
	/** Null for kinds that bring their own mapping. What it lacks is for someone to choose. */
	mapping: draftMapping.nullable(),
	/** Questions to answer before the import starts. */
	questions: z.array(mappingQuestion),
	/** Types of the traits this workspace already has. */
	traitTypes: z.record(z.string(), valueType),
	/** Estimated rows of the whole file, from the size of the first ones. */
	estimatedRows: z.number().int(),
});
export type ImportInspection = z.infer<typeof importInspection>;

export const previewImportBody = z.object({ mapping: importMapping });
export const problemKinds = ["row", "refusal"] as const;
export const listProblemsQuery = pageQuery.extend({
	/** `row`: rows and cells that could not be read. `refusal`: people a statement did not count for. */
	kind: z.enum(problemKinds).default("row"),
});
export const rowProblem = z.object({ line: z.number().int(), column: z.string(), reason: z.string() });
export const importPreview = z.object({
	rows: z.array(
		z.object({
			line: z.number().int(),
			isKept: z.boolean(),
			person: z.string(),
			event: z.string().nullable(),
			at: z.iso.datetime().nullable(),
			values: z.array(
				z.object({
					name: z.string(),
					/** For a date: ISO text; a day without a time is only the day. */
					value: z.string(),
					isDate: z.boolean(),
					isPersonal: z.boolean(),
				}),
			),
			problems: z.array(rowProblem),
		}),
	),
});
export type ImportPreview = z.infer<typeof importPreview>;

export const startImportBody = z.object({ mapping: importMapping, consent: importConsent });
