import { newId } from "@/lib/kernel/ids";
import { newToken } from "@/lib/platform/secrets/tokens";
import type { Role } from "@/lib/workspaces/policy";
import type { Context } from "@/lib/workspaces/server/context";

/** Request headers with a fresh API key of a test workspace. */
export async function issueApiKey(ctx: Context, role: Role): Promise<Record<string, string>> {
	const { token, prefix, hash } = newToken("mk");
	await ctx.db.apiKey.create({
		data: {
			id: newId("key"),
			workspaceId: ctx.workspace.id,
			name: role,
			role,
			prefix,
			keyHash: hash,
			createdBy: ctx.actor.name,
			createdById: ctx.actor.id,
		},
	});
	return { authorization: `Bearer ${token}` };
}
