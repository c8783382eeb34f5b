import type { SetPushInput } from "@/lib/destinations/opt-outs/api";
import { pushFormatLabels } from "@/lib/destinations/opt-outs/push-formats";
import { findDestination } from "@/lib/destinations/server/get-destination";
import { getOptOutFeed } from "@/lib/destinations/server/opt-outs/get-opt-out-feed";
import { secretProblem } from "@/lib/destinations/server/opt-outs/is-signed";
import { AppError } from "@/lib/kernel/app-error";
import { seal } from "@/lib/platform/secrets/keyring";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";
import { recordAudit } from "@/lib/workspaces/server/record-audit";

/** Lets a tool post opt-outs of a destination's people, or no longer. */
export async function setPush(ctx: Context, destinationId: string, push: SetPushInput["push"]) {
	allow(ctx, "destinations.write");
	const stored = await findDestination(ctx, destinationId);
	const problem = push && secretProblem(push.format, push.secret);
	if (push && problem) {
		throw new AppError("invalid", `${pushFormatLabels[push.format].secret} ${problem}.`, {
			issues: [{ path: "push.secret", message: problem }],
		});
	}
	const change = {
		pushFormat: push?.format ?? null,
		pushSecretEncrypted: push ? seal(push.secret) : null,
	};
	await ctx.db.$transaction(async (tx) => {
		await tx.optOutFeed.upsert({
			where: { destinationId: stored.id },
			create: { destinationId: stored.id, ...change },
			update: change,
		});
		await recordAudit(tx, ctx, push ? "opt_outs.push_allowed" : "opt_outs.push_ended", stored.id, {
			name: stored.name,
			format: push?.format ?? null,
		});
	});
	return await getOptOutFeed(ctx, destinationId);
}
