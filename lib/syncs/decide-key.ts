/**
 * unmapped: wanted, but the fields cannot be sent; kept: left the segment of an audience from which nobody who merely
 * leaves is removed.
 */
export const ownerReasons = [
	"wanted",
	"unmapped",
	"kept",
	"held_out",
	"no_consent",
	"left",
	"erased",
] as const;
export type OwnerReason = (typeof ownerReasons)[number];

/**
 * Whether a remote key must be at the network, from everyone who has it. A held-out person's key is not sent,
 * even when a treated person has it too: the network would reach both. Such keys are listed.
 */
export function decideKey(owners: readonly OwnerReason[]): { isDesired: boolean; isShared: boolean } {
	const isWanted = owners.includes("wanted");
	const isHeldOut = owners.includes("held_out");
	const isKept = owners.includes("kept");
	return { isDesired: (isWanted || isKept) && !isHeldOut, isShared: isWanted && isHeldOut };
}

/** Why a person is or is not to be delivered; the first that applies. Missing knowledge prevents sending. */
export function decidePerson(facts: {
	isErased: boolean;
	isHeldOut: boolean;
	isMember: boolean;
	hasConsent: boolean;
}): OwnerReason {
	if (facts.isErased) return "erased";
	if (facts.isHeldOut) return "held_out";
	if (!facts.isMember) return "left";
	if (!facts.hasConsent) return "no_consent";
	return "wanted";
}
