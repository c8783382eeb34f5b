import { RATE_DAYS } from "@/lib/campaigns/entering-rate";

const DAY_MS = 86_400_000;

/** A campaign without an end is planned for so long. */
const OPEN_ENDED_DAYS = 90;
/** A segment that has just begun to fill says nothing about how it goes on. */
const MOST_TIMES = 20;

/**
 * People a campaign will have assigned when its last windows close: those at launch, and who enters at the rate of the weeks
 * before until no one's window could still be over by the end.
 */
export function planSize({
	atLaunch,
	entered,
	launchedAt,
	endsAt,
	windowDays,
}: {
	atLaunch: number;
	/** In the RATE_DAYS days before the launch. */
	entered: number;
	launchedAt: Date;
	endsAt: Date | null;
	windowDays: number;
}): number {
	const days = endsAt === null ? OPEN_ENDED_DAYS : (endsAt.getTime() - launchedAt.getTime()) / DAY_MS;
	// Who enters a running campaign counts after a window; one that has ended waits for the windows still open.
	const counting = endsAt === null ? Math.max(0, days - windowDays) : Math.max(0, days);
	const planned = atLaunch + Math.round((entered / RATE_DAYS) * counting);
	return Math.min(planned, Math.max(atLaunch, 200) * MOST_TIMES);
}
