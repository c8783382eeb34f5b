import { newId } from "@/lib/kernel/ids";
import { newToken } from "@/lib/platform/secrets/tokens";
import type { ApiKey } from "@/lib/workspaces/api";
import type { Role } from "@/lib/workspaces/policy";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";
import { toApiKey } from "@/lib/workspaces/server/list-api-keys";
import { recordAudit } from "@/lib/workspaces/server/record-audit";

/** Makes a key of the REST API. The token is returned once; only its hash is stored. */
export async function createApiKey(
	ctx: Context,
	input: { name: string; role: Role },
): Promise<{ apiKey: ApiKey; token: string }> {
	allow(ctx, "settings.write");
	const { token, prefix, hash } = newToken("mk");
	const id = newId("key", ctx.now.getTime());
	const created = await ctx.db.$transaction(async (tx) => {
		const row = await tx.apiKey.create({
			data: {
				id,
				workspaceId: ctx.workspace.id,
				name: input.name,
				role: input.role,
				prefix,
				keyHash: hash,
				createdBy: ctx.actor.name,
				createdAt: ctx.now,
			},
		});
		await recordAudit(tx, ctx, "api_key.created", id, { name: input.name, role: input.role });
		return row;
	});
	return { apiKey: toApiKey(created), token };
}
