import { sourcesApi } from "@/lib/sources/api";
import { tidyEvents } from "@/lib/sources/server/tidy-events";
import { defineRoute } from "@/lib/workspaces/server/define-route";

export const POST = defineRoute(sourcesApi.tidyEvents, ({ ctx, body }) => tidyEvents(ctx, body));
