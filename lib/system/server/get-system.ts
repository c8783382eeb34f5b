import type { SystemState } from "@/lib/system/api";
import { readSystem } from "@/lib/system/server/read-system";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";

/** How this installation is, for an admin. */
export async function getSystem(ctx: Context): Promise<SystemState> {
	allow(ctx, "settings.read");
	return readSystem(ctx);
}
