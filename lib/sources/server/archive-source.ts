import { AppError } from "@/lib/kernel/app-error";
import { getSource } from "@/lib/sources/server/get-source";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";
import { recordAudit } from "@/lib/workspaces/server/record-audit";

/** Archives a source: its write keys stop working, its data stays. */
export async function archiveSource(
	ctx: Context,
	{ sourceId }: { sourceId: string },
): Promise<{ id: string }> {
	allow(ctx, "data.write");
	const source = await getSource(ctx, sourceId);
	if (source.kind !== "http") throw new AppError("precondition", "The source of files cannot be archived.");
	await ctx.db.$transaction(async (tx) => {
		const { count } = await tx.source.updateMany({
			where: { id: sourceId, archivedAt: null },
			data: { archivedAt: ctx.now },
		});
		if (count === 0) return;
		await tx.writeKey.updateMany({ where: { sourceId, revokedAt: null }, data: { revokedAt: ctx.now } });
		await recordAudit(tx, ctx, "source.archived", sourceId, { name: source.name });
	});
	return { id: sourceId };
}
