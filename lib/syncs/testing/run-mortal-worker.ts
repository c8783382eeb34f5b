// A worker in a process of its own that kills itself with -9 at one of the statements of its run:
// run-mortal-worker.ts <job id> <statement>.
import { startWorker } from "@/lib/platform/queue/start-worker";
import { runSync } from "@/lib/syncs/server/run-sync";
import { mortalContext } from "@/lib/syncs/testing/chaos/mortal-context";
import { defineSyncJob } from "@/lib/syncs/testing/define-sync-job";
import { systemContext } from "@/lib/workspaces/server/context";

const [, , jobId = "", statement = ""] = process.argv;
const kill = (): void => {
	process.kill(process.pid, "SIGKILL");
};
const job = defineSyncJob(jobId, async ({ workspaceId, runId }) => {
	const { ctx } = mortalContext(await systemContext(workspaceId), Number(statement), kill);
	await runSync(ctx, { runId });
});
await startWorker([job], { hasTicks: false });
