import { AppError } from "@/lib/kernel/app-error";
import { type Action, may, policy } from "@/lib/workspaces/policy";
import type { Context } from "@/lib/workspaces/server/context";

/** The first line of every verb: refuses an actor whose role may not do this. */
export function allow(ctx: Pick<Context, "actor">, action: Action): void {
	if (may(ctx.actor.role, action)) return;
	throw new AppError(
		"forbidden",
		`Your role (${ctx.actor.role}) may not do this. Roles that may: ${policy[action].join(", ")}. An admin can change your role under Settings.`,
	);
}
