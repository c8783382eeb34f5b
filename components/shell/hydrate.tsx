import { dehydrate, HydrationBoundary, QueryClient, type QueryKey } from "@tanstack/react-query";
import type { ReactNode } from "react";

/** Hands what the server already read to the browser's queries, under the same keys, so that nothing is fetched twice. */
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
