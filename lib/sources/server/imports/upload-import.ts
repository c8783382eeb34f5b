import { createWriteStream } from "node:fs";
import { mkdir, rename, rm, stat } from "node:fs/promises";
import path from "node:path";
import { Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { ReadableStream } from "node:stream/web";
import { AppError } from "@/lib/kernel/app-error";
import { newId } from "@/lib/kernel/ids";
import { type ImportKind, type ImportView, maxFileBytes } from "@/lib/sources/files/import-contracts";
import { convertWorkbook, sniffFile } from "@/lib/sources/server/imports/convert-workbook";
import { importView, withProblemCount } from "@/lib/sources/server/imports/import-view";
import { uploadsFolder } from "@/lib/sources/server/imports/uploads";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";
import { recordAudit } from "@/lib/workspaces/server/record-audit";

/**
 * Stores a file as it arrives, in bounded memory; refuses more than 2 GB and empty files. Of an Excel workbook the first
 * visible sheet is kept, as CSV.
 */
export async function uploadImport(
	ctx: Context,
	{ kind, fileName, bytes }: { kind: ImportKind; fileName: string; bytes: Readable | ReadableStream | null },
): Promise<ImportView> {
	const actions = {
		people: "data.write",
		events: "data.write",
		campaign: "campaigns.write",
		list: "lists.write",
	} as const;
	allow(ctx, actions[kind]);
	if (!bytes) throw new AppError("invalid", "Send the file as the body of the request.");
	const id = newId("imp");
	const folder = uploadsFolder();
	await mkdir(folder, { recursive: true, mode: 0o700 });
	const storedPath = `${id}.csv`;
	const target = path.join(folder, storedPath);
	let size = 0;
	const measure = new Transform({
		transform(chunk: Buffer, _encoding, done) {
			size += chunk.length;
			done(
				size > maxFileBytes ? new AppError("too_large", "The file is larger than 2 GB; split it.") : null,
				chunk,
			);
		},
	});
	try {
		const source = bytes instanceof Readable ? bytes : Readable.fromWeb(bytes);
		await pipeline(source, measure, createWriteStream(target, { flags: "wx", mode: 0o600 }));
		if (size === 0) throw new AppError("invalid", "The file is empty.");
		const sheet = await unpackWorkbook(target);
		const row = await ctx.db.$transaction(async (tx) => {
			const created = await tx.import.create({
				data: {
					id,
					workspaceId: ctx.workspace.id,
					kind,
					fileName: nameOf(fileName, sheet),
					storedPath,
					bytesTotal: sheet ? (await stat(target)).size : size,
					status: "uploaded",
					createdBy: ctx.actor.name,
					createdAt: ctx.now,
				},
				include: withProblemCount,
			});
			await recordAudit(tx, ctx, "import.uploaded", id, { fileName: created.fileName, bytes: size });
			return created;
		});
		return importView(row);
	} catch (error) {
		await rm(target, { force: true });
		throw error;
	}
}

type Sheet = Awaited<ReturnType<typeof convertWorkbook>>;

/** Puts the CSV of a workbook's sheet in its place; null for a file that is none. */
async function unpackWorkbook(target: string): Promise<Sheet | null> {
	const kind = await sniffFile(target);
	if (kind === "text") return null;
	if (kind === "old_workbook")
		throw new AppError(
			"invalid",
			"This workbook has a password, or is in Excel's old format. Save it as .xlsx without a password, or as CSV.",
		);
	const sheetFile = `${target}.sheet`;
	try {
		const sheet = await convertWorkbook(target, sheetFile);
		await rename(sheetFile, target);
		return sheet;
	} catch (error) {
		await rm(sheetFile, { force: true });
		throw error;
	}
}

/** Says which sheet was read where there is a choice. */
function nameOf(fileName: string, sheet: Sheet | null): string {
	const name = path.basename(fileName);
	return (sheet && sheet.others > 0 ? `${name.slice(0, 180)} · ${sheet.sheet}` : name).slice(0, 255);
}
