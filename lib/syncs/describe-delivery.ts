import { assertNever } from "@/lib/kernel/assert-never";
import type { OwnerReason } from "@/lib/syncs/decide-key";
import type { KeyState } from "@/lib/syncs/ledger";

/** The state of one identifier, in plain words. */
export function describeKey(
	key: { state: KeyState; isDesired: boolean; isShared: boolean; reason: string | null },
	destination: string,
): string {
	const why = key.reason ? ` ${key.reason}` : "";
	switch (key.state) {
		case "present":
			return key.isDesired ? `${destination} confirmed it.` : `To be removed from ${destination}.${why}`;
		case "accepted":
			if (!key.isDesired) return `To be removed from ${destination}.${why}`;
			return `${destination} accepted it. It does not say which single identifiers it matched.${why}`;
		case "adding":
			return `Being sent to ${destination}.`;
		case "removing":
			return `Being removed from ${destination}.`;
		case "unknown":
			return `No clear answer from ${destination}: it may be there or not. Muster checks again.${why}`;
		case "rejected":
			return `${destination} does not accept this value.${why}`;
		case "absent":
			if (key.isShared) return "Not sent: someone who is held out has the same identifier.";
			return key.isDesired ? `Waiting to be sent to ${destination}.${why}` : `Not at ${destination}.`;
		default:
			return assertNever(key.state);
	}
}

/** Why a person is or is not delivered. */
export function describeFate(
	fate: OwnerReason,
	context: { purpose: string; hasIdentifier: boolean; problem?: string | null },
): string {
	switch (fate) {
		case "wanted":
			return context.hasIdentifier
				? "In the audience, agrees, and may be reached."
				: "In the audience, but has none of the identifiers this sync sends.";
		case "unmapped":
			return `In the audience, but not sent: ${context.problem ?? "a field has no value that can be sent."}`;
		case "kept":
			return "Left the audience. Stays at the destination, because this sync only adds people.";
		case "held_out":
			return "Held out, so that the campaign's effect can be measured. Never sent.";
		case "no_consent":
			return `Has not agreed to ${context.purpose}. Not sent.`;
		case "left":
			return "Not in the audience.";
		case "erased":
			// Whether they are removed from the network is reported by their identifiers and the erasure.
			return "Erased on request. No longer sent.";
		default:
			return assertNever(fate);
	}
}
