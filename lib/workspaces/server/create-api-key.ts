import { AppError } from "@/lib/kernel/app-error";
import { newId } from "@/lib/kernel/ids";
import type { Transaction } from "@/lib/platform/postgres/database";
import { newToken } from "@/lib/platform/secrets/tokens";
import type { ApiKey } from "@/lib/workspaces/api";
import type { Role } from "@/lib/workspaces/policy";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";
import { toApiKey } from "@/lib/workspaces/server/list-api-keys";
import { recordAudit } from "@/lib/workspaces/server/record-audit";

type Maker = { createdBy: string; createdById: string | null };

/**
 * Who is responsible for a new key. For one created with a key it is that key's creator, so that no one can
 * leave keys behind indirectly. The locks make a removal wait, so that it finds this key, or go first and
 * refuse it.
 */
async function findMaker(tx: Transaction, { actor, workspace }: Context): Promise<Maker> {
	if (actor.kind === "system") return { createdBy: actor.name, createdById: null };
	if (actor.kind === "user") {
		const members = await tx.$queryRaw<unknown[]>`
			SELECT 1 FROM workspace_member WHERE workspace_id = ${workspace.id} AND user_id = ${actor.id} FOR SHARE`;
		if (members.length === 0)
			throw new AppError("forbidden", "You are no longer a member of this workspace.");
		return { createdBy: actor.name, createdById: actor.id };
	}
	const [key] = await tx.$queryRaw<{ created_by_id: string | null }[]>`
		SELECT created_by_id FROM api_key WHERE id = ${actor.id} AND revoked_at IS NULL FOR SHARE`;
	if (!key) throw new AppError("unauthenticated", "This API key was revoked.");
	return { createdBy: `${actor.name} (API key)`, createdById: key.created_by_id };
}

/** Creates a key of the REST API. The token is returned once; only its hash is stored. */
export async function createApiKey(
	ctx: Context,
	input: { name: string; role: Role },
): Promise<{ apiKey: ApiKey; token: string }> {
	allow(ctx, "settings.write");
	const { token, prefix, hash } = newToken("mk");
	const id = newId("key", ctx.now.getTime());
	const apiKey = await ctx.db.$transaction(async (tx) => {
		const row = await tx.apiKey.create({
			data: {
				id,
				workspaceId: ctx.workspace.id,
				name: input.name,
				role: input.role,
				prefix,
				keyHash: hash,
				...(await findMaker(tx, ctx)),
				createdAt: ctx.now,
			},
		});
		await recordAudit(tx, ctx, "api_key.created", id, { name: input.name, role: input.role });
		return await toApiKey(tx, ctx, row);
	});
	return { apiKey, token };
}
