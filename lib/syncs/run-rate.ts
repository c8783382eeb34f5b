import type { RunProgress } from "@/lib/syncs/contracts";

/** Shorter than this a rate is chance. */
const soonestMs = 2_000;

/** How fast a phase of a run goes, and how long it still takes at that rate; null while that cannot be told. */
export function runRate({
	done,
	total,
	since,
	at,
}: RunProgress): { perSecond: number; leftMs: number } | null {
	if (since === undefined || at === undefined || done <= 0) return null;
	const tookMs = Date.parse(at) - Date.parse(since);
	if (!(tookMs >= soonestMs)) return null;
	const perSecond = (done / tookMs) * 1_000;
	return { perSecond, leftMs: (Math.max(0, total - done) / perSecond) * 1_000 };
}
