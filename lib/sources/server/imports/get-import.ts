import type { ImportView } from "@/lib/sources/files/import-contracts";
import { findImport, importView } from "@/lib/sources/server/imports/import-view";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";

export async function getImport(ctx: Context, { importId }: { importId: string }): Promise<ImportView> {
	allow(ctx, "data.read");
	return importView(await findImport(ctx, importId));
}
