import { messageImport } from "@/lib/sources/server/imports/message-import";
import { runImport } from "@/lib/sources/server/imports/run-import";
import { systemContext } from "@/lib/workspaces/server/context";

// A process for tests to kill: runs one import.
const [workspaceId = "", importId = ""] = process.argv.slice(2);
const ctx = await systemContext(workspaceId);
await runImport(ctx, { importId, owner: "killed" }, { people: messageImport, events: messageImport });
process.exit(0);
