import { Alert, AlertDescription, AlertTitle } from "@/components/ui/alert";
import type { SyncDetail } from "@/lib/syncs/contracts";

/** What a pause means for the people at the destination. */
export function PausedAlert({ sync }: { sync: SyncDetail }) {
	const name = sync.destination.name;
	return (
		<Alert>
			<AlertTitle>Runs are paused</AlertTitle>
			<AlertDescription>
				No one is added to or removed from {name} as the segment changes, until someone resumes it. People who
				withdraw consent, are suppressed or are erased are still removed.
			</AlertDescription>
		</Alert>
	);
}
