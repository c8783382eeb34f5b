// Runs one sync run in a process of its own, for tests that kill it: run-sync-child.ts <workspace id> <run id>.
import { runSync } from "@/lib/syncs/server/run-sync";
import { systemContext } from "@/lib/workspaces/server/context";

const [, , workspaceId = "", runId = ""] = process.argv;
await runSync(await systemContext(workspaceId), { runId });
