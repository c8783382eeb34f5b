import { AppError } from "@/lib/kernel/app-error";
import type { ApiKey } from "@/lib/workspaces/api";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";
import { toApiKey } from "@/lib/workspaces/server/list-api-keys";
import { recordAudit } from "@/lib/workspaces/server/record-audit";

/** Refuses the key from now on. Revoking twice changes nothing. */
export async function revokeApiKey(ctx: Context, input: { apiKeyId: string }): Promise<ApiKey> {
	allow(ctx, "settings.write");
	return await ctx.db.$transaction(async (tx) => {
		const where = { id: input.apiKeyId, workspaceId: ctx.workspace.id };
		const { count } = await tx.apiKey.updateMany({
			where: { ...where, revokedAt: null },
			data: { revokedAt: ctx.now },
		});
		const key = await tx.apiKey.findFirst({ where });
		if (!key) throw new AppError("not_found", "There is no such API key in this workspace.");
		if (count > 0) await recordAudit(tx, ctx, "api_key.revoked", key.id, { name: key.name });
		return await toApiKey(tx, ctx, key);
	});
}
