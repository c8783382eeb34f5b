"use client";

import { showError } from "@/components/shell/show-error";
import { useCan } from "@/components/shell/workspace-context";
import { useRestoreSync } from "@/components/syncs/api";
import { Alert, AlertDescription, AlertTitle } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { NextTry } from "@/components/ui/next-try";
import type { SyncDetail } from "@/lib/syncs/contracts";

/** A sync on its way to the archive, and the way back. */
export function EmptyingAlert({ sync }: { sync: SyncDetail }) {
	const mayWrite = useCan("syncs.write");
	const restore = useRestoreSync();
	return (
		<Alert>
			<AlertTitle>Everyone is being removed</AlertTitle>
			<AlertDescription className="grid gap-3">
				<p>
					When its audience at {sync.destination.name} is empty, this sync is archived.
					{sync.statusReason && ` The last run did not get there: ${sync.statusReason}`}
					{sync.statusReason && sync.nextRunAt && (
						<>
							{" "}
							<NextTry at={sync.nextRunAt} />
						</>
					)}
				</p>
				{mayWrite && (
					<div>
						<Button
							variant="outline"
							isPending={restore.isPending}
							onClick={() =>
								void restore
									.mutateAsync({ params: { syncId: sync.id } })
									.catch((error: unknown) => showError("The sync was not restored", error))
							}
						>
							Keep this sync
						</Button>
					</div>
				)}
			</AlertDescription>
		</Alert>
	);
}
