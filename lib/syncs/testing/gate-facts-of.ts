import type { OwnerReason } from "@/lib/syncs/decide-key";
import type { GateFacts } from "@/lib/syncs/passes-gate";

/** What the last gate finds of someone who is wanted, or not for this reason. */
export function gateFactsOf(reason: OwnerReason | undefined): GateFacts {
	return {
		isErased: reason === "erased",
		isHeldOut: reason === "held_out",
		isMember: reason !== "left",
		hasConsent: reason === "wanted",
		isSuppressed: false,
	};
}
