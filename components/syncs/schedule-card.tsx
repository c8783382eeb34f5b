"use client";

import { showError } from "@/components/shell/show-error";
import { useCan } from "@/components/shell/workspace-context";
import { useUpdateSync } from "@/components/syncs/api";
import { SchedulePicker } from "@/components/syncs/schedule-picker";
import { TitledCard } from "@/components/ui/card";
import { RelativeTime } from "@/components/ui/relative-time";
import { toast } from "@/components/ui/toast";
import type { SyncDetail } from "@/lib/syncs/contracts";

const modeSentences: Record<SyncDetail["mode"], string> = {
	mirror: "Whoever leaves the segment is removed.",
	add_only: "Whoever leaves the segment stays, unless they withdraw consent or are erased.",
	update_only: "Only people already there are brought up to date.",
	replace: "Everyone is replaced with each run.",
};

/** How often it runs, when next, and its audience's name at the destination. */
export function ScheduleCard({ sync }: { sync: SyncDetail }) {
	return (
		<TitledCard
			title={sync.status === "ended" ? "Audience" : "Schedule"}
			className="h-fit"
			contentClassName="grid gap-3 text-sm"
		>
			{sync.status !== "ended" && <Schedule sync={sync} />}
			<p className="text-muted-foreground">{modeSentences[sync.mode]}</p>
			<p className="text-muted-foreground">
				Audience there: <span className="break-all text-foreground">{sync.remoteAudienceName}</span>
				{sync.remoteAudienceId && sync.remoteAudienceId !== sync.id && ` (${sync.remoteAudienceId})`}
			</p>
		</TitledCard>
	);
}

function Schedule({ sync }: { sync: SyncDetail }) {
	const mayWrite = useCan("syncs.write");
	const update = useUpdateSync();
	return (
		<>
			<fieldset disabled={!mayWrite || update.isPending}>
				<SchedulePicker
					value={sync.everyMinutes}
					onChange={(everyMinutes) => {
						update
							.mutateAsync({ params: { syncId: sync.id }, body: { everyMinutes } })
							.then(() => toast.success("The schedule was changed"))
							.catch((error: unknown) => showError("The schedule was not changed", error));
					}}
				/>
			</fieldset>
			<p className="text-muted-foreground">
				{sync.status === "paused" ? (
					"Paused: nothing is sent."
				) : sync.nextRunAt ? (
					<>
						Next run <RelativeTime at={sync.nextRunAt} />.
					</>
				) : sync.everyMinutes === null ? (
					"Runs when someone starts it."
				) : (
					"Starts with the first run."
				)}
			</p>
		</>
	);
}
