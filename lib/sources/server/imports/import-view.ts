import { AppError } from "@/lib/kernel/app-error";
import type { Import } from "@/lib/platform/postgres/generated/client";
import { type ImportView, importKind, importStatus } from "@/lib/sources/files/import-contracts";
import type { Context } from "@/lib/workspaces/server/context";

type Counted = Import & { _count: { problems: number } };
export const withProblemCount = { _count: { select: { problems: { where: { kind: "row" } } } } } as const;

export function importView(row: Counted): ImportView {
	return {
		id: row.id,
		kind: importKind.parse(row.kind),
		fileName: row.fileName,
		status: importStatus.parse(row.status),
		bytesTotal: Number(row.bytesTotal),
		bytesRead: Number(row.bytesRead),
		rowsRead: row.rowsRead,
		rowsAccepted: row.rowsAccepted,
		rowsUnchanged: row.rowsUnchanged,
		rowsRejected: row.rowsRejected,
		peopleCreated: row.peopleCreated,
		refusals: row.refusals,
		problems: row._count.problems,
		error: row.error,
		nextTryAt: row.nextTryAt?.toISOString() ?? null,
		stalledSince: stalledSince(row, Date.now())?.toISOString() ?? null,
		isFileKept: row.storedPath !== null,
		createdBy: row.createdBy,
		createdAt: row.createdAt.toISOString(),
		startedAt: row.startedAt?.toISOString() ?? null,
		finishedAt: row.finishedAt?.toISOString() ?? null,
	};
}

/** A worker renews an import's lease with every batch of rows. */
const quietMs = 3 * 60_000;

function stalledSince(row: Import, now: number): Date | null {
	if (row.status !== "running") return null;
	const last = Math.max(
		...[row.leaseUntil, row.nextTryAt, row.startedAt, row.createdAt].map((at) => at?.getTime() ?? 0),
	);
	return now - last > quietMs ? new Date(last) : null;
}

/** The workspace's import of that id; ids of other workspaces are unknown. */
export async function findImport(ctx: Pick<Context, "db" | "workspace">, importId: string): Promise<Counted> {
	const row = await ctx.db.import.findFirst({
		where: { id: importId, workspaceId: ctx.workspace.id },
		include: withProblemCount,
	});
	if (!row) throw new AppError("not_found", "This import does not exist.");
	return row;
}
