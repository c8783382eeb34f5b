import { IdentityGraph } from "@/lib/profiles/identity-graph";
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
	const graph = new IdentityGraph(state);
	// Rows stay under the id that carries the strongest identifier, so that a merge can be undone exactly.
	const uids = claims.map((claim) => decideClaim(claim, graph));
	return { uids, ...graph.changes() };
}

/** Whose rows a message's are; records what it reveals. */
function decideClaim(claim: IdentityClaim, graph: IdentityGraph): number {
	const known = claim.identifiers.filter(({ key }) => graph.ownerOf(key) !== undefined);
	const place = known.findIndex((identifier) => isMeant(identifier, claim, graph));
	const meant = known[place];
	const uid = (meant && graph.ownerOf(meant.key)) ?? graph.create(claim.at);
	if (meant) mergeWhoMet(uid, known.slice(place + 1), claim, graph);
	linkUnknown(uid, claim, graph);
	takeEarlierIds(uid, claim, graph);
	graph.see(uid, claim.at, claim.identifiers[0]?.kind !== "anonymous_id");
	return uid;
}

/**
 * A person known by a weaker kind of id is chosen only if the message's unknown stronger ids may become
 * theirs.
 */
function isMeant(identifier: KeyedIdentifier, { identifiers }: IdentityClaim, graph: IdentityGraph): boolean {
	const owner = graph.ownerOf(identifier.key);
	if (owner === undefined) return false;
	if (identifier.kind === identifiers[0]?.kind) return true;
	return identifiers.every(
		({ key, kind }) =>
			graph.ownerOf(key) !== undefined || kind === "anonymous_id" || graph.mayLink(kind, owner),
	);
}

/** Owners of the message's weaker identifiers are merged with the person, where allowed. */
function mergeWhoMet(
	uid: number,
	weaker: readonly KeyedIdentifier[],
	{ identifiers, at }: IdentityClaim,
	graph: IdentityGraph,
): void {
	for (const { key, kind } of weaker) {
		const owner = graph.ownerOf(key);
		if (owner === undefined || !graph.mayMerge(uid, owner, kind)) continue;
		graph.merge(uid, owner, `${identifiers[0]?.kind ?? "id"} and ${kind} in one message`, at);
	}
}

/** Unowned identifiers become the person's, within the limits of one person. */
function linkUnknown(uid: number, { identifiers, at }: IdentityClaim, graph: IdentityGraph): void {
	for (const identifier of identifiers) {
		if (graph.ownerOf(identifier.key) === undefined && graph.mayLink(identifier.kind, uid)) {
			graph.link(identifier, uid, at);
		}
	}
}

/**
 * The earlier id of an alias: its owner is merged with the person in any case. If it is still unknown, it
 * becomes this person's, whichever kind a late message gives it.
 */
function takeEarlierIds(uid: number, { previous, at }: IdentityClaim, graph: IdentityGraph): void {
	for (const { key } of previous) {
		const owner = graph.ownerOf(key);
		if (owner === undefined) continue;
		graph.merge(uid, owner, "alias", at);
		return;
	}
	for (const unseen of previous) {
		if (unseen.kind === "user_id" || graph.mayLink(unseen.kind, uid)) graph.link(unseen, uid, at, true);
	}
}
