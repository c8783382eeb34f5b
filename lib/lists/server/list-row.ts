import { AppError } from "@/lib/kernel/app-error";
import type { ListState, StoredList } from "@/lib/lists/contracts";
import type { Database, Transaction } from "@/lib/platform/postgres/database";
import type { StoredList as ListRow } from "@/lib/platform/postgres/generated/client";
import { countForRest } from "@/lib/profiles/server/count-profiles";
import type { ImportView } from "@/lib/sources/files/import-contracts";
import { importView, withProblemCount } from "@/lib/sources/server/imports/import-view";
import { maskSize } from "@/lib/workspaces/people-count";
import { may } from "@/lib/workspaces/policy";
import type { Context } from "@/lib/workspaces/server/context";

function stateOf(row: ListRow, upload: ImportView | null): ListState {
	if (upload?.status === "running") return "building";
	if (row.staleReason !== null) return "stale";
	if (row.build !== null) return "ready";
	return row.kind === "sql" ? "building" : "empty";
}

/** Why the last attempt failed when the list has no error of its own: its file's import failed. */
function failureOf(row: ListRow, upload: ImportView | null): string | null {
	if (row.staleReason !== null) return row.staleReason;
	return upload?.status === "failed" ? (upload.error ?? "The file could not be read to its end.") : null;
}

/** Lists as the API shows them, each with its last file. */
export async function toLists(ctx: Context, rows: readonly ListRow[]): Promise<StoredList[]> {
	const importIds = rows.flatMap(({ importId }) => (importId === null ? [] : [importId]));
	const base = await countForRest(ctx);
	const imports = await ctx.db.import.findMany({
		where: { workspaceId: ctx.workspace.id, id: { in: importIds } },
		include: withProblemCount,
	});
	const uploads = new Map(imports.map((row) => [row.id, importView(row)]));
	return rows.map((row) => {
		const upload = (row.importId === null ? null : uploads.get(row.importId)) ?? null;
		const staleReason = failureOf(row, upload);
		return {
			id: row.id,
			name: row.name,
			kind: row.kind === "sql" ? "sql" : "file",
			state: stateOf({ ...row, staleReason }, upload),
			staleReason,
			nextTryAt: row.nextTryAt?.toISOString() ?? null,
			size: maskSize(ctx, row.size, base),
			unmatched: maskSize(ctx, row.unmatched),
			asOf: row.asOf?.toISOString() ?? null,
			sql: row.sql,
			refreshEveryMinutes: row.refreshEveryMinutes,
			// Its rows are the people of the list, and problems quote them.
			upload: may(ctx.actor.role, "data.read") ? upload : null,
			createdName: row.createdName,
			createdAt: row.createdAt.toISOString(),
			updatedAt: row.updatedAt.toISOString(),
			isArchived: row.archivedAt !== null,
		};
	});
}

export async function toList(ctx: Context, row: ListRow): Promise<StoredList> {
	const [list] = await toLists(ctx, [row]);
	if (!list) throw new Error("A list was lost");
	return list;
}

/** The list of this workspace; another workspace's does not exist. */
export async function requireList(
	ctx: Pick<Context, "workspace">,
	db: Database | Transaction,
	id: string,
): Promise<ListRow> {
	const row = await db.storedList.findFirst({ where: { id, workspaceId: ctx.workspace.id } });
	if (!row) throw new AppError("not_found", "There is no such list in this workspace.");
	return row;
}

/** The list, if it is not archived. */
export async function requireOpenList(
	ctx: Pick<Context, "workspace">,
	db: Database | Transaction,
	id: string,
): Promise<ListRow> {
	const row = await requireList(ctx, db, id);
	if (row.archivedAt) throw new AppError("precondition", "An archived list cannot be changed.");
	return row;
}
