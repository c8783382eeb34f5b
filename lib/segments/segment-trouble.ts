import type { SegmentSummary } from "@/lib/segments/contracts";

/** What is wrong with a segment someone waits for: it could not be built, or is overdue. */
export type Trouble = {
	kind: "failed" | "late";
	/** Whole sentences: the reason, and what is served meanwhile. */
	reason: string;
	nextTryAt: string | null;
};

type Given = Pick<
	SegmentSummary,
	| "state"
	| "staleReason"
	| "nextTryAt"
	| "version"
	| "servedVersion"
	| "updatedAt"
	| "asOf"
	| "refreshEveryMinutes"
>;

/** A saved rule is built within seconds; after this long something prevents it. */
const buildsWithinMs = 60_000;
/** How far behind its schedule a segment may be: one missed turn, and time to compute. */
const lateByMs = 10 * 60_000;

/** The problem of a segment as of an instant, in milliseconds; null when all is well. */
export function findSegmentTrouble(segment: Given, now: number): Trouble | null {
	if (segment.state === "archived") return null;
	const { staleReason, nextTryAt, version, servedVersion, asOf } = segment;
	const meanwhile =
		servedVersion === null
			? "No one is in it yet."
			: servedVersion === version
				? "The members of the last refresh stay live."
				: `The members of version ${servedVersion} stay live.`;
	if (staleReason !== null)
		return { kind: "failed", reason: `${sentence(staleReason)} ${meanwhile}`, nextTryAt };
	if (servedVersion !== version && now - Date.parse(segment.updatedAt) > buildsWithinMs) {
		return {
			kind: "late",
			reason: `Version ${version} has not been computed since it was saved. ${meanwhile}`,
			nextTryAt,
		};
	}
	if (asOf !== null && now - Date.parse(asOf) > 2 * segment.refreshEveryMinutes * 60_000 + lateByMs) {
		return {
			kind: "late",
			reason: `It was due for a refresh and was not refreshed. ${meanwhile}`,
			nextTryAt,
		};
	}
	return null;
}

const sentence = (text: string) => (/[.!?]$/.test(text) ? text : `${text}.`);
