import { dehydrate, HydrationBoundary, QueryClient, type QueryKey } from "@tanstack/react-query";
import type { ReactNode } from "react";

/**
 * Passes what the server already fetched to the browser's queries, under the same keys, so nothing is fetched
 * twice.
 */
export function Hydrate({
	queries,
	children,
}: {
	queries: readonly (readonly [QueryKey, unknown])[];
	children: ReactNode;
}) {
	const client = new QueryClient();
	for (const [key, data] of queries) client.setQueryData(key, data);
	return <HydrationBoundary state={dehydrate(client)}>{children}</HydrationBoundary>;
}
