import { z } from "zod";
import { normalizeIdentifier } from "@/lib/identity/identifier";
import { listId, uploadMapping } from "@/lib/lists/contracts";
import { addToBuild, serveBuild } from "@/lib/lists/server/list-builds";
import { matchIdentifiers } from "@/lib/lists/server/match-identifiers";
import { fitCells, leftOverReason, type RowProblem } from "@/lib/sources/files/read-row";
import type { ImportHandler } from "@/lib/sources/server/imports/run-import";
import type { Context } from "@/lib/workspaces/server/context";

/** What an import for a list carries. */
export const storedListImport = z.object({
	listId,
	mapping: uploadMapping,
	mode: z.enum(["replace", "append"]),
	/** How many columns the file has; not known of imports that began before it was kept. */
	width: z.int().positive().optional(),
});

const kindNames = { user_id: "a user id", email: "an email address", anonymous_id: "an anonymous id" };

/**
 * Files of people for a list: each row names one by an identifier. Who is not known is counted and not created. `onServed`
 * is called when the list has its new people.
 */
export const listImport = (onServed: (ctx: Context, listId: string) => Promise<void>): ImportHandler => ({
	open: (ctx, imported) => {
		const stored = storedListImport.parse(imported.mapping);
		const { column, columnName, identifier, file } = stored.mapping;
		const build = { listId: stored.listId, build: imported.id };
		return {
			format: file,
			idPrefix: `${imported.id}\n`,
			take: async (rows, checkpoint) => {
				const problems: RowProblem[] = [];
				const values: string[] = [];
				for (const { line, cells: given } of rows) {
					const width = stored.width ?? given.length;
					const cells = fitCells(given, width);
					if (!cells) {
						problems.push({ line, column: "", reason: leftOverReason(given, width) });
						continue;
					}
					const value = normalizeIdentifier(identifier, cells[column] ?? "");
					if (value !== null) values.push(value);
					else {
						const reason = cells[column]?.trim() ? `is not ${kindNames[identifier]}` : "is empty";
						problems.push({ line, column: columnName, reason });
					}
				}
				const found = (await matchIdentifiers(ctx, identifier, values)).filter((uid) => uid !== null);
				if (found.length > 0) await addToBuild(ctx, build, found);
				await ctx.db.$transaction((tx) =>
					checkpoint(tx, {
						accepted: found.length,
						unchanged: values.length - found.length,
						rejected: problems.length,
						peopleCreated: 0,
						problems,
					}),
				);
			},
			finish: async () => {
				const { rowsUnchanged } = await ctx.db.import.findUniqueOrThrow({ where: { id: imported.id } });
				await serveBuild(ctx, build, {
					isAppending: stored.mode === "append",
					unmatched: rowsUnchanged,
					asOf: imported.startedAt ?? imported.createdAt,
				});
				await onServed(ctx, stored.listId);
			},
		};
	},
});
