import { decidePerson, type OwnerReason } from "@/lib/syncs/decide-key";

/** What is known of one person at the moment of sending; undefined if it could not be determined. */
export type GateFacts = {
	isErased?: boolean;
	isHeldOut?: boolean;
	/** Of the people the sync wants, all things considered: also not kept out, not converted, not outranked. */
	isMember?: boolean;
	hasConsent?: boolean;
	isSuppressed?: boolean;
};

/**
 * The last gate before a key leaves: at least one of its owners must be wanted right now, and none held out.
 * It fails closed: an owner without known facts blocks the key if they might be held out, and never lets it
 * pass.
 */
export function passesGate(owners: readonly (GateFacts | undefined)[]): boolean {
	const reasons: OwnerReason[] = [];
	for (const facts of owners) {
		if (facts?.isHeldOut !== false) return false;
		reasons.push(
			decidePerson({
				isErased: facts.isErased ?? true,
				isHeldOut: facts.isHeldOut,
				isMember: facts.isMember ?? false,
				hasConsent: facts.hasConsent ?? false,
				isSuppressed: facts.isSuppressed ?? true,
				isExcluded: false,
				isConverted: false,
				isOutranked: false,
			}),
		);
	}
	return reasons.includes("wanted");
}
