import type { OwnerReason } from "@/lib/syncs/decide-key";
import { type SyncGuards, syncGuards } from "@/lib/syncs/sync-settings";

/** The limits of a sync for which none were chosen. */
export const usualGuards: SyncGuards = { changePercent: 30, changePeople: 50, minimumAudience: 0 };

/** The limits of a sync as stored: those that were chosen, and the usual ones. */
export function readGuards(stored: unknown): SyncGuards {
	return { ...usualGuards, ...syncGuards.partial().parse(stored) };
}

/** Why people are removed at once, whatever a guard asks about: waiting would send or keep what must not be there. */
export const neverAskedAbout: readonly OwnerReason[] = [
	"no_consent",
	"suppressed",
	"held_out",
	"erased",
	// Converting is what the campaign is for: the rule that takes converters out was chosen for it.
	"converted",
];

/** A run's change, in people; those someone has confirmed are not counted. */
export type Change = { delivered: number; entering: number; leaving: number };

/**
 * Which side of a change is too large to go through without someone's word: more than the percentage of the
 * people delivered, and no fewer than the floor.
 */
export function decideGuard(guards: SyncGuards, change: Change): ("entering" | "leaving")[] {
	const { changePercent, changePeople } = guards;
	if (changePercent === null) return [];
	return (["entering", "leaving"] as const).filter(
		(side) => change[side] >= changePeople && change[side] * 100 > changePercent * change.delivered,
	);
}

/** Whether an audience is too small to add anyone to. */
export function isBelowMinimum(guards: SyncGuards, wanted: number): boolean {
	return wanted < guards.minimumAudience;
}
