"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Plus, Radio } from "lucide-react";
import dynamic from "next/dynamic";
import Link from "next/link";
import { useState } from "react";
import { callApi } from "@/components/shell/call-api";
import { ErrorNotice } from "@/components/shell/error-notice";
import { showError } from "@/components/shell/show-error";
import { useWorkspaceSlug } from "@/components/shell/use-workspace-slug";
import { useCan } from "@/components/shell/workspace-context";
import { sourcesQueries } from "@/components/sources/api";
import { WriteKeys } from "@/components/sources/write-keys";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Skeleton } from "@/components/ui/skeleton";
import { sourcesApi } from "@/lib/sources/api";

// Fetched when there is a key to show.
const NewKeyDialog = dynamic(async () => (await import("@/components/sources/new-key-dialog")).NewKeyDialog, {
	ssr: false,
});

/** Sources of live messages and their write keys. A key is shown once, when it is created. */
export function SourcesTab({ ingestUrl }: { ingestUrl: string }) {
	const slug = useWorkspaceSlug();
	const mayWrite = useCan("data.write");
	const client = useQueryClient();
	const sources = useQuery(sourcesQueries.list());
	const [token, setToken] = useState<string | null>(null);
	const refresh = () => client.invalidateQueries({ queryKey: ["sources"] });
	const createKey = useMutation({
		mutationFn: (sourceId: string) => callApi(sourcesApi.createKey, { params: { sourceId } }),
		onSuccess: (made) => {
			setToken(made.token);
			return refresh();
		},
		onError: (error) => showError("The key was not created", error),
	});
	const live = sources.data?.items.filter((source) => source.kind === "http");

	return (
		<div className="grid gap-4">
			{mayWrite && (
				<NewSource
					onMade={(made) => {
						setToken(made);
						void refresh();
					}}
				/>
			)}
			{sources.error ? (
				<ErrorNotice error={sources.error} onRetry={sources.refetch} />
			) : !live ? (
				<Skeleton className="h-28 w-full" />
			) : live.length === 0 ? (
				<Card>
					<EmptyState
						icon={Radio}
						title="No live source yet"
						description="A source lets your site, app or server send people and events as they happen, with Segment's own libraries. Name one above to get its write key."
					/>
				</Card>
			) : (
				live.map((source) => (
					<Card key={source.id} className="grid gap-3 p-4 sm:p-5">
						<div className="flex flex-wrap items-center justify-between gap-2">
							<h2 className="font-medium">
								<Link href={`/${slug}/data/sources/${source.id}`} className="hover:underline">
									{source.name}
								</Link>
							</h2>
							<div className="flex flex-wrap items-center gap-2">
								<Button variant="outline" size="sm" asChild>
									<Link href={`/${slug}/data/sources/${source.id}`}>
										Debug<span className="sr-only"> {source.name}</span>
									</Link>
								</Button>
								{mayWrite && (
									<Button
										variant="outline"
										size="sm"
										isPending={createKey.isPending && createKey.variables === source.id}
										onClick={() => createKey.mutate(source.id)}
									>
										<Plus aria-hidden="true" />
										New write key
									</Button>
								)}
							</div>
						</div>
						<WriteKeys source={source} />
					</Card>
				))
			)}
			{token !== null && <NewKeyDialog token={token} ingestUrl={ingestUrl} onClose={() => setToken(null)} />}
		</div>
	);
}

function NewSource({ onMade }: { onMade: (token: string) => void }) {
	const [name, setName] = useState("");
	const create = useMutation({
		mutationFn: () => callApi(sourcesApi.create, { body: { name } }),
		onSuccess: ({ token }) => {
			setName("");
			onMade(token);
		},
		onError: (error) => showError("The source was not created", error),
	});
	return (
		<form
			method="post"
			className="flex max-w-lg flex-wrap items-end gap-2"
			onSubmit={(event) => {
				event.preventDefault();
				create.mutate();
			}}
		>
			<Field label="New source" className="min-w-48 flex-1">
				<Input
					value={name}
					placeholder="Website, iOS app, billing server…"
					required
					maxLength={100}
					onChange={(event) => setName(event.target.value)}
				/>
			</Field>
			<Button type="submit" variant="outline" isPending={create.isPending} disabled={name.trim() === ""}>
				Create source
			</Button>
		</form>
	);
}
