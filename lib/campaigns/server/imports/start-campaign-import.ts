import type { CampaignMapping } from "@/lib/campaigns/import-mapping";
import { AppError } from "@/lib/kernel/app-error";
import { newId } from "@/lib/kernel/ids";
import { columnNames } from "@/lib/sources/files/column-names";
import { beginImport } from "@/lib/sources/server/imports/begin-import";
import { findImport } from "@/lib/sources/server/imports/import-view";
import { sampleFile } from "@/lib/sources/server/imports/read-file";
import { uploadPath } from "@/lib/sources/server/imports/uploads";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";

/** Starts reading an uploaded file as a finished campaign; the campaign appears when the last row is in. */
export async function startCampaignImport(
	ctx: Context,
	{ importId, mapping }: { importId: string; mapping: CampaignMapping },
): Promise<{ importId: string; campaignId: string }> {
	allow(ctx, "campaigns.write");
	const row = await findImport(ctx, importId);
	if (row.kind !== "campaign")
		throw new AppError("precondition", "This file was uploaded as data, not as a campaign.");
	if (row.status !== "uploaded")
		throw new AppError("conflict", "This import was already started or canceled.");
	const { records } = await sampleFile(uploadPath(row.storedPath), mapping.file);
	const first = records[0]?.cells ?? [];
	const names = columnNames(mapping.file.hasHeader ? first : null, first.length);
	const wrong = names.findIndex((name, i) => name !== mapping.columns[i]);
	if (names.length !== mapping.columns.length || wrong >= 0)
		throw new AppError("invalid", "The columns do not fit the file; look at it again.", {
			issues: [
				{ path: `mapping.columns.${Math.max(0, wrong)}`, message: "is not the file's column at this place" },
			],
		});
	const campaignId = newId("cmp", ctx.now.getTime());
	const stored = { campaignId, ownerId: ctx.actor.id, ownerName: ctx.actor.name, mapping };
	await ctx.db.$transaction((tx) =>
		beginImport(tx, ctx, { importId, mapping: stored, consent: { kind: "none" } }),
	);
	return { importId, campaignId };
}
