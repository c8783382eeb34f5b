import { AppError } from "@/lib/kernel/app-error";
import { newId } from "@/lib/kernel/ids";
import { columnNames } from "@/lib/sources/files/column-names";
import type { ImportView } from "@/lib/sources/files/import-contracts";
import type { ImportConsent, ImportMapping } from "@/lib/sources/files/import-mapping";
import { beginImport } from "@/lib/sources/server/imports/begin-import";
import { findImport, importView } from "@/lib/sources/server/imports/import-view";
import { sampleFile } from "@/lib/sources/server/imports/read-file";
import { uploadPath } from "@/lib/sources/server/imports/uploads";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";

/** What is stored of the consent of an import: the answer, and the statement's id where there is one. */
export type StoredConsent = { consent: ImportConsent; statementId: string };

async function checkColumns(filePath: string, mapping: ImportMapping, consent: ImportConsent): Promise<void> {
	const { records } = await sampleFile(filePath, mapping.file);
	const header = mapping.file.hasHeader ? (records[0]?.cells ?? []) : null;
	if (header) {
		const names = columnNames(header, header.length);
		const wrong = mapping.columns.findIndex((column, i) => column.column !== names[i]);
		if (names.length !== mapping.columns.length || wrong >= 0) {
			throw new AppError(
				"invalid",
				"The columns have changed since the file was read. Look at the file again.",
				{
					issues: [
						{
							path: `mapping.columns.${Math.max(wrong, 0)}.column`,
							message: "is not the file's column at this place",
						},
					],
				},
			);
		}
	}
	if (consent.kind === "column" && consent.column >= mapping.columns.length) {
		throw new AppError("invalid", "The file has no such column for consent.", {
			issues: [{ path: "consent.column", message: "the file has no such column" }],
		});
	}
}

/**
 * Starts the import of people or events, in the background. A written consent statement is recorded with the
 * actor.
 */
export async function startImport(
	ctx: Context,
	{ importId, mapping, consent }: { importId: string; mapping: ImportMapping; consent: ImportConsent },
): Promise<ImportView> {
	allow(ctx, "data.write");
	const row = await findImport(ctx, importId);
	if (row.kind === "campaign")
		throw new AppError("precondition", "This file holds a campaign; start it under Campaigns.");
	if (row.kind === "list")
		throw new AppError("precondition", "This file is for a list of people; start it under Segments.");
	if (row.status !== "uploaded")
		throw new AppError("conflict", "This import was already started or canceled.");
	await checkColumns(uploadPath(row.storedPath), mapping, consent);
	await ctx.db.$transaction(async (tx) => {
		let statementId = "";
		if (consent.kind === "statement") {
			statementId = newId("stm");
			await tx.consentStatement.create({
				data: {
					id: statementId,
					workspaceId: ctx.workspace.id,
					purposes: consent.purposes,
					statement: consent.statement,
					actorId: ctx.actor.id,
					actorName: ctx.actor.name,
					importId,
					at: ctx.now,
				},
			});
		}
		const stored: StoredConsent = { consent, statementId };
		await tx.import.update({ where: { id: importId }, data: { kind: mapping.kind } });
		await beginImport(tx, ctx, { importId, mapping, consent: stored });
	});
	return importView(await findImport(ctx, importId));
}
