import { rm } from "node:fs/promises";
import { AppError } from "@/lib/kernel/app-error";
import type { ImportView } from "@/lib/sources/files/import-contracts";
import { findImport, importView } from "@/lib/sources/server/imports/import-view";
import { uploadPath } from "@/lib/sources/server/imports/uploads";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";
import { recordAudit } from "@/lib/workspaces/server/record-audit";

/** Stops an import at the next batch; rows already imported stay. The file is removed. */
export async function cancelImport(ctx: Context, { importId }: { importId: string }): Promise<ImportView> {
	allow(ctx, "data.write");
	const row = await findImport(ctx, importId);
	if (row.status === "cancelled") return importView(row);
	await ctx.db.$transaction(async (tx) => {
		const { count } = await tx.import.updateMany({
			where: { id: importId, status: { in: ["uploaded", "running"] } },
			data: {
				status: "cancelled",
				storedPath: null,
				finishedAt: ctx.now,
				leaseOwner: null,
				leaseUntil: null,
			},
		});
		if (count === 0) throw new AppError("conflict", "The import has already ended.");
		await recordAudit(tx, ctx, "import.cancelled", importId, { rowsRead: row.rowsRead });
	});
	if (row.storedPath) await rm(uploadPath(row.storedPath), { force: true });
	return importView(await findImport(ctx, importId));
}
