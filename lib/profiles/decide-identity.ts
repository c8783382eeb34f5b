import { IdentityBook } from "@/lib/profiles/identity-book";
import type {
	IdentityClaim,
	IdentityDecision,
	IdentityState,
	KeyedIdentifier,
} from "@/lib/profiles/identity-state";

/**
 * Decides, message by message, whom identifiers mean:
 * - the strongest known identifier of a message is the person; unknown ones of the same message are linked to them;
 * - two people who meet in one message become one, unless both have a user id, or they meet on a device only and have
 *   different emails (several people share a device); an `alias` merges them in any case, and an earlier id that no one
 *   has met is the person's from then on;
 * - the one with the stronger identifier stays, otherwise the older.
 * Pure; the caller holds the workspace's lock.
 */
export function decideIdentity(claims: readonly IdentityClaim[], state: IdentityState): IdentityDecision {
	const book = new IdentityBook(state);
	// Rows stay under the id that carries the strongest identifier, so that a merge can be undone exactly.
	const uids = claims.map((claim) => decideClaim(claim, book));
	return { uids, ...book.changes() };
}

/** Whose rows the message's are; writes down what it makes known. */
function decideClaim(claim: IdentityClaim, book: IdentityBook): number {
	const known = claim.identifiers.filter(({ key }) => book.ownerOf(key) !== undefined);
	const place = known.findIndex((identifier) => isMeant(identifier, claim, book));
	const meant = known[place];
	const uid = (meant && book.ownerOf(meant.key)) ?? book.create(claim.at);
	if (meant) mergeWhoMet(uid, known.slice(place + 1), claim, book);
	linkUnknown(uid, claim, book);
	takeEarlierIds(uid, claim, book);
	book.see(uid, claim.at, claim.identifiers[0]?.kind !== "anonymous_id");
	return uid;
}

/** A person of a weaker kind is taken only if the message's unknown stronger ids may become theirs. */
function isMeant(identifier: KeyedIdentifier, { identifiers }: IdentityClaim, book: IdentityBook): boolean {
	const owner = book.ownerOf(identifier.key);
	if (owner === undefined) return false;
	if (identifier.kind === identifiers[0]?.kind) return true;
	return identifiers.every(
		({ key, kind }) =>
			book.ownerOf(key) !== undefined || kind === "anonymous_id" || book.mayLink(kind, owner),
	);
}

/** Owners of weaker identifiers of the message become one with the person, where they may. */
function mergeWhoMet(
	uid: number,
	weaker: readonly KeyedIdentifier[],
	{ identifiers, at }: IdentityClaim,
	book: IdentityBook,
): void {
	for (const { key, kind } of weaker) {
		const owner = book.ownerOf(key);
		if (owner === undefined || !book.mayMerge(uid, owner, kind)) continue;
		book.merge(uid, owner, `${identifiers[0]?.kind ?? "id"} and ${kind} in one message`, at);
	}
}

/** What no one has is the person's, within the bounds of one person. */
function linkUnknown(uid: number, { identifiers, at }: IdentityClaim, book: IdentityBook): void {
	for (const identifier of identifiers) {
		if (book.ownerOf(identifier.key) === undefined && book.mayLink(identifier.kind, uid)) {
			book.link(identifier, uid, at);
		}
	}
}

/**
 * The earlier id of an alias: who has it becomes one with the person in any case. If no one has met it yet, it is this
 * person's, whichever kind a late message calls it.
 */
function takeEarlierIds(uid: number, { previous, at }: IdentityClaim, book: IdentityBook): void {
	for (const { key } of previous) {
		const owner = book.ownerOf(key);
		if (owner === undefined) continue;
		book.merge(uid, owner, "alias", at);
		return;
	}
	for (const unseen of previous) {
		if (unseen.kind === "user_id" || book.mayLink(unseen.kind, uid)) book.link(unseen, uid, at, true);
	}
}
