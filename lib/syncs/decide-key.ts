export const ownerReasons = [
	"wanted",
	/** Wanted, but the fields cannot be sent. */
	"unmapped",
	/** No longer wanted in an audience that only grows, and nothing forbids that they stay. */
	"kept",
	"held_out",
	"no_consent",
	"left",
	"erased",
	/** One of their identifiers is on the list of suppressions. */
	"suppressed",
	/** A member of a segment that the sync keeps out. */
	"excluded",
	/** Reached the campaign's goal. */
	"converted",
	/** Wanted by a sync of the same group that comes first. */
	"outranked",
] as const;
export type OwnerReason = (typeof ownerReasons)[number];

/** Why someone is no longer wanted whom an audience that only grows keeps all the same. */
export const keptFor: ReadonlySet<OwnerReason> = new Set(["left", "excluded", "converted", "outranked"]);

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

/**
 * Why someone is removed who is no longer in the audience: what would have taken them out of it anyway goes before
 * having left, because nothing may keep such a removal waiting.
 */
export function decideRemoval({
	hasConsent,
	isSuppressed,
	isConverted,
}: Pick<PersonStanding, "hasConsent" | "isSuppressed" | "isConverted">): OwnerReason {
	if (!hasConsent) return "no_consent";
	if (isSuppressed) return "suppressed";
	return isConverted ? "converted" : "left";
}

/** What is known of a person that decides whether they are delivered. */
export type PersonStanding = {
	isErased: boolean;
	isHeldOut: boolean;
	isMember: boolean;
	hasConsent: boolean;
	isSuppressed: boolean;
	isExcluded: boolean;
	isConverted: boolean;
	isOutranked: boolean;
};

/** Why a person is or is not to be delivered; the first that applies. Missing knowledge prevents sending. */
export function decidePerson(facts: PersonStanding): OwnerReason {
	if (facts.isErased) return "erased";
	if (facts.isHeldOut) return "held_out";
	if (!facts.isMember) return "left";
	if (!facts.hasConsent) return "no_consent";
	if (facts.isSuppressed) return "suppressed";
	if (facts.isExcluded) return "excluded";
	if (facts.isConverted) return "converted";
	if (facts.isOutranked) return "outranked";
	return "wanted";
}
