import { queryOptions } from "@tanstack/react-query";
import { callApi } from "@/components/shell/call-api";
import { attentionLists } from "@/lib/attention/attention-lists";
import { destinationsApi } from "@/lib/destinations/api";
import { liftApi } from "@/lib/lift/api";
import { notificationsApi } from "@/lib/notifications/api";
import { segmentsApi } from "@/lib/segments/api";
import { importsApi } from "@/lib/sources/api";
import { syncsApi } from "@/lib/syncs/api";
import { traitsApi } from "@/lib/traits/api";
import { jobsApi } from "@/lib/workspaces/api";

// Home fetches as much as fits on it; the full lists are one click away.
export const homeQueries = {
	segments: () =>
		queryOptions({
			queryKey: ["segments", "home"],
			queryFn: ({ signal }) => callApi(segmentsApi.list, { query: attentionLists.segments, signal }),
		}),
	traits: () =>
		queryOptions({
			queryKey: ["traits", "home"],
			queryFn: ({ signal }) => callApi(traitsApi.list, { query: attentionLists.traits, signal }),
		}),
	imports: () =>
		queryOptions({
			queryKey: ["imports", "home"],
			queryFn: ({ signal }) => callApi(importsApi.list, { query: attentionLists.imports, signal }),
		}),
	failedJobs: () =>
		queryOptions({
			queryKey: ["jobs", "home"],
			queryFn: ({ signal }) => callApi(jobsApi.listFailed, { signal }),
		}),
	destinations: () =>
		queryOptions({
			queryKey: ["destinations", "home"],
			queryFn: ({ signal }) => callApi(destinationsApi.list, { signal }),
		}),
	syncs: () =>
		queryOptions({
			queryKey: ["syncs", "home"],
			queryFn: ({ signal }) => callApi(syncsApi.list, { query: {}, signal }),
		}),
	mail: () =>
		queryOptions({
			queryKey: ["notifications", "delivery"],
			queryFn: ({ signal }) => callApi(notificationsApi.delivery, { signal }),
		}),
	trends: () =>
		queryOptions({
			queryKey: ["segments", "trends"],
			queryFn: ({ signal }) => callApi(segmentsApi.trends, { query: {}, signal }),
		}),
	reach: () =>
		queryOptions({
			queryKey: ["segments", "reach", "everyone"],
			queryFn: ({ signal }) => callApi(segmentsApi.reachOfAll, { signal }),
			staleTime: 60_000,
		}),
	delivered: () =>
		queryOptions({
			queryKey: ["syncs", "delivered"],
			queryFn: ({ signal }) => callApi(syncsApi.delivered, { signal }),
			staleTime: 60_000,
		}),
	lift: () =>
		queryOptions({
			queryKey: ["lift", "home"],
			queryFn: ({ signal }) => callApi(liftApi.list, { query: { limit: 20 }, signal }),
			staleTime: 60_000,
		}),
};
