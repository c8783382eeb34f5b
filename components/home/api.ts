import { queryOptions } from "@tanstack/react-query";
import { callApi } from "@/components/shell/call-api";
import { attentionLists } from "@/lib/attention/attention-lists";
import { liftApi } from "@/lib/lift/api";
import { segmentsApi } from "@/lib/segments/api";
import { syncsApi } from "@/lib/syncs/api";

// Home fetches as much as fits on it; the full lists are one click away. What the server always sends along with
// the page brings its contract only when it is read again.
export const homeQueries = {
	segments: () =>
		queryOptions({
			queryKey: ["segments", "home"],
			queryFn: ({ signal }) => callApi(segmentsApi.list, { query: attentionLists.segments, signal }),
		}),
	traits: () =>
		queryOptions({
			queryKey: ["traits", "home"],
			queryFn: async ({ signal }) =>
				callApi((await import("@/lib/traits/api")).traitsApi.list, { query: attentionLists.traits, signal }),
		}),
	imports: () =>
		queryOptions({
			queryKey: ["imports", "home"],
			queryFn: async ({ signal }) =>
				callApi((await import("@/lib/sources/api")).importsApi.list, {
					query: attentionLists.imports,
					signal,
				}),
		}),
	failedJobs: () =>
		queryOptions({
			queryKey: ["jobs", "home"],
			queryFn: async ({ signal }) =>
				callApi((await import("@/lib/workspaces/api")).jobsApi.listFailed, { signal }),
		}),
	destinations: () =>
		queryOptions({
			queryKey: ["destinations", "home"],
			queryFn: async ({ signal }) =>
				callApi((await import("@/lib/destinations/api")).destinationsApi.list, { signal }),
		}),
	syncs: () =>
		queryOptions({
			queryKey: ["syncs", "home"],
			queryFn: ({ signal }) => callApi(syncsApi.list, { query: {}, signal }),
		}),
	launches: () =>
		queryOptions({
			queryKey: ["campaigns", "home"],
			queryFn: async ({ signal }) =>
				callApi((await import("@/lib/campaigns/api")).campaignsApi.list, {
					query: attentionLists.launches,
					signal,
				}),
		}),
	mail: () =>
		queryOptions({
			queryKey: ["notifications", "delivery"],
			queryFn: async ({ signal }) =>
				callApi((await import("@/lib/notifications/api")).notificationsApi.delivery, { signal }),
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
