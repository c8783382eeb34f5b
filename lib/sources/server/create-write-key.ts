import type { z } from "zod";
import { AppError } from "@/lib/kernel/app-error";
import { newId } from "@/lib/kernel/ids";
import { newToken } from "@/lib/platform/secrets/tokens";
import type { newWriteKey } from "@/lib/sources/contracts";
import { getSource } from "@/lib/sources/server/get-source";
import { writeKeyView } from "@/lib/sources/server/source-view";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";
import { recordAudit } from "@/lib/workspaces/server/record-audit";

/** Another write key for a source, so that the old one can be replaced without a gap. */
export async function createWriteKey(
	ctx: Context,
	{ sourceId }: { sourceId: string },
): Promise<z.infer<typeof newWriteKey>> {
	allow(ctx, "data.write");
	const source = await getSource(ctx, sourceId);
	if (source.kind !== "http") throw new AppError("precondition", "Files need no write key.");
	const { token, prefix, hash } = newToken("wk");
	const key = await ctx.db.$transaction(async (tx) => {
		const created = await tx.writeKey.create({
			data: {
				id: newId("wky"),
				sourceId,
				prefix,
				keyHash: hash,
				createdBy: ctx.actor.name,
				createdAt: ctx.now,
			},
		});
		await recordAudit(tx, ctx, "write_key.created", created.id, { source: source.name });
		return created;
	});
	return { writeKey: writeKeyView(key), token };
}
