import { pluralText } from "@/lib/kernel/number-text";
import type { ErasureRemoval } from "@/lib/privacy/api";

/**
 * Progress of the removal at one destination, in plain words. Says "removed" only for what the destination
 * confirmed, and of what was given up that it may still be there.
 */
export function describeRemoval(removal: ErasureRemoval, clock: (instant: string) => string): string {
	const parts: string[] = [];
	if (removal.removed > 0) parts.push(`${pluralText(removal.removed, "identifier", "identifiers")} removed.`);
	if (removal.shared > 0) {
		parts.push(
			`${pluralText(removal.shared, "identifier stays", "identifiers stay")}, because another person who is delivered has the same.`,
		);
	}
	if (removal.pending > 0 && removal.givenUpAt !== null) {
		const what = pluralText(removal.pending, "identifier", "identifiers");
		parts.push(
			removal.movedAway
				? `${what} may still be at the old account or address. ${removal.destinationName} was moved to another one before the removal was confirmed, so Muster cannot remove anyone from the old one any more.`
				: `${what} may still be there. ${removal.destinationName} was disconnected before it confirmed the removal, so Muster cannot remove anyone there any more.`,
		);
	} else if (removal.pending > 0) {
		parts.push(`${pluralText(removal.pending, "identifier", "identifiers")} not confirmed yet.`);
		if (removal.retryAt !== null) {
			const why = (removal.reason ?? "").replace(/\.$/, "");
			const when = `emovals are asked again at ${clock(removal.retryAt)}.`;
			parts.push(why ? `${why}; r${when}` : `R${when}`);
		} else if (removal.reason) parts.push(removal.reason);
	}
	return parts.length > 0 ? parts.join(" ") : "Nothing was held there.";
}
