"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Archive } from "lucide-react";
import { useRouter } from "next/navigation";
import { createSegment, forgetSegments } from "@/components/segments/api";
import { archiveList, forgetLists, listsQueries, restoreList } from "@/components/segments/lists/api";
import { ListSql } from "@/components/segments/lists/list-sql";
import { ListState } from "@/components/segments/lists/list-state";
import { ListUpload } from "@/components/segments/lists/list-upload";
import { BreadcrumbName } from "@/components/shell/breadcrumbs";
import { ErrorNotice } from "@/components/shell/error-notice";
import { showError } from "@/components/shell/show-error";
import { useWorkspaceSlug } from "@/components/shell/use-workspace-slug";
import { useCan } from "@/components/shell/workspace-context";
import { Button } from "@/components/ui/button";
import { formatPeople } from "@/components/ui/format-number";
import { PageHeader } from "@/components/ui/page-header";
import { AsOf } from "@/components/ui/relative-time";
import { Skeleton } from "@/components/ui/skeleton";
import { toast } from "@/components/ui/toast";
import { TroubleAlert } from "@/components/ui/trouble-alert";
import type { StoredList } from "@/lib/lists/contracts";

/** One list: who is on it and where they come from. */
export function ListPage({ listId }: { listId: string }) {
	const query = useQuery(listsQueries.detail(listId));
	const mayWrite = useCan("lists.write");
	if (query.error && !query.data) return <ErrorNotice error={query.error} onRetry={query.refetch} />;
	if (!query.data) return <Skeleton className="h-64" />;
	const list = query.data;
	return (
		<>
			<BreadcrumbName id={list.id} name={list.name} />
			<PageHeader
				title={list.name}
				meta={<ListState list={list} />}
				description={
					list.size === null || list.asOf === null ? (
						"No one is on it yet"
					) : (
						<span className="tabular-nums">
							{formatPeople(list.size)} · <AsOf at={list.asOf} />
						</span>
					)
				}
				action={!list.isArchived && <Actions list={list} />}
			/>
			{list.staleReason && (
				<TroubleAlert
					title="The last attempt failed"
					nextTryAt={list.kind === "sql" ? list.nextTryAt : undefined}
				>
					{list.staleReason} {list.size !== null && "The people found before are still on the list."}
				</TroubleAlert>
			)}
			{list.kind === "sql" && <ListSql key={list.updatedAt} list={list} />}
			{list.kind === "file" && mayWrite && !list.isArchived && <ListUpload list={list} />}
		</>
	);
}

function Actions({ list }: { list: StoredList }) {
	const slug = useWorkspaceSlug();
	const router = useRouter();
	const client = useQueryClient();
	const mayWrite = useCan("lists.write");
	const mayMakeSegment = useCan("segments.write");
	const make = useMutation({
		mutationFn: () =>
			createSegment({
				name: list.name,
				rule: {
					combinator: "and",
					rules: [{ kind: "list", field: list.id, operator: "isOn", value: true }],
				},
			}),
		onSuccess: async (segment) => {
			await forgetSegments(client);
			router.push(`/${slug}/segments/${segment.id}`);
		},
		onError: (error) => showError("The segment was not created", error),
	});
	const restore = useMutation({
		mutationFn: () => restoreList(list.id),
		onSuccess: () => toast.success(`“${list.name}” is back`),
		onError: (error) => showError("The list was not restored", error),
		onSettled: () => forgetLists(client),
	});
	const archive = useMutation({
		mutationFn: () => archiveList(list.id),
		onSuccess: async () => {
			await forgetLists(client);
			router.push(`/${slug}/segments/lists`);
			toast.success(`“${list.name}” is archived`, {
				description: "Rules can no longer name it. Its people stay as they are.",
				action: { label: "Undo", onClick: () => restore.mutate() },
			});
		},
		onError: (error) => showError("The list was not archived", error),
	});
	return (
		<>
			{mayWrite && (
				<Button variant="outline" isPending={archive.isPending} onClick={() => archive.mutate()}>
					<Archive aria-hidden="true" />
					Archive
				</Button>
			)}
			{mayMakeSegment && list.size !== null && (
				<Button isPending={make.isPending} onClick={() => make.mutate()}>
					Create a segment
				</Button>
			)}
		</>
	);
}
