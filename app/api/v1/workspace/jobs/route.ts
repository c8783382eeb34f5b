import { workspaceApi } from "@/lib/workspaces/api";
import { defineRoute } from "@/lib/workspaces/server/define-route";
import { getJobsHealth } from "@/lib/workspaces/server/get-jobs-health";

export const GET = defineRoute(workspaceApi.jobs, ({ ctx }) => getJobsHealth(ctx));
