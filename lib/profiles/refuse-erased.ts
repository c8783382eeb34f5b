import type { IdentityClaim } from "@/lib/profiles/identity-state";

/**
 * What is left of a claim that involves an erased person: null when its strongest identifier was theirs at
 * the claim's time, otherwise the claim without identifiers that were. `erasedAt` has the instant
 * (milliseconds) for each identifier key of an erased person. `isUndated` claims have only their arrival
 * time: an old file does not show whether the person has come back.
 */
export function refuseErased(
	claim: IdentityClaim,
	erasedAt: ReadonlyMap<string, number>,
	{ isUndated }: { isUndated: boolean },
): IdentityClaim | null {
	const wasErased = ({ key }: { key: string }): boolean => {
		const at = erasedAt.get(key);
		return at !== undefined && (isUndated || claim.at <= at);
	};
	const [strongest] = claim.identifiers;
	if (!strongest || wasErased(strongest)) return null;
	return {
		...claim,
		identifiers: claim.identifiers.filter((identifier) => !wasErased(identifier)),
		previous: claim.previous.filter((identifier) => !wasErased(identifier)),
	};
}
