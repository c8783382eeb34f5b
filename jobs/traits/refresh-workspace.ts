import { z } from "zod";
import { idSchema } from "@/lib/kernel/ids";
import { defineJob } from "@/lib/platform/queue/define-job";
import { usualRetry } from "@/lib/platform/queue/job";
import { refreshTraits } from "@/lib/traits/server/refresh-traits";
import { systemContext } from "@/lib/workspaces/server/context";

/**
 * Recomputes the computed traits of one workspace for everyone, or only the named ones and their
 * dependencies.
 */
export const refreshTraitsJob = defineJob({
	id: "traits.refresh-workspace",
	schema: z.object({ workspaceId: idSchema("wsp"), only: z.array(idSchema("ctr")).optional() }),
	retry: usualRetry,
	timeoutSec: 1800,
	run: async ({ workspaceId, only }, { runId, signal, progress }) =>
		await refreshTraits(
			await systemContext(workspaceId, runId),
			{ people: "all" },
			{ ...(only ? { only } : {}), signal, progress },
		),
});
