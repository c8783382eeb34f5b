import { countText, pluralText } from "@/lib/kernel/number-text";
import type { SyncTrouble } from "@/lib/syncs/sync-trouble";

/** What is looked at; instants in milliseconds. */
export type Watched = {
	status: string;
	/** How often it is expected to run; null: only when someone starts it. */
	everyMinutes: number | null;
	/** The newest run that began, whatever came of it; null: none yet. */
	lastStartedAt: number | null;
	createdAt: number;
	isRunning: boolean;
	waitingSince: number | null;
	/** Runs that ended well, newest first, in people. */
	runs: readonly { wanted: number; delivered: number; sent: number; matched: number | null }[];
	destination: string;
	/** Mapped fields that the last run did not find there. */
	missingFields: readonly string[];
};

/** States that say themselves why no run goes through. */
const untroubled = ["paused", "ended", "failing", "needs_confirmation", "emptying"];

/** A turn may be late by this much for good reasons: a busy worker, a long run before. */
const graceMs = 5 * 60_000;
/** The runs a new one is compared with. */
const compared = 14;
/** Fewer runs before say nothing about what is usual. */
const fewestRuns = 5;
/** A jump to or from fewer people than this is ordinary. */
const fewestPeople = 100;
/** From the usual size to this many times as many, or down to this share of it. */
const growth = 2;
const shrink = 0.5;
/** With fewer identifiers a rate says nothing; below the rate something is wrong with them. */
const fewestSent = 500;
const lowestRate = 0.2;

/**
 * What is not as it should be in a sync though its runs do not fail. `mayCount` is false for readers who may not
 * see people: they are told the same without figures.
 */
export function findSyncTroubles(watched: Watched, now: number, mayCount: boolean): SyncTrouble[] {
	if (untroubled.includes(watched.status)) return [];
	return [
		...stalled(watched, now),
		...backlog(watched, now),
		...jump("wanted", watched, mayCount),
		...jump("delivered", watched, mayCount),
		...lowMatch(watched, mayCount),
		...missing(watched),
	];
}

function stalled({ everyMinutes, lastStartedAt, createdAt, isRunning }: Watched, now: number): SyncTrouble[] {
	// The first run is started by someone.
	if (everyMinutes === null || isRunning || lastStartedAt === null) return [];
	const everyMs = everyMinutes * 60_000;
	const idleMs = now - Math.max(lastStartedAt, createdAt);
	if (idleMs <= everyMs + Math.max(everyMs, graceMs)) return [];
	return [
		{
			kind: "stalled",
			title: `has not run for ${spanText(idleMs)}`,
			detail: `It is scheduled every ${spanText(everyMs)}. Its audience stays as it was until it runs.`,
		},
	];
}

function backlog({ everyMinutes, waitingSince, destination }: Watched, now: number): SyncTrouble[] {
	if (everyMinutes === null || waitingSince === null) return [];
	const waitedMs = now - waitingSince;
	if (waitedMs <= 3 * everyMinutes * 60_000) return [];
	return [
		{
			kind: "backlog",
			title: "does not keep up",
			detail: `People have been waiting to be sent to ${destination} for ${spanText(waitedMs)}, longer than three scheduled runs.`,
		},
	];
}

function jump(
	what: "wanted" | "delivered",
	{ runs, destination }: Watched,
	mayCount: boolean,
): SyncTrouble[] {
	const [last, ...earlier] = runs.slice(0, compared + 1);
	if (!last || earlier.length < fewestRuns) return [];
	const usual = median(earlier.map((run) => run[what]));
	const now = last[what];
	if (Math.max(usual, now) < fewestPeople) return [];
	const isMore = now >= usual * growth && now > usual;
	const isFewer = now <= usual * shrink && now < usual;
	if (!isMore && !isFewer) return [];
	const direction = isMore ? "more" : "fewer";
	const figures = mayCount ? `: ${countText(now)} instead of about ${countText(Math.round(usual))}` : "";
	const compare = `than in the ${earlier.length} runs before${figures}.`;
	return [
		what === "wanted"
			? {
					kind: "wanted_jump",
					title: `wants far ${direction} people than usual`,
					detail: `Far ${direction} people are in the audience ${compare} Check the segment and its data.`,
				}
			: {
					kind: "delivered_jump",
					title: `has far ${direction} people at ${destination} than usual`,
					detail: `Far ${direction} people are at ${destination} ${compare}`,
				},
	];
}

function lowMatch({ runs, destination }: Watched, mayCount: boolean): SyncTrouble[] {
	// A run with little to send has no rate of its own: the newest that does.
	const run = runs.find(({ sent, matched }) => matched !== null && sent >= fewestSent);
	if (!run || run.matched === null) return [];
	const rate = run.matched / run.sent;
	if (rate >= lowestRate) return [];
	const figures = mayCount ? `${countText(run.matched)} of ${countText(run.sent)}` : "Few of the";
	return [
		{
			kind: "low_match",
			title: "has a low match rate",
			detail: `${figures} identifiers were recognized by ${destination} (${Math.floor(rate * 100)}%). Check how emails and phone numbers are stored, and which identifiers are sent.`,
		},
	];
}

function missing({ missingFields, destination }: Watched): SyncTrouble[] {
	if (missingFields.length === 0) return [];
	const isOne = missingFields.length === 1;
	return [
		{
			kind: "missing_fields",
			title: `leaves out ${isOne ? "a field" : `${missingFields.length} fields`}`,
			detail: `${missingFields.join(", ")} no longer ${isOne ? "exists" : "exist"} at ${destination}, so ${isOne ? "it is" : "they are"} not sent; everything else is. Create ${isOne ? "it" : "them"} there again, or change the fields of this sync.`,
		},
	];
}

/** Middle value: one odd run among many does not move it. */
function median(values: readonly number[]): number {
	const sorted = [...values].sort((one, other) => one - other);
	const middle = Math.floor(sorted.length / 2);
	const upper = sorted[middle] ?? 0;
	return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? 0)) / 2;
}

/** "45 minutes", "3 hours", "2 days": in the largest unit of which there are two. */
function spanText(ms: number): string {
	const minutes = Math.floor(ms / 60_000);
	if (minutes < 120) return pluralText(minutes, "minute");
	const hours = Math.floor(minutes / 60);
	return hours < 48 ? pluralText(hours, "hour") : pluralText(Math.floor(hours / 24), "day");
}
