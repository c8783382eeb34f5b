import { AppError } from "@/lib/kernel/app-error";
import { type StartUploadInput, type StoredList, startUploadInput } from "@/lib/lists/contracts";
import { requireOpenList, toList } from "@/lib/lists/server/list-row";
import type { Transaction } from "@/lib/platform/postgres/database";
import { columnNames } from "@/lib/sources/files/column-names";
import { beginImport } from "@/lib/sources/server/imports/begin-import";
import { findImport } from "@/lib/sources/server/imports/import-view";
import { sampleFile } from "@/lib/sources/server/imports/read-file";
import { uploadPath } from "@/lib/sources/server/imports/uploads";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";
import { recordAudit } from "@/lib/workspaces/server/record-audit";

/**
 * Starts reading an uploaded file onto a list, in the background. Until it is complete, the list stays as it
 * is.
 */
export async function startListUpload(
	ctx: Context,
	listId: string,
	given: StartUploadInput,
): Promise<StoredList> {
	allow(ctx, "lists.write");
	const { importId, mapping, mode } = startUploadInput.parse(given);
	const list = await requireOpenList(ctx, ctx.db, listId);
	if (list.kind !== "file") {
		throw new AppError("precondition", "This list is kept by a SELECT; a file cannot change it.");
	}
	const row = await findImport(ctx, importId);
	if (row.kind !== "list") {
		throw new AppError("precondition", "This file was uploaded as data; upload it for a list.");
	}
	if (row.status !== "uploaded") {
		throw new AppError("conflict", "This file was already started or canceled.");
	}
	const { records } = await sampleFile(uploadPath(row.storedPath), mapping.file);
	const header = mapping.file.hasHeader ? (records[0]?.cells ?? []) : null;
	const width = header?.length ?? Math.max(1, ...records.map(({ cells }) => cells.length));
	const names = columnNames(header, width);
	if (names[mapping.column] !== mapping.columnName) {
		throw new AppError("invalid", "The column does not fit the file; look at it again.", {
			issues: [{ path: "mapping.column", message: "is not the file's column of that name" }],
		});
	}
	const changed = await ctx.db.$transaction(async (tx) => {
		await requireNoOther(tx, listId);
		const stored = { listId, mapping, mode, width };
		await beginImport(tx, ctx, { importId, mapping: stored, consent: { kind: "none" } });
		await recordAudit(tx, ctx, "list.upload_started", listId, { importId, mode });
		return tx.storedList.update({ where: { id: listId }, data: { importId, updatedAt: ctx.now } });
	});
	return toList(ctx, changed);
}

/** One file at a time: another build in progress would be mistaken for a leftover. */
async function requireNoOther(tx: Transaction, listId: string): Promise<void> {
	await tx.$queryRaw`SELECT id FROM stored_list WHERE id = ${listId} FOR UPDATE`;
	const { importId } = await tx.storedList.findUniqueOrThrow({ where: { id: listId } });
	const other = importId === null ? null : await tx.import.findUnique({ where: { id: importId } });
	if (other?.status !== "running") return;
	throw new AppError("conflict", "Another file is being added to this list; wait until that is done.");
}
