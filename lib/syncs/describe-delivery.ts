import { assertNever } from "@/lib/kernel/assert-never";
import type { OwnerReason } from "@/lib/syncs/decide-key";
import { isPossiblyPresent, type KeyState } from "@/lib/syncs/ledger";

/** The state of one identifier, in plain words. */
export function describeKey(
	key: { state: KeyState; isDesired: boolean; isShared: boolean; reason: string | null },
	destination: string,
	/** Muster can change nothing there any more. */
	{ isDisconnected = false }: { isDisconnected?: boolean } = {},
): string {
	if (isDisconnected) {
		return isPossiblyPresent(key.state)
			? `May still be at ${destination}, which was disconnected: Muster cannot remove it there any more.`
			: `Not at ${destination}, which was disconnected.`;
	}
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
	context: {
		purpose: string;
		hasIdentifier: boolean;
		/** Why the fields cannot be sent. */
		problem?: string | null;
		/** Name of the segment that keeps the person out, or why that is not known for certain. */
		exclusion?: { segment: string } | { problem: string };
		/** Name of the sync that comes first. */
		outrankedBy?: string;
		/** Treated by another variant of the sync's campaign. */
		isOtherVariant?: boolean;
	},
): string {
	switch (fate) {
		case "wanted":
			return context.hasIdentifier
				? "In the audience, agrees, and may be reached."
				: "In the audience, but has none of the identifiers this sync sends.";
		case "unmapped":
			return `In the audience, but not sent: ${context.problem ?? "a field has no value that can be sent."}`;
		case "kept":
			return "No longer in the audience. Stays at the destination, because this sync only adds people.";
		case "held_out":
			return "Held out, so that the campaign's effect can be measured. Never sent.";
		case "no_consent":
			return `Has not agreed to ${context.purpose}. Not sent.`;
		case "left":
			return context.isOtherVariant
				? "Treated by another variant of the campaign. Not sent by this sync."
				: "Not in the audience.";
		case "erased":
			// Whether they are removed from the network is reported by their identifiers and the erasure.
			return "Erased on request. No longer sent.";
		case "suppressed":
			return `One of their identifiers is on the suppression list. Not sent for ${context.purpose}.`;
		case "excluded": {
			const { exclusion } = context;
			if (exclusion && "problem" in exclusion) return exclusion.problem;
			return `Excluded: in the segment “${exclusion?.segment ?? "unknown"}”.`;
		}
		case "converted":
			return "Has reached the campaign's goal, so the campaign stops sending them.";
		case "outranked":
			return `Delivered by “${context.outrankedBy ?? "another sync"}”, which comes first in the same group.`;
		default:
			return assertNever(fate);
	}
}

/** How far a destination is in removing someone who may no longer be sent. */
export function describeWithdrawal(
	removal: {
		reason: string;
		identifiers: number;
		shared: number;
		problem: string | null;
		confirmedAt: Date | null;
		givenUpAt: Date | null;
		movedAway: boolean;
	},
	destination: string,
): string {
	const why = removal.reason === "suppressed" ? "Suppressed." : "Consent withdrawn.";
	const shared = removal.shared > 0 ? " What someone else who is delivered has too stays there." : "";
	if (removal.confirmedAt === null && removal.givenUpAt !== null) {
		if (removal.movedAway) {
			return `${why} ${destination} was moved to another account or address before it confirmed the removal: they may still be at the old one, and Muster cannot remove anyone there any more.`;
		}
		return `${why} ${destination} was disconnected before it confirmed the removal: they may still be there, and Muster cannot remove anyone there any more.`;
	}
	if (removal.confirmedAt === null) {
		return `${why} ${destination} has not confirmed the removal yet.${removal.problem ? ` ${removal.problem}` : ""}`;
	}
	return removal.identifiers === 0
		? `${why} ${destination} never held them.`
		: `${why} ${destination} confirmed the removal.${shared}`;
}
