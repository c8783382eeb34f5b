"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Archive, MoreHorizontal, Pencil, RefreshCw } from "lucide-react";
import dynamic from "next/dynamic";
import { usePathname, useRouter, useSearchParams } from "next/navigation";
import { useState } from "react";
import {
	archiveSegment,
	forgetSegments,
	refreshSegment,
	restoreSegment,
	segmentsQueries,
	updateSegment,
} from "@/components/segments/api";
import { RuleTab } from "@/components/segments/rule-tab";
import { SegmentState } from "@/components/segments/segment-state";
import { ApiError } from "@/components/shell/api-error";
import { BreadcrumbName } from "@/components/shell/breadcrumbs";
import { ErrorNotice } from "@/components/shell/error-notice";
import { showError } from "@/components/shell/show-error";
import { useWorkspaceSlug } from "@/components/shell/use-workspace-slug";
import { useMay } from "@/components/shell/workspace-context";
import { Alert, AlertDescription, AlertTitle } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import {
	DropdownMenu,
	DropdownMenuContent,
	DropdownMenuItem,
	DropdownMenuTrigger,
} from "@/components/ui/dropdown-menu";
import { formatPeople } from "@/components/ui/format-number";
import { NextTry } from "@/components/ui/next-try";
import { PageHeader } from "@/components/ui/page-header";
import { AsOf } from "@/components/ui/relative-time";
import { Skeleton } from "@/components/ui/skeleton";
import { Tabs, TabsContent, TabsList, TabsTrigger } from "@/components/ui/tabs";
import { toast } from "@/components/ui/toast";
import type { SegmentDetail } from "@/lib/segments/contracts";
import { findSegmentTrouble } from "@/lib/segments/segment-trouble";

// Fetched when they are opened: the rule is what the page opens with.
const MembersTab = dynamic(async () => (await import("@/components/segments/members-tab")).MembersTab);
const HistoryTab = dynamic(async () => (await import("@/components/segments/history-tab")).HistoryTab);
const ExplainDrawer = dynamic(
	async () => (await import("@/components/segments/explain-drawer")).ExplainDrawer,
	{ ssr: false },
);
const RenameDialog = dynamic(async () => (await import("@/components/segments/rename-dialog")).RenameDialog, {
	ssr: false,
});

const tabs = ["rule", "people", "history"] as const;

/** One segment: its rule, its people, its past. */
export function SegmentPage({ segmentId, openedAt }: { segmentId: string; openedAt: string }) {
	const query = useQuery({
		...segmentsQueries.detail(segmentId),
		// While people are being built the page looks again by itself.
		refetchInterval: ({ state }) =>
			state.data && (state.data.isRefreshing || isUnserved(state.data)) ? 1500 : false,
	});
	const mayReadPeople = useMay("people.read");
	const search = useSearchParams();
	const pathname = usePathname();
	// Whom it is asked about, why they are in or out.
	const [asked, setAsked] = useState<number | null>(null);
	if (query.error && !query.data) return <ErrorNotice error={query.error} onRetry={query.refetch} />;
	if (!query.data) return <Skeleton className="h-64" />;
	const segment = query.data;
	const trouble = findSegmentTrouble(segment, query.dataUpdatedAt);
	const tab = tabs.find((each) => each === search.get("tab")) ?? "rule";
	const open = (next: string) =>
		window.history.replaceState(null, "", next === "rule" ? pathname : `${pathname}?tab=${next}`);
	return (
		<>
			<BreadcrumbName id={segment.id} name={segment.name} />
			<PageHeader
				title={segment.name}
				meta={<SegmentState segment={segment} />}
				description={<Summary segment={segment} />}
				action={<Actions segment={segment} />}
			/>
			{trouble && (
				<Alert variant="warning">
					<AlertTitle>
						{trouble.kind === "failed" ? "The last refresh could not run" : "It is waiting to be refreshed"}
					</AlertTitle>
					<AlertDescription>
						{trouble.reason} <NextTry at={trouble.nextTryAt} />
					</AlertDescription>
				</Alert>
			)}
			<Tabs value={tab} onValueChange={open}>
				<TabsList aria-label="Parts of the segment">
					<TabsTrigger value="rule">Rule</TabsTrigger>
					{mayReadPeople && <TabsTrigger value="people">People</TabsTrigger>}
					<TabsTrigger value="history">History</TabsTrigger>
				</TabsList>
				<TabsContent value="rule">
					<RuleTab key={segment.version} segment={segment} openedAt={openedAt} />
				</TabsContent>
				{mayReadPeople && (
					<TabsContent value="people">
						<MembersTab segment={segment} onAsk={setAsked} />
					</TabsContent>
				)}
				<TabsContent value="history">
					<HistoryTab segmentId={segment.id} onAsk={mayReadPeople ? setAsked : null} />
				</TabsContent>
			</Tabs>
			<ExplainDrawer
				segmentId={segment.id}
				segmentName={segment.name}
				profileId={asked}
				onClose={() => setAsked(null)}
			/>
		</>
	);
}

const isUnserved = ({ state, version, servedVersion }: SegmentDetail) =>
	state !== "archived" && servedVersion !== version;

function Summary({ segment }: { segment: SegmentDetail }) {
	return (
		<span className="tabular-nums">
			{segment.size === null || segment.asOf === null ? (
				"Its people have not been built yet"
			) : (
				<>
					{formatPeople(segment.size)} · <AsOf at={segment.asOf} />
				</>
			)}
			{segment.servedVersion !== null && segment.servedVersion !== segment.version && (
				<>
					{" "}
					· of version {segment.servedVersion}; version {segment.version} is being built
				</>
			)}
			{" · "}
			{segment.ownerName}
			{segment.description && <span className="block">{segment.description}</span>}
		</span>
	);
}

function Actions({ segment }: { segment: SegmentDetail }) {
	const slug = useWorkspaceSlug();
	const router = useRouter();
	const client = useQueryClient();
	const mayWrite = useMay("segments.write");
	const [isRenaming, setRenaming] = useState(false);
	const refresh = useMutation({
		mutationFn: () => refreshSegment(segment.id),
		onSuccess: ({ status, size, entered, exited, error }) => {
			if (status === "finished") {
				toast.success(`${formatPeople(size)} now`, { description: `${entered} entered, ${exited} left` });
			} else showError("The refresh could not run", new Error(error ?? "The reason is unknown."));
		},
		onError: (error) => showError("The refresh could not run", error),
		onSettled: () => forgetSegments(client),
	});
	const restore = useMutation({
		mutationFn: () => restoreSegment(segment.id),
		onSuccess: () => toast.success(`“${segment.name}” is back`),
		onError: (error) => showError("The segment was not restored", error),
		onSettled: () => forgetSegments(client),
	});
	/** What builds on the segment, once the server has named it. */
	const [dependants, setDependants] = useState<readonly string[] | null>(null);
	const archive = useMutation({
		mutationFn: (isConfirmed: boolean) => archiveSegment(segment.id, isConfirmed),
		onSuccess: async () => {
			await forgetSegments(client);
			router.push(`/${slug}/segments`);
			toast.success(`“${segment.name}” is archived`, {
				description:
					"It is no longer refreshed, and cannot be used for new syncs and campaigns. Its history stays.",
				action: { label: "Undo", onClick: () => restore.mutate() },
			});
		},
		onError: (error) => {
			if (error instanceof ApiError && error.code === "conflict" && error.issues.length > 0) {
				setDependants(error.issues.map(({ message }) => message));
			} else showError("The segment was not archived", error);
		},
	});
	if (!mayWrite) return null;
	if (segment.state === "archived") {
		return (
			<Button variant="outline" isPending={restore.isPending} onClick={() => restore.mutate()}>
				Restore
			</Button>
		);
	}
	return (
		<>
			<Button variant="outline" isPending={refresh.isPending} onClick={() => refresh.mutate()}>
				{!refresh.isPending && <RefreshCw aria-hidden="true" />}
				Refresh now
			</Button>
			<DropdownMenu>
				<DropdownMenuTrigger asChild>
					<Button variant="outline" size="icon" aria-label="More for this segment">
						<MoreHorizontal aria-hidden="true" />
					</Button>
				</DropdownMenuTrigger>
				<DropdownMenuContent align="end">
					<DropdownMenuItem onSelect={() => setRenaming(true)}>
						<Pencil aria-hidden="true" />
						Name and rhythm
					</DropdownMenuItem>
					<DropdownMenuItem disabled={archive.isPending} onSelect={() => archive.mutate(false)}>
						<Archive aria-hidden="true" />
						Archive
					</DropdownMenuItem>
				</DropdownMenuContent>
			</DropdownMenu>
			<ConfirmDialog
				open={dependants !== null}
				onOpenChange={(isOpen) => !isOpen && setDependants(null)}
				title={`Others build on “${segment.name}”`}
				description={
					<>
						<ul className="list-disc space-y-1 pl-5">
							{dependants?.map((each) => (
								<li key={each}>{each}</li>
							))}
						</ul>
						<p className="mt-3">
							Once it is archived they are no longer kept up to date, and say so. Restoring it brings them
							back.
						</p>
					</>
				}
				confirmLabel="Archive anyway"
				variant="destructive"
				onConfirm={() => archive.mutateAsync(true)}
			/>
			<RenameDialog
				key={segment.updatedAt}
				segment={segment}
				open={isRenaming}
				onOpenChange={setRenaming}
				onSave={async (change) => {
					await updateSegment(segment.id, change);
					await forgetSegments(client);
				}}
			/>
		</>
	);
}
