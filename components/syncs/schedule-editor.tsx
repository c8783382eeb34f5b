"use client";

import { useState } from "react";
import { showError } from "@/components/shell/show-error";
import { useCan } from "@/components/shell/workspace-context";
import { useUpdateSync } from "@/components/syncs/api";
import { SchedulePicker } from "@/components/syncs/schedule-picker";
import { UpcomingRuns } from "@/components/syncs/upcoming-runs";
import { Button } from "@/components/ui/button";
import { RelativeTime } from "@/components/ui/relative-time";
import { toast } from "@/components/ui/toast";
import type { SyncDetail } from "@/lib/syncs/contracts";
import type { SyncSchedule } from "@/lib/syncs/sync-settings";

/** When a sync runs, to change at once. */
export function ScheduleEditor({ sync }: { sync: SyncDetail }) {
	const mayWrite = useCan("syncs.write");
	const update = useUpdateSync();
	/** Set times that are being written; every other choice is saved at once. */
	const [draft, setDraft] = useState<Extract<SyncSchedule, { kind: "cron" }> | null>(null);
	/** The schedule as it was when they were begun. */
	const [before, setBefore] = useState(sync.schedule);
	const saved = sync.schedule.kind === "cron" ? sync.schedule.cron : null;
	const save = (schedule: SyncSchedule, seen: SyncSchedule) =>
		update
			.mutateAsync({ params: { syncId: sync.id }, body: { schedule, before: { schedule: seen } } })
			.then(() => {
				setDraft(null);
				toast.success("The schedule was changed");
			})
			.catch((error: unknown) => showError("The schedule was not changed", error));
	return (
		<>
			<fieldset disabled={!mayWrite || update.isPending}>
				<SchedulePicker
					value={draft ?? sync.schedule}
					onChange={(schedule) => {
						if (schedule.kind !== "cron") {
							void save(schedule, sync.schedule);
							return;
						}
						if (draft === null) setBefore(sync.schedule);
						setDraft(schedule.cron === saved ? null : schedule);
					}}
				/>
			</fieldset>
			{draft && (
				<div className="flex gap-2">
					<Button size="sm" isPending={update.isPending} onClick={() => void save(draft, before)}>
						Save times
					</Button>
					<Button size="sm" variant="outline" onClick={() => setDraft(null)}>
						Cancel
					</Button>
				</div>
			)}
			{!draft && <NextRun sync={sync} />}
		</>
	);
}

function NextRun({ sync }: { sync: SyncDetail }) {
	if (sync.status === "paused") return <p className="text-muted-foreground">Paused: nothing is sent.</p>;
	const { kind } = sync.schedule;
	if (kind === "manual" && !sync.nextRunAt) {
		return <p className="text-muted-foreground">Runs when someone starts it.</p>;
	}
	if (sync.confirmedAt === null) return <p className="text-muted-foreground">Starts with the first run.</p>;
	return (
		<>
			{sync.nextRunAt && (kind === "manual" || kind === "interval") && (
				<p className="text-muted-foreground">
					Next run <RelativeTime at={sync.nextRunAt} />.
				</p>
			)}
			{/* The picker names those of set times. */}
			{kind === "interval" && sync.nextRuns.length > 0 && (
				<UpcomingRuns runs={sync.nextRuns} timeZone={sync.timeZone} />
			)}
			{kind === "real_time" && (
				<p className="text-muted-foreground">Runs as soon as people enter or leave.</p>
			)}
			{kind === "after_refresh" && (
				<p className="text-muted-foreground">Runs after each refresh of the segment that follows a change.</p>
			)}
		</>
	);
}
