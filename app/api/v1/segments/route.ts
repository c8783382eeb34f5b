import { segmentsApi } from "@/lib/segments/api";
import { createSegment } from "@/lib/segments/server/create-segment";
import { listSegments } from "@/lib/segments/server/list-segments";
import { defineRoute } from "@/lib/workspaces/server/define-route";

export const GET = defineRoute(segmentsApi.list, ({ ctx, query }) => listSegments(ctx, query));
export const POST = defineRoute(segmentsApi.create, ({ ctx, body }) => createSegment(ctx, body));
