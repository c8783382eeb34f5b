import {
	type DehydratedState,
	dehydrate,
	HydrationBoundary,
	QueryClient,
	type QueryKey,
} from "@tanstack/react-query";
import type { ReactNode } from "react";

export type Answered = readonly (readonly [QueryKey, unknown])[];

/**
 * Passes what the server already fetched to the browser's queries, under the same keys, so nothing is fetched
 * twice.
 */
export function Hydrate({ queries, children }: { queries: Answered; children: ReactNode }) {
	return <HydrationBoundary state={dehydrateAnswers(queries)}>{children}</HydrationBoundary>;
}

/** What the server fetched, as it travels to a part of the page that streams in. */
export function dehydrateAnswers(queries: Answered): DehydratedState {
	const client = new QueryClient();
	for (const [key, data] of queries) client.setQueryData(key, data);
	return dehydrate(client);
}
