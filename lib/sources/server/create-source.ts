import type { z } from "zod";
import { newId } from "@/lib/kernel/ids";
import { newToken } from "@/lib/platform/secrets/tokens";
import type { createSourceInput, SourceView } from "@/lib/sources/contracts";
import { sourceView } from "@/lib/sources/server/source-view";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";
import { recordAudit } from "@/lib/workspaces/server/record-audit";

/** A source of live messages with its first write key; the key is in the answer and nowhere else. */
export async function createSource(
	ctx: Context,
	input: z.infer<typeof createSourceInput>,
): Promise<{ source: SourceView; token: string }> {
	allow(ctx, "data.write");
	const { token, prefix, hash } = newToken("wk");
	const source = await ctx.db.$transaction(async (tx) => {
		const created = await tx.source.create({
			data: {
				id: newId("src"),
				workspaceId: ctx.workspace.id,
				kind: "http",
				name: input.name,
				createdAt: ctx.now,
				writeKeys: {
					create: { id: newId("wky"), prefix, keyHash: hash, createdBy: ctx.actor.name, createdAt: ctx.now },
				},
			},
			include: { writeKeys: true },
		});
		await recordAudit(tx, ctx, "source.created", created.id, { name: created.name });
		return created;
	});
	return { source: sourceView(source), token };
}
