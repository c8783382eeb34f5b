import { segmentsApi } from "@/lib/segments/api";
import { samplePeople } from "@/lib/segments/server/sample-people";
import { defineRoute } from "@/lib/workspaces/server/define-route";

export const POST = defineRoute(segmentsApi.sample, ({ ctx, body, request }) =>
	samplePeople(ctx, body, request.signal),
);
