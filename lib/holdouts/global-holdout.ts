import { bucketOf } from "@/lib/holdouts/assign-arm";

/** What decides who is globally held out: one group of people at a time. */
export interface GlobalHoldout {
	/** Its own, so that it is independent of every campaign's decision. */
	salt: string;
	/** Of 10 000. */
	shareBp: number;
	/** Whoever a campaign treated before stays with it. */
	startedAt: Date;
}

/** Shares that can be held out, and months after which another group takes their place. */
export const globalShares = { least: 100, most: 1000 } as const;
export const globalRotations = [3, 6, 12] as const;

/** How long after a rotation outcomes do not count: the group before was not reached, and the new one was. */
export const WASH_OUT_DAYS = 28;

const dayMs = 86_400_000;

/**
 * Whether a person is globally held out: by a hash of the lowest of their numbers, which a merge with someone newer does not
 * change. The warehouse computes the same (`globallyHeldOutSql`); both are tested against global-vectors.json.
 */
export function isGloballyHeldOut(
	{ salt, shareBp }: Pick<GlobalHoldout, "salt" | "shareBp">,
	uids: readonly [number, ...number[]],
): boolean {
	return bucketOf(salt, Math.min(...uids)) < shareBp;
}

/** When a group that began then is replaced; null: never by itself. On the 31st of a shorter month, on its last day. */
export function nextRotation(startedAt: Date, months: number | null): Date | null {
	if (months === null) return null;
	const next = new Date(startedAt);
	next.setUTCDate(1);
	next.setUTCMonth(next.getUTCMonth() + months);
	const lastDay = new Date(Date.UTC(next.getUTCFullYear(), next.getUTCMonth() + 1, 0)).getUTCDate();
	next.setUTCDate(Math.min(startedAt.getUTCDate(), lastDay));
	return next;
}

/** From when the outcomes of a group count: at once for the first one, after the wash-out for one that follows another. */
export function countsFrom(startedAt: Date, { followsAnother }: { followsAnother: boolean }): Date {
	return followsAnother ? new Date(startedAt.getTime() + WASH_OUT_DAYS * dayMs) : startedAt;
}
