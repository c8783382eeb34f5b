import { z } from "zod";
import { personKind } from "@/lib/identity/identifier";
import { idSchema } from "@/lib/kernel/ids";
import { visibleText } from "@/lib/kernel/visible-text";
import { importView } from "@/lib/sources/files/import-contracts";
import { fileFormat } from "@/lib/sources/files/import-mapping";
import { peopleCount } from "@/lib/workspaces/people-count";

export const listId = idSchema("lst");
const instant = z.iso.datetime({ offset: true });

/**
 * empty: it never had anyone. building: a file is being read, or the SELECT has yet to run for the first
 * time. ready. stale: the last attempt failed; the previous people are still on it.
 */
export const listStates = ["empty", "building", "ready", "stale"] as const;
export type ListState = (typeof listStates)[number];

export const storedList = z.object({
	id: listId,
	name: z.string(),
	kind: z.enum(["file", "sql"]),
	state: z.enum(listStates),
	staleReason: z.string().nullable(),
	/** When the failure is retried, at the latest. */
	nextTryAt: instant.nullable(),
	/** People on it who exist; null if it never had anyone. */
	size: peopleCount.nullable(),
	/** Rows of the last file that matched no known person. */
	unmatched: peopleCount.nullable(),
	/** When its people were last replaced or added to. */
	asOf: instant.nullable(),
	sql: z.string().nullable(),
	refreshEveryMinutes: z.number().int().nullable(),
	/** The last file for it; also null for roles that may not read data. */
	upload: importView.nullable(),
	createdName: z.string(),
	createdAt: instant,
	updatedAt: instant,
	isArchived: z.boolean(),
});
export type StoredList = z.infer<typeof storedList>;

export const storedLists = z.object({ items: z.array(storedList) });

const listName = visibleText("Give the list a name", 120);
const select = z.string().trim().min(1, "Write a SELECT").max(10_000);
const refreshEveryMinutes = z.number().int().min(5).max(10_080);

export const createListInput = z.discriminatedUnion("kind", [
	z.object({ kind: z.literal("file"), name: listName }),
	z.object({
		kind: z.literal("sql"),
		name: listName,
		/** One SELECT of people's numbers, in a column named uid. */
		sql: select,
		refreshEveryMinutes: refreshEveryMinutes.default(1_440),
	}),
]);
export type CreateListInput = z.input<typeof createListInput>;

export const updateListInput = z.object({
	name: listName.optional(),
	sql: select.optional(),
	refreshEveryMinutes: refreshEveryMinutes.optional(),
});
export type UpdateListInput = z.input<typeof updateListInput>;

export const uploadMapping = z.object({
	file: fileFormat,
	/** The column that identifies the person, counted from 0, and its name as in `inspection`. */
	column: z.number().int().min(0).max(999),
	columnName: z.string().max(500),
	identifier: personKind,
});
export type UploadMapping = z.infer<typeof uploadMapping>;

export const startUploadInput = z.object({
	importId: idSchema("imp"),
	mapping: uploadMapping,
	/** Whether the people of the file replace those on the list, or are added. */
	mode: z.enum(["replace", "append"]),
});
export type StartUploadInput = z.input<typeof startUploadInput>;
