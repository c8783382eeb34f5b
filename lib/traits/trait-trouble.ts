import type { TraitSummary } from "@/lib/traits/contracts";

export type TraitTrouble = { kind: "failed" | "late"; reason: string; nextTryAt: string | null };

type Given = Pick<
	TraitSummary,
	"state" | "staleReason" | "nextTryAt" | "version" | "servedVersion" | "updatedAt" | "asOf"
>;

/** Everyone is read for a new definition; after this long something is in its way. */
const computesWithinMs = 10 * 60_000;
/** Values are brought up to date every hour. */
const lateAfterMs = 2.5 * 3_600_000;

/** The problem of a computed trait as of an instant, in milliseconds; null when all is well. */
export function findTraitTrouble(trait: Given, now: number): TraitTrouble | null {
	if (trait.state === "archived") return null;
	const { staleReason, nextTryAt, version, servedVersion, asOf } = trait;
	const meanwhile = servedVersion === null ? "No one has a value yet." : "The last values stay.";
	if (staleReason !== null) {
		const reason = /[.!?]$/.test(staleReason) ? staleReason : `${staleReason}.`;
		return { kind: "failed", reason: `${reason} ${meanwhile}`, nextTryAt };
	}
	if (servedVersion !== version && now - Date.parse(trait.updatedAt) > computesWithinMs) {
		return {
			kind: "late",
			reason: `Version ${version} has not been computed for everyone yet. ${meanwhile}`,
			nextTryAt,
		};
	}
	if (asOf !== null && now - Date.parse(asOf) > lateAfterMs) {
		return { kind: "late", reason: `It was due to be computed again and was not. ${meanwhile}`, nextTryAt };
	}
	return null;
}
