"use client";

import { Sleeping, sleepingPart } from "@/components/shell/asleep/sleeping";
import { TitledCard } from "@/components/ui/card";
import { Skeleton } from "@/components/ui/skeleton";
import type { SyncDetail } from "@/lib/syncs/contracts";

// Server-rendered; its code loads on first interaction.
const scheduleEditor = sleepingPart({
	load: async () => (await import("@/components/syncs/schedule-editor")).ScheduleEditor,
	waiting: <Skeleton className="h-28" />,
});

/** When it runs, and its audience's name at the destination. */
export function ScheduleCard({ sync }: { sync: SyncDetail }) {
	const isOver = sync.status === "ended" || sync.status === "emptying";
	return (
		<TitledCard
			title={isOver ? "Audience" : "Schedule"}
			className="h-fit"
			contentClassName="grid gap-3 text-sm"
		>
			{!isOver && <Sleeping part={scheduleEditor} props={{ sync }} />}
			<p className="text-muted-foreground">
				Audience there: <span className="break-words text-foreground">{sync.remoteAudienceName}</span>
				{sync.remoteAudienceId && sync.remoteAudienceId !== sync.id && ` (${sync.remoteAudienceId})`}
			</p>
		</TitledCard>
	);
}
