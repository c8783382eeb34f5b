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
	/** Rows that brought nothing new: what they say was known. For lists, rows that name no one known. */
	rowsUnchanged: z.number().int(),
	rowsRejected: z.number().int(),
	peopleCreated: z.number().int(),
	/** People for whom a statement about the whole file was not counted, because they had said no. */
	refusals: z.number().int(),
	problems: z.number().int(),
	error: z.string().nullable(),
	/** When a try that broke off is made again. */
	nextTryAt: z.iso.datetime().nullable(),
	/** Since when no one works on an import that is not finished. */
	stalledSince: z.iso.datetime().nullable(),
	/** True while the file itself is kept, so that it can be mapped or started. */
	isFileKept: z.boolean(),
	createdBy: z.string(),
	createdAt: z.iso.datetime(),
	startedAt: z.iso.datetime().nullable(),
	finishedAt: z.iso.datetime().nullable(),
});
export type ImportView = z.infer<typeof importView>;

/** What to assume about the file; what is left out is guessed. */
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
	/** Null for kinds that bring their own mapping. What it still lacks is for someone to choose. */
	mapping: draftMapping.nullable(),
	/** What to ask before the import starts. */
	questions: z.array(mappingQuestion),
	/** Types of the traits this workspace has already. */
	traitTypes: z.record(z.string(), valueType),
	/** Rows of the whole file, from the bytes of the first ones. */
	estimatedRows: z.number().int(),
});
export type ImportInspection = z.infer<typeof importInspection>;

export const previewImportBody = z.object({ mapping: importMapping });
export const problemKinds = ["row", "refusal"] as const;
export const listProblemsQuery = pageQuery.extend({
	/** `row`: rows and cells that could not be read. `refusal`: people whom a statement did not count for. */
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
					/** Of a date: ISO text; a day without a time is that day alone. */
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
