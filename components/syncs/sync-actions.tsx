"use client";

import { Pause, Play } from "lucide-react";
import { useRouter } from "next/navigation";
import { type ReactNode, useState } from "react";
import { ConfirmAction } from "@/components/shell/confirm-action";
import { DuplicateItem } from "@/components/shell/duplicate-item";
import { showError } from "@/components/shell/show-error";
import { useWorkspaceSlug } from "@/components/shell/use-workspace-slug";
import { useCan } from "@/components/shell/workspace-context";
import { duplicateSync, useArchiveSync, usePauseSync, useResumeSync } from "@/components/syncs/api";
import { Button } from "@/components/ui/button";
import { MoreMenu } from "@/components/ui/more-menu";
import { toast } from "@/components/ui/toast";
import type { SyncDetail } from "@/lib/syncs/contracts";

/** Actions on the sync as a whole. */
export function SyncActions({ sync }: { sync: SyncDetail }): ReactNode {
	const slug = useWorkspaceSlug();
	const router = useRouter();
	const mayWrite = useCan("syncs.write");
	const pause = usePauseSync();
	const resume = useResumeSync();
	const archive = useArchiveSync();
	const [isArchiving, setArchiving] = useState(false);
	if (!mayWrite) return null;
	const isPaused = sync.status === "paused";
	const toggle = () =>
		(isPaused ? resume : pause)
			.mutateAsync({ params: { syncId: sync.id } })
			.catch((error: unknown) =>
				showError(isPaused ? "It could not be resumed" : "It could not be paused", error),
			);
	return (
		<>
			<MoreMenu label="More for this sync">
				<DuplicateItem room="syncs" duplicate={() => duplicateSync(sync.id)} />
			</MoreMenu>
			<Button variant="ghost" onClick={() => setArchiving(true)}>
				Archive
			</Button>
			{sync.status !== "ended" && (
				<Button
					variant="outline"
					isPending={pause.isPending || resume.isPending}
					onClick={() => void toggle()}
				>
					{isPaused ? <Play aria-hidden="true" /> : <Pause aria-hidden="true" />}
					{isPaused ? "Resume" : "Pause"}
				</Button>
			)}
			<ConfirmAction
				open={isArchiving}
				onOpenChange={setArchiving}
				title={`Archive ${sync.name}?`}
				description={`Muster stops keeping this audience up to date. The people in it stay at ${sync.destination.name}, also those who leave the segment later.`}
				confirmLabel="Archive"
				variant="destructive"
				failTitle="It could not be archived"
				onConfirm={async () => {
					await archive.mutateAsync({ params: { syncId: sync.id } });
					toast.success("The sync was archived");
					router.push(`/${slug}/syncs`);
				}}
			/>
		</>
	);
}
