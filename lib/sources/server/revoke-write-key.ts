import { AppError } from "@/lib/kernel/app-error";
import type { SourceView } from "@/lib/sources/contracts";
import { getSource } from "@/lib/sources/server/get-source";
import { writeKeyView } from "@/lib/sources/server/source-view";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";
import { recordAudit } from "@/lib/workspaces/server/record-audit";

/** Revokes a write key: within five seconds no ingest process accepts it any more. */
export async function revokeWriteKey(
	ctx: Context,
	{ sourceId, writeKeyId }: { sourceId: string; writeKeyId: string },
): Promise<SourceView["writeKeys"][number]> {
	allow(ctx, "data.write");
	const source = await getSource(ctx, sourceId);
	const where = { id: writeKeyId, sourceId };
	const key = await ctx.db.$transaction(async (tx) => {
		const { count } = await tx.writeKey.updateMany({
			where: { ...where, revokedAt: null },
			data: { revokedAt: ctx.now },
		});
		if (count > 0) await recordAudit(tx, ctx, "write_key.revoked", writeKeyId, { source: source.name });
		return tx.writeKey.findFirst({ where });
	});
	if (!key) throw new AppError("not_found", "This write key does not exist.");
	return writeKeyView(key);
}
