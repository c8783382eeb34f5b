"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { KeyRound, Plus, Radio } from "lucide-react";
import { useState } from "react";
import { callApi } from "@/components/shell/call-api";
import { ConfirmAction } from "@/components/shell/confirm-action";
import { ErrorNotice } from "@/components/shell/error-notice";
import { showError } from "@/components/shell/show-error";
import { useCan } from "@/components/shell/workspace-context";
import { sourcesQueries } from "@/components/sources/api";
import { NewKeyDialog } from "@/components/sources/new-key-dialog";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { RelativeTime } from "@/components/ui/relative-time";
import { Skeleton } from "@/components/ui/skeleton";
import { sourcesApi } from "@/lib/sources/api";
import type { SourceView } from "@/lib/sources/contracts";

type Revoking = { source: SourceView; keyId: string; prefix: string };

/** Sources of live messages and their write keys. A key is shown once, when it is made. */
export function SourcesTab({ ingestUrl }: { ingestUrl: string }) {
	const mayWrite = useCan("data.write");
	const client = useQueryClient();
	const sources = useQuery(sourcesQueries.list());
	const [token, setToken] = useState<string | null>(null);
	const [revoking, setRevoking] = useState<Revoking | null>(null);
	const refresh = () => client.invalidateQueries({ queryKey: ["sources"] });
	const createKey = useMutation({
		mutationFn: (sourceId: string) => callApi(sourcesApi.createKey, { params: { sourceId } }),
		onSuccess: (made) => {
			setToken(made.token);
			return refresh();
		},
		onError: (error) => showError("The key was not made", error),
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
							<h2 className="font-medium">{source.name}</h2>
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
						<ul className="grid gap-2">
							{source.writeKeys.map((key) => (
								<li key={key.id} className="flex flex-wrap items-center gap-x-3 gap-y-1 text-sm">
									<KeyRound aria-hidden="true" className="size-4 text-muted-foreground" />
									<code className="font-mono text-[13px]">{key.prefix}…</code>
									{key.revokedAt ? (
										<Badge variant="outline">Revoked</Badge>
									) : (
										<span className="text-muted-foreground">
											{key.lastUsedAt ? (
												<>
													used <RelativeTime at={key.lastUsedAt} />
												</>
											) : (
												"not used yet"
											)}
										</span>
									)}
									{mayWrite && !key.revokedAt && (
										<Button
											variant="ghost"
											size="sm"
											className="ml-auto"
											onClick={() => setRevoking({ source, keyId: key.id, prefix: key.prefix })}
										>
											Revoke<span className="sr-only"> {key.prefix}</span>
										</Button>
									)}
								</li>
							))}
						</ul>
					</Card>
				))
			)}
			<NewKeyDialog token={token} ingestUrl={ingestUrl} onClose={() => setToken(null)} />
			<ConfirmAction
				open={revoking !== null}
				onOpenChange={(open) => !open && setRevoking(null)}
				title={`Revoke ${revoking?.prefix}…?`}
				description={`Whatever sends to “${revoking?.source.name}” with this key is refused from then on, and what it sends is lost. This cannot be undone; a new key can be made.`}
				confirmLabel="Revoke the key"
				variant="destructive"
				failTitle="The key was not revoked"
				onConfirm={async () => {
					if (!revoking) return;
					const params = { sourceId: revoking.source.id, writeKeyId: revoking.keyId };
					await callApi(sourcesApi.revokeKey, { params });
					await refresh();
				}}
			/>
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
		onError: (error) => showError("The source was not made", error),
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
				Make source
			</Button>
		</form>
	);
}
