import { Cron } from "croner";
import type { SyncSchedule } from "@/lib/syncs/sync-settings";

const minuteMs = 60_000;

/**
 * Consent, contact details, renewals and retries change without the segment: syncs that follow it check for
 * them this often too.
 */
const backstopMs = { real_time: 60 * minuteMs, after_refresh: 1_440 * minuteMs };

/**
 * The first instant after `after` at which a sync is due by its schedule alone; null when it is only started
 * by someone. A time of day that the night of a clock change skips comes that much later, in the first minutes that
 * exist; one that comes twice runs the first time only, while "every 15 minutes" goes on through both hours.
 */
export function nextRun(schedule: SyncSchedule, after: Date, timeZone: string): Date | null {
	switch (schedule.kind) {
		case "manual":
			return null;
		case "interval":
			return new Date(after.getTime() + schedule.everyMinutes * minuteMs);
		case "cron":
			return openCron(schedule.cron, timeZone).nextRun(after);
		default:
			return new Date(after.getTime() + backstopMs[schedule.kind]);
	}
}

/**
 * The next instant once `due` has come and been acted on at `now`: intervals keep their beat instead of drifting,
 * and whatever passed while no one was there is caught up with the one run at hand.
 */
export function nextAfterDue(schedule: SyncSchedule, due: Date, now: Date, timeZone: string): Date | null {
	if (schedule.kind !== "interval") return nextRun(schedule, now, timeZone);
	const step = schedule.everyMinutes * minuteMs;
	const passed = Math.max(0, Math.floor((now.getTime() - due.getTime()) / step));
	return new Date(due.getTime() + (passed + 1) * step);
}

/** The next instants of a schedule, for display; none when it is only started by someone or follows the segment. */
export function nextRuns(schedule: SyncSchedule, after: Date, timeZone: string, count = 3): Date[] {
	if (schedule.kind !== "interval" && schedule.kind !== "cron") return [];
	const runs: Date[] = [];
	for (let at = nextRun(schedule, after, timeZone); at && runs.length < count; ) {
		runs.push(at);
		at = nextRun(schedule, at, timeZone);
	}
	return runs;
}

/** Why an expression cannot be a schedule, with the cure; null when it can. */
export function cronProblem(cron: string, timeZone: string, now: Date): string | null {
	try {
		if (openCron(cron, timeZone).nextRun(now) !== null) return null;
		return `“${cron}” never comes: there is no such day.`;
	} catch {
		return `“${cron}” is not a schedule. Write five fields: minute, hour, day of the month, month, day of the week. For example, “30 6 * * 1-5” is 6:30 on weekdays.`;
	}
}

function openCron(cron: string, timeZone: string): Cron {
	return new Cron(cron, { timezone: timeZone, paused: true, mode: "5-part" });
}
