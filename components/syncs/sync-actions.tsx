"use client";

import { Pause, Play, RefreshCw } from "lucide-react";
import dynamic from "next/dynamic";
import { type ReactNode, useState } from "react";
import { DuplicateItem } from "@/components/shell/duplicate-item";
import { showError } from "@/components/shell/show-error";
import { useCan } from "@/components/shell/workspace-context";
import { duplicateSync, usePauseSync, useResumeSync } from "@/components/syncs/api";
import { useRunSync } from "@/components/syncs/use-run-sync";
import { Button } from "@/components/ui/button";
import { DropdownMenuItem } from "@/components/ui/dropdown-menu";
import { MoreMenu } from "@/components/ui/more-menu";
import { toast } from "@/components/ui/toast";
import type { SyncDetail } from "@/lib/syncs/contracts";

const ArchiveSyncDialog = dynamic(
	async () => (await import("@/components/syncs/archive-sync-dialog")).ArchiveSyncDialog,
	{ ssr: false },
);

/** Actions on the sync as a whole. */
export function SyncActions({ sync }: { sync: SyncDetail }): ReactNode {
	const mayWrite = useCan("syncs.write");
	const pause = usePauseSync();
	const resume = useResumeSync();
	const run = useRunSync();
	const [isArchiving, setArchiving] = useState(false);
	if (!mayWrite) return null;
	const isPaused = sync.status === "paused";
	const toggle = () =>
		(isPaused ? resume : pause)
			.mutateAsync({ params: { syncId: sync.id } })
			.catch((error: unknown) =>
				showError(isPaused ? "It could not be resumed" : "It could not be paused", error),
			);
	const sendAgain = () =>
		run
			.mutateAsync({ params: { syncId: sync.id }, body: { isResend: true } })
			.then(() =>
				toast.success("Sending everyone again, including anyone removed by hand at the destination"),
			)
			.catch((error: unknown) => showError("The run could not be started", error));
	return (
		<>
			<MoreMenu label="More for this sync">
				<DuplicateItem room="syncs" duplicate={() => duplicateSync(sync.id)} />
				{sync.confirmedAt !== null && sync.status !== "emptying" && (
					<DropdownMenuItem disabled={isPaused} onSelect={() => void sendAgain()}>
						<RefreshCw aria-hidden="true" />
						Send everyone again
					</DropdownMenuItem>
				)}
			</MoreMenu>
			<Button variant="ghost" onClick={() => setArchiving(true)}>
				Archive
			</Button>
			{sync.status !== "ended" && sync.status !== "emptying" && (
				<Button
					variant="outline"
					isPending={pause.isPending || resume.isPending}
					onClick={() => void toggle()}
				>
					{isPaused ? <Play aria-hidden="true" /> : <Pause aria-hidden="true" />}
					{isPaused ? "Resume" : "Pause"}
				</Button>
			)}
			{isArchiving && <ArchiveSyncDialog sync={sync} open onOpenChange={setArchiving} />}
		</>
	);
}
