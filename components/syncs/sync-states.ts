import { dayChoices, readTimes } from "@/components/syncs/cron-times";
import type { StatusTone } from "@/components/ui/status-badge";
import type { RunView, SyncView } from "@/lib/syncs/contracts";
import type { SyncSchedule } from "@/lib/syncs/sync-settings";

/** What a sync's page and lists call its state: until its first run is confirmed, nothing is sent. */
export type SyncState = SyncView["status"] | "not_started";

export function stateOf({ status, confirmedAt }: Pick<SyncView, "status" | "confirmedAt">): SyncState {
	return status === "active" && confirmedAt === null ? "not_started" : status;
}

export const syncLooks: Record<SyncState, { tone: StatusTone; word: string }> = {
	not_started: { tone: "waiting", word: "Not started" },
	active: { tone: "good", word: "Active" },
	paused: { tone: "paused", word: "Paused" },
	failing: { tone: "bad", word: "Failing" },
	stale: { tone: "warning", word: "Out of date" },
	ended: { tone: "neutral", word: "Ended" },
	needs_confirmation: { tone: "warning", word: "Needs confirmation" },
	emptying: { tone: "busy", word: "Emptying" },
};

export const runLooks: Record<RunView["status"], { tone: StatusTone; word: string }> = {
	queued: { tone: "waiting", word: "Waiting" },
	running: { tone: "busy", word: "Running" },
	cancelling: { tone: "busy", word: "Stopping" },
	finished: { tone: "good", word: "Finished" },
	needs_confirmation: { tone: "warning", word: "Needs confirmation" },
	failed: { tone: "bad", word: "Failed" },
	cancelled: { tone: "neutral", word: "Canceled" },
};

export const triggerWords: Record<string, string> = {
	manual: "started manually",
	schedule: "on schedule",
	segment: "after a change of the segment",
	confirmed: "after confirmation",
	launch: "at launch",
	emptying: "to remove everyone",
	erasure: "for people erased, without consent or suppressed",
};

/** Intervals to choose from, in minutes. */
export const intervals: readonly number[] = [15, 60, 360, 1_440, 10_080];

const intervalWords: Record<number, string> = {
	15: "Every 15 minutes",
	60: "Every hour",
	360: "Every 6 hours",
	1440: "Every day",
	10080: "Every week",
};

/** A schedule in a few words, for lists. */
export function describeSchedule(schedule: SyncSchedule): string {
	switch (schedule.kind) {
		case "manual":
			return "Only when someone starts it";
		case "interval":
			return intervalWords[schedule.everyMinutes] ?? `Every ${schedule.everyMinutes} minutes`;
		case "cron": {
			const times = readTimes(schedule.cron);
			const days = dayChoices.find(({ value }) => value === times?.days);
			return times && days ? `${days.label} at ${times.time}` : "At set times";
		}
		case "after_refresh":
			return "After the segment's refresh";
		case "real_time":
			return "In real time";
	}
}

/** Orders schedules from the most frequent to those that start by hand. */
export function rankSchedule(schedule: SyncSchedule): number {
	const ranks = { real_time: 0, after_refresh: 1, cron: 1_440, manual: 1e9 };
	return schedule.kind === "interval" ? schedule.everyMinutes : ranks[schedule.kind];
}
