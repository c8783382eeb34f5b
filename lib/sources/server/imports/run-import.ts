import { rm } from "node:fs/promises";
import { AppError } from "@/lib/kernel/app-error";
import type { Transaction } from "@/lib/platform/postgres/database";
import type { Import } from "@/lib/platform/postgres/generated/client";
import { flushOutbox, settleOutbox } from "@/lib/platform/warehouse/outbox";
import { OccurrenceCounter } from "@/lib/sources/files/count-occurrences";
import type { FileFormat } from "@/lib/sources/files/import-mapping";
import { type FileRow, type RowProblem, rowKey, rowMessageId } from "@/lib/sources/files/read-row";
import { findImport } from "@/lib/sources/server/imports/import-view";
import { readFile } from "@/lib/sources/server/imports/read-file";
import { uploadPath } from "@/lib/sources/server/imports/uploads";
import type { Context } from "@/lib/workspaces/server/context";
import { recordAudit } from "@/lib/workspaces/server/record-audit";

/** What became of one batch of rows. Rows of the batch that are in none of the counts were cut wrongly: rejected. */
export type BatchOutcome = {
	accepted: number;
	unchanged: number;
	rejected: number;
	peopleCreated: number;
	/** People for whom a statement about the whole file was not counted, because they had said no. */
	refusals?: number;
	problems: RowProblem[];
};

/** Writes how far the import got, in the transaction that stores the batch; throws when the import was stopped. */
export type Checkpoint = (tx: Transaction, outcome: BatchOutcome) => Promise<void>;

/** How rows of one kind of import are stored. */
export type ImportHandler = {
	/** Reads the import's settings once. */
	open: (ctx: Context, row: Import) => Promise<OpenedImport> | OpenedImport;
};
export type OpenedImport = {
	format: FileFormat;
	/** From `rowIdPrefix`: names the rows, so that the same file is recognised. */
	idPrefix: string;
	/** Stores rows and calls `checkpoint` in the same transaction, exactly once. */
	take: (rows: FileRow[], checkpoint: Checkpoint) => Promise<void>;
	/** After the last row is in the warehouse. May run again after a crash. */
	finish?: () => Promise<void>;
};

const rowsPerBatch = 5_000;
// Rows may be long: a batch of them must fit in memory.
const lettersPerBatch = 16_000_000;
const leaseSeconds = 30;
const maxProblems = 100_000;

class ImportStopped extends Error {}

/**
 * Imports the rows of a file from where an earlier attempt got to, batch by batch, each with its progress in one
 * transaction. Only the holder of the lease writes. Returns the final status; throws what a retry may cure.
 */
export async function runImport(
	ctx: Context,
	{ importId, owner }: { importId: string; owner: string },
	handlers: Record<string, ImportHandler>,
	{ signal }: { signal?: AbortSignal } = {},
): Promise<"finished" | "cancelled"> {
	const row = await acquireLease(ctx, importId, owner);
	if (!row) return "cancelled";
	const handler = handlers[row.kind];
	if (!handler)
		throw new AppError("internal", `Nothing imports files of kind ${row.kind}.`, { retryable: false });
	const opened = await handler.open(ctx, row);
	const filePath = uploadPath(row.storedPath);

	const counter = new OccurrenceCounter();
	let flushing: Promise<void> = Promise.resolve();
	let batch: FileRow[] = [];
	let letters = 0;
	let cutProblems: RowProblem[] = [];
	let position = 0;
	let problemCount = await ctx.db.importProblem.count({ where: { importId } });
	let isFirst = opened.format.hasHeader;

	const store = async (bytesRead: number): Promise<void> => {
		const rows = batch;
		const cut = cutProblems;
		batch = [];
		letters = 0;
		cutProblems = [];
		if (rows.length + cut.length === 0) return;
		signal?.throwIfAborted();
		await opened.take(rows, async (tx, outcome) => {
			const problems = [...cut, ...outcome.problems].sort((a, b) => a.line - b.line);
			const kept = problems.slice(0, Math.max(0, maxProblems - problemCount));
			const stored = await tx.$executeRaw`
				UPDATE import SET rows_read = ${position}, bytes_read = ${bytesRead},
					rows_accepted = rows_accepted + ${outcome.accepted}, rows_unchanged = rows_unchanged + ${outcome.unchanged},
					rows_rejected = rows_rejected + ${outcome.rejected + cut.length},
					people_created = people_created + ${outcome.peopleCreated}, refusals = refusals + ${outcome.refusals ?? 0},
					error = NULL, next_try_at = NULL,
					lease_until = clock_timestamp() + make_interval(secs => ${leaseSeconds})
				WHERE id = ${importId} AND lease_owner = ${owner} AND status = 'running'`;
			if (stored === 0) throw new ImportStopped();
			if (kept.length > 0) {
				const ordinals = new Map<number, number>();
				await tx.importProblem.createMany({
					data: kept.map(({ line, column, reason, kind }) => {
						const ordinal = ordinals.get(line) ?? 0;
						ordinals.set(line, ordinal + 1);
						return {
							importId,
							lineNumber: line,
							ordinal,
							kind: kind ?? "row",
							column: column.replaceAll("\0", ""),
							reason: reason.replaceAll("\0", ""),
						};
					}),
				});
			}
			problemCount += kept.length;
		});
		// The warehouse takes one batch while the next is read and decided.
		await flushing;
		flushing = flushOutbox(ctx.db, ctx.warehouse);
		flushing.catch(() => {});
	};

	try {
		for await (const { records, bytesRead } of readFile(filePath, opened.format)) {
			for (const { line, cells, problem } of records) {
				if (isFirst) {
					isFirst = false;
					continue;
				}
				const key = problem ? "" : rowKey(opened.idPrefix, cells);
				const occurrence = problem ? 0 : counter.next(key);
				position++;
				if (position <= row.rowsRead) continue;
				if (problem) cutProblems.push({ line, column: "", reason: problem });
				else batch.push({ line, cells, messageId: rowMessageId(key, occurrence) });
				for (const cell of cells) letters += cell.length;
				if (batch.length + cutProblems.length >= rowsPerBatch || letters >= lettersPerBatch)
					await store(bytesRead);
			}
		}
		await store(Number(row.bytesTotal));
		await flushing;
		await settleOutbox(ctx.db, ctx.warehouse);
		await opened.finish?.();
		await finish(ctx, importId, owner);
	} catch (error) {
		await flushing.catch(() => {});
		if (error instanceof ImportStopped) return "cancelled";
		await releaseLease(ctx, importId, owner);
		throw error;
	}
	await rm(filePath, { force: true });
	return "finished";
}

async function acquireLease(ctx: Context, importId: string, owner: string): Promise<Import | null> {
	const claimed = await ctx.db.$executeRaw`
		UPDATE import SET lease_owner = ${owner}, lease_until = clock_timestamp() + make_interval(secs => ${leaseSeconds})
		WHERE id = ${importId} AND workspace_id = ${ctx.workspace.id} AND status = 'running'
			AND (lease_owner IS NULL OR lease_owner = ${owner} OR lease_until < clock_timestamp())`;
	const row = await findImport(ctx, importId);
	if (claimed > 0) return row;
	if (row.status !== "running") return null;
	throw new AppError("conflict", "Another worker is importing this file.", { retryable: true });
}

async function releaseLease(ctx: Context, importId: string, owner: string): Promise<void> {
	await ctx.db.import.updateMany({
		where: { id: importId, leaseOwner: owner },
		data: { leaseOwner: null, leaseUntil: null },
	});
}

async function finish(ctx: Context, importId: string, owner: string): Promise<void> {
	await ctx.db.$transaction(async (tx) => {
		const { count } = await tx.import.updateMany({
			where: { id: importId, leaseOwner: owner, status: "running" },
			data: {
				status: "finished",
				error: null,
				nextTryAt: null,
				finishedAt: new Date(),
				storedPath: null,
				leaseOwner: null,
				leaseUntil: null,
			},
		});
		if (count === 0) throw new ImportStopped();
		await recordAudit(tx, ctx, "import.finished", importId);
	});
}

/** Records why an attempt failed, and when it is retried: it resumes where it stopped. */
export async function noteBrokenTry(
	ctx: Context,
	importId: string,
	{ reason, nextTryAt }: { reason: string; nextTryAt: Date },
): Promise<void> {
	await ctx.db.import.updateMany({
		where: { id: importId, workspaceId: ctx.workspace.id, status: "running" },
		data: { error: reason, nextTryAt },
	});
}

/** Ends an import that cannot go on; what it took stays, the file stays for another try. */
export async function failImport(ctx: Context, importId: string, reason: string): Promise<void> {
	await ctx.db.import.updateMany({
		where: { id: importId, workspaceId: ctx.workspace.id, status: "running" },
		data: {
			status: "failed",
			error: reason,
			nextTryAt: null,
			finishedAt: new Date(),
			leaseOwner: null,
			leaseUntil: null,
		},
	});
}
