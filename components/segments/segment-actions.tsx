"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Archive, MoreHorizontal, Pencil, RefreshCw } from "lucide-react";
import dynamic from "next/dynamic";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useState } from "react";
import {
	archiveSegment,
	duplicateSegment,
	forgetSegments,
	refreshSegment,
	restoreSegment,
	updateSegment,
} from "@/components/segments/api";
import { ApiError } from "@/components/shell/api-error";
import { DuplicateItem } from "@/components/shell/duplicate-item";
import { showError } from "@/components/shell/show-error";
import { useWorkspaceSlug } from "@/components/shell/use-workspace-slug";
import { useCan } from "@/components/shell/workspace-context";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/dialogs/confirm-dialog";
import { DropdownMenuItem } from "@/components/ui/dropdown-menu";
import { formatPeople } from "@/components/ui/format-number";
import { MoreMenu } from "@/components/ui/more-menu";
import { toast } from "@/components/ui/toast";
import type { SegmentDetail } from "@/lib/segments/contracts";

// Fetched when it is opened.
const RenameDialog = dynamic(async () => (await import("@/components/segments/rename-dialog")).RenameDialog, {
	ssr: false,
});

/** Actions on the segment as a whole; first of all, using it in a sync or campaign. */
export function SegmentActions({ segment }: { segment: SegmentDetail }) {
	const slug = useWorkspaceSlug();
	const router = useRouter();
	const client = useQueryClient();
	const mayWrite = useCan("segments.write");
	const maySend = useCan("syncs.write");
	const mayCampaign = useCan("campaigns.write");
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
	/** What uses the segment, once the server has listed it. */
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
			<MoreMenu
				trigger={
					<Button variant="outline" size="icon" aria-label="More for this segment">
						<MoreHorizontal aria-hidden="true" />
					</Button>
				}
			>
				<DropdownMenuItem disabled={refresh.isPending} onSelect={() => refresh.mutate()}>
					<RefreshCw aria-hidden="true" />
					Refresh now
				</DropdownMenuItem>
				<DropdownMenuItem onSelect={() => setRenaming(true)}>
					<Pencil aria-hidden="true" />
					Name, tags and schedule
				</DropdownMenuItem>
				<DuplicateItem room="segments" duplicate={() => duplicateSegment(segment.id)} />
				<DropdownMenuItem disabled={archive.isPending} onSelect={() => archive.mutate(false)}>
					<Archive aria-hidden="true" />
					Archive
				</DropdownMenuItem>
			</MoreMenu>
			{maySend && (
				<Button variant="outline" asChild>
					<Link href={`/${slug}/syncs/new?segment=${segment.id}`}>Send to a destination</Link>
				</Button>
			)}
			{mayCampaign && (
				<Button asChild>
					<Link href={`/${slug}/campaigns/new?segment=${segment.id}`}>Use in a campaign</Link>
				</Button>
			)}
			<ConfirmDialog
				open={dependants !== null}
				onOpenChange={(isOpen) => !isOpen && setDependants(null)}
				title={`“${segment.name}” is in use`}
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
			{isRenaming && (
				<RenameDialog
					key={segment.updatedAt}
					segment={segment}
					open
					onOpenChange={setRenaming}
					onSave={async (change) => {
						await updateSegment(segment.id, change);
						await Promise.all([forgetSegments(client), client.invalidateQueries({ queryKey: ["tags"] })]);
					}}
				/>
			)}
		</>
	);
}
