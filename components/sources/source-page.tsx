"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { BreadcrumbName } from "@/components/shell/breadcrumbs";
import { callApi } from "@/components/shell/call-api";
import { ErrorNotice } from "@/components/shell/error-notice";
import { PageSkeleton } from "@/components/shell/page-skeleton";
import { showError } from "@/components/shell/show-error";
import { useCan } from "@/components/shell/workspace-context";
import { sourcesQueries } from "@/components/sources/api";
import { LiveMessages } from "@/components/sources/live-messages";
import { Snippet } from "@/components/sources/snippet";
import { curlSnippet, serverSnippet } from "@/components/sources/snippets";
import { WriteKeys } from "@/components/sources/write-keys";
import { Alert, AlertDescription, AlertTitle } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { TitledCard } from "@/components/ui/card";
import { PageHeader } from "@/components/ui/page-header";
import { RelativeTime } from "@/components/ui/relative-time";
import { sourcesApi } from "@/lib/sources/api";

/** One live source: what it sends now, the code that sends to it, and its keys. */
export function SourcePage({ sourceId, ingestUrl }: { sourceId: string; ingestUrl: string }) {
	const mayWrite = useCan("data.write");
	const client = useQueryClient();
	const { data, error, refetch } = useQuery(sourcesQueries.list());
	// A key is shown only to its creator, until they leave the page.
	const [token, setToken] = useState<string | null>(null);
	const createKey = useMutation({
		mutationFn: () => callApi(sourcesApi.createKey, { params: { sourceId } }),
		onSuccess: (made) => {
			setToken(made.token);
			return client.invalidateQueries({ queryKey: ["sources", "list"] });
		},
		onError: (failure) => showError("The key was not created", failure),
	});
	const source = data?.items.find(({ id }) => id === sourceId);
	if (error && !source) return <ErrorNotice error={error} onRetry={refetch} />;
	if (!source) return <PageSkeleton />;
	const writeKey = token ?? "YOUR_WRITE_KEY";
	return (
		<>
			<BreadcrumbName id={sourceId} name={source.name} />
			<PageHeader
				title={source.name}
				description={
					<>
						Live source · created <RelativeTime at={source.createdAt} />
					</>
				}
				action={
					mayWrite && (
						<Button variant="outline" isPending={createKey.isPending} onClick={() => createKey.mutate()}>
							New write key
						</Button>
					)
				}
			/>
			<div className="grid grid-cols-1 items-start gap-4 lg:grid-cols-[minmax(0,1fr)_minmax(0,24rem)]">
				<LiveMessages sourceId={sourceId} />
				<div className="grid min-w-0 gap-4">
					<TitledCard title="Send data">
						<div className="grid gap-4">
							{token !== null ? (
								<Alert>
									<AlertTitle>Copy your new write key now</AlertTitle>
									<AlertDescription>
										It is in the code below, and only until you leave this page.
									</AlertDescription>
								</Alert>
							) : (
								<p className="text-muted-foreground text-sm">
									Replace YOUR_WRITE_KEY with a write key of this source. A key is shown only when it is
									created{mayWrite ? "; a new one is filled in here" : ""}.
								</p>
							)}
							<Snippet title="From a server" text={serverSnippet(writeKey, ingestUrl)} />
							<Snippet title="From a terminal" text={curlSnippet(writeKey, ingestUrl)} />
						</div>
					</TitledCard>
					<TitledCard title="Write keys">
						<WriteKeys source={source} />
					</TitledCard>
				</div>
			</div>
		</>
	);
}
