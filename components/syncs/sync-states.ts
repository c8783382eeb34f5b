import type { StatusTone } from "@/components/ui/status-badge";
import type { RunView, SyncView } from "@/lib/syncs/contracts";

export const syncLooks: Record<SyncView["status"], { tone: StatusTone; word: string }> = {
	active: { tone: "good", word: "Active" },
	paused: { tone: "paused", word: "Paused" },
	failing: { tone: "bad", word: "Failing" },
	stale: { tone: "warning", word: "Out of date" },
	ended: { tone: "neutral", word: "Ended" },
};

export const runLooks: Record<RunView["status"], { tone: StatusTone; word: string }> = {
	queued: { tone: "waiting", word: "Waiting" },
	running: { tone: "busy", word: "Running" },
	cancelling: { tone: "busy", word: "Stopping" },
	finished: { tone: "good", word: "Finished" },
	failed: { tone: "bad", word: "Failed" },
	cancelled: { tone: "neutral", word: "Canceled" },
};

export const triggerWords: Record<string, string> = {
	manual: "started manually",
	schedule: "on schedule",
	launch: "at launch",
	erasure: "to erase a person",
};

export const schedules: readonly { minutes: number | null; label: string }[] = [
	{ minutes: null, label: "Only when someone starts it" },
	{ minutes: 15, label: "Every 15 minutes" },
	{ minutes: 60, label: "Every hour" },
	{ minutes: 360, label: "Every 6 hours" },
	{ minutes: 1_440, label: "Every day" },
	{ minutes: 10_080, label: "Every week" },
];

export function describeSchedule(minutes: number | null): string {
	const known = schedules.find((one) => one.minutes === minutes);
	return known?.label ?? `Every ${minutes} minutes`;
}
