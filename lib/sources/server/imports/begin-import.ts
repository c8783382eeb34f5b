import type { runImportJob } from "@/jobs/sources/run-import";
import { AppError } from "@/lib/kernel/app-error";
import { newId } from "@/lib/kernel/ids";
import type { Transaction } from "@/lib/platform/postgres/database";
import type { Prisma } from "@/lib/platform/postgres/generated/client";
import { enqueue } from "@/lib/platform/queue/enqueue";
import type { Context } from "@/lib/workspaces/server/context";
import { recordAudit } from "@/lib/workspaces/server/record-audit";

/**
 * The one source all files of a workspace belong to: the same file is recognized no matter who uploads it.
 */
async function fileSourceId(tx: Transaction, ctx: Context): Promise<string> {
	// The workspace's row is the lock: two first imports make one source.
	await tx.$queryRaw`SELECT number FROM workspace WHERE number = ${ctx.workspace.number} FOR NO KEY UPDATE`;
	const existing = await tx.source.findFirst({
		where: { workspaceId: ctx.workspace.id, kind: "csv", archivedAt: null },
		orderBy: { createdAt: "asc" },
	});
	if (existing) return existing.id;
	const created = await tx.source.create({
		data: { id: newId("src"), workspaceId: ctx.workspace.id, kind: "csv", name: "Files", createdAt: ctx.now },
	});
	return created.id;
}

/**
 * Marks an uploaded file as running under a mapping and enqueues the job, in the caller's transaction. Kinds
 * other than people and events (campaigns) call it with a mapping of their own.
 */
export async function beginImport(
	tx: Transaction,
	ctx: Context,
	{ importId, mapping, consent }: { importId: string; mapping: object; consent: object },
): Promise<void> {
	const sourceId = await fileSourceId(tx, ctx);
	const { count } = await tx.import.updateMany({
		where: { id: importId, workspaceId: ctx.workspace.id, status: "uploaded" },
		data: {
			status: "running",
			sourceId,
			// Safe because both come out of zod schemas of plain JSON.
			mapping: mapping as Prisma.InputJsonValue,
			consent: consent as Prisma.InputJsonValue,
			startedAt: ctx.now,
		},
	});
	if (count === 0) throw new AppError("conflict", "This import was already started or canceled.");
	await recordAudit(tx, ctx, "import.started", importId);
	await enqueue<typeof runImportJob>(
		"sources.run-import",
		{ workspaceId: ctx.workspace.id, importId },
		{ key: `import:${importId}`, idempotencyKey: importId, transaction: tx },
	);
}
