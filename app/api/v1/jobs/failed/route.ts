import { jobsApi } from "@/lib/workspaces/api";
import { defineRoute } from "@/lib/workspaces/server/define-route";
import { listFailedJobs } from "@/lib/workspaces/server/list-failed-jobs";

export const GET = defineRoute(jobsApi.listFailed, ({ ctx }) => listFailedJobs(ctx));
