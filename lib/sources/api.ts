import { z } from "zod";
import { consentPurpose } from "@/lib/consent/purposes";
import { personKind } from "@/lib/identity/identifier";
import { defineApi } from "@/lib/kernel/api-contract";
import { idSchema } from "@/lib/kernel/ids";
import { pageOf, pageQuery } from "@/lib/kernel/page";
import {
	createSourceInput,
	dataCatalogueView,
	eventTrend,
	maxMessages,
	newWriteKey,
	retypedTrait,
	retypeTraitInput,
	sourceMessage,
	sourceView,
	tidyEventsInput,
	writeKeyView,
} from "@/lib/sources/contracts";
import {
	importInspection,
	importPreview,
	importView,
	inspectImportQuery,
	listProblemsQuery,
	previewImportBody,
	rowProblem,
	startImportBody,
	uploadImportQuery,
} from "@/lib/sources/files/import-contracts";

const sourceParams = z.object({ sourceId: idSchema("src") });

export const sourcesApi = {
	list: defineApi({
		method: "GET",
		path: "/sources",
		summary: "Sources and their write keys",
		allow: "data.read",
		output: pageOf(sourceView),
	}),
	create: defineApi({
		method: "POST",
		path: "/sources",
		summary: "Create a source of live messages; returns its write key once",
		allow: "data.write",
		body: createSourceInput,
		output: z.object({ source: sourceView, token: z.string() }),
		status: 201,
	}),
	archive: defineApi({
		method: "DELETE",
		path: "/sources/{sourceId}",
		summary: "Archive a source; its write keys stop working, its data stays",
		allow: "data.write",
		params: sourceParams,
		output: z.object({ id: idSchema("src") }),
	}),
	messages: defineApi({
		method: "GET",
		path: "/sources/{sourceId}/messages",
		summary: `The last ${maxMessages} things a source sent in the last 24 hours that were accepted: events, and traits that were set`,
		allow: "data.read",
		params: sourceParams,
		output: z.object({ asOf: z.iso.datetime(), items: z.array(sourceMessage) }),
	}),
	createKey: defineApi({
		method: "POST",
		path: "/sources/{sourceId}/write-keys",
		summary: "Create another write key; returned once",
		allow: "data.write",
		params: sourceParams,
		output: newWriteKey,
		status: 201,
	}),
	revokeKey: defineApi({
		method: "DELETE",
		path: "/sources/{sourceId}/write-keys/{writeKeyId}",
		summary: "Revoke a write key",
		allow: "data.write",
		params: sourceParams.extend({ writeKeyId: idSchema("wky") }),
		output: writeKeyView,
	}),
	catalogue: defineApi({
		method: "GET",
		path: "/sources/catalogue",
		summary: "Traits and events seen so far, with counts",
		allow: "data.read",
		output: dataCatalogueView,
	}),
	trends: defineApi({
		method: "GET",
		path: "/sources/catalogue/trends",
		summary: "How often each event came on each of the last 30 days, and which have stopped coming",
		allow: "data.read",
		output: z.object({ asOf: z.iso.datetime(), items: z.array(eventTrend) }),
	}),
	tidyEvents: defineApi({
		method: "POST",
		path: "/sources/catalogue/events/tidy",
		summary: "Hide names of events from rules, or offer them again; what was sent stays",
		allow: "data.write",
		body: tidyEventsInput,
		output: z.object({ changed: z.number().int() }),
	}),
	retypeTrait: defineApi({
		method: "POST",
		path: "/sources/catalogue/traits/retype",
		summary:
			"Change the type of a trait; without confirmation it only says what happens to the values it holds",
		allow: "data.write",
		body: retypeTraitInput,
		output: retypedTrait,
	}),
};

const importParams = z.object({ importId: idSchema("imp") });

export const importsApi = {
	list: defineApi({
		method: "GET",
		path: "/imports",
		summary: "Imports of files, newest first",
		allow: "data.read",
		query: pageQuery,
		output: pageOf(importView),
	}),
	upload: defineApi({
		method: "POST",
		path: "/imports",
		summary: "Upload a file; nothing is imported before it is started with a mapping",
		allow: "data.write",
		query: uploadImportQuery,
		rawBody: "text/csv",
		output: importView,
		status: 201,
	}),
	get: defineApi({
		method: "GET",
		path: "/imports/{importId}",
		summary: "One import and how far it is",
		allow: "data.read",
		params: importParams,
		output: importView,
	}),
	inspect: defineApi({
		method: "GET",
		path: "/imports/{importId}/inspection",
		summary: "How the file reads: its columns, first 20 rows and a guessed mapping",
		allow: "data.write",
		params: importParams,
		query: inspectImportQuery,
		output: importInspection,
	}),
	preview: defineApi({
		method: "POST",
		path: "/imports/{importId}/preview",
		summary: "What the first 20 rows become under a mapping; changes nothing",
		allow: "data.write",
		params: importParams,
		body: previewImportBody,
		output: importPreview,
	}),
	start: defineApi({
		method: "POST",
		path: "/imports/{importId}/start",
		summary: "Import the file under a mapping and a statement about consent",
		allow: "data.write",
		params: importParams,
		body: startImportBody,
		output: importView,
	}),
	cancel: defineApi({
		method: "POST",
		path: "/imports/{importId}/cancel",
		summary: "Stop an import; rows already imported stay",
		allow: "data.write",
		params: importParams,
		output: importView,
	}),
	problems: defineApi({
		method: "GET",
		path: "/imports/{importId}/problems",
		summary: "Bad rows with line, column and reason",
		allow: "data.read",
		params: importParams,
		query: listProblemsQuery,
		output: pageOf(rowProblem),
	}),
	problemsFile: defineApi({
		method: "GET",
		path: "/imports/{importId}/problems.csv",
		summary: "All bad rows as CSV",
		allow: "data.read",
		params: importParams,
		output: "csv",
	}),
};

export const consentApi = {
	record: defineApi({
		method: "POST",
		path: "/consent",
		summary: "Record that a person granted or withdrew consent for a purpose",
		allow: "data.write",
		body: z.object({
			identifier: z.object({ kind: personKind, value: z.string().min(1).max(512) }),
			purpose: consentPurpose,
			state: z.enum(["granted", "denied"]),
			/** When they stated it; now unless given. */
			at: z.iso.datetime({ offset: true }).optional(),
			statement: z.string().max(2_000).default(""),
		}),
		output: z.object({ uid: z.number().int() }),
		status: 201,
	}),
};
