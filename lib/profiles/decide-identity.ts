import type { Identifier, IdentifierKind } from "@/lib/identity/identifier";

/** Who is meant by one message, before anybody looked: identifiers strongest first, with a key for look-up. */
export type IdentityClaim = {
	identifiers: (Identifier & { key: string })[];
	/** Keys the earlier id of an `alias` may be known under, strongest first. */
	previous: (Identifier & { key: string })[];
	at: number;
};

/** A person as the identity tables have them. */
export type KnownPerson = { uid: number; root: number; isKnown: boolean; effectiveAt: number };

export type IdentityState = {
	/** Identifier key → uid, for the identifiers of the claims that exist. */
	owners: Map<string, number>;
	people: Map<number, KnownPerson>;
	/** Identifiers each root has, over all ids merged into it. Needed only for the roots of `owners`. */
	holdings: Map<number, Holding>;
};
export type Holding = { userIds: number; emails: number; anonymousIds: number; uids: number[] };

export type IdentityDecision = {
	/** Per claim: whose rows these are. Negative numbers stand for people created here, in order: -1, -2, … */
	uids: number[];
	created: { uid: number; effectiveAt: number; knownAt: number | null }[];
	/** `isEarlier` are ids of before an alias: the person's own of the same kind comes first. */
	linked: (Identifier & { key: string; uid: number; isEarlier: boolean })[];
	merged: { root: number; absorbed: number; reason: string; at: number }[];
	/** People seen earlier than known before. */
	seenEarlier: { uid: number; effectiveAt: number; isKnown: boolean }[];
	becameKnown: { uid: number; at: number }[];
};

/** Bounds that keep one shared device or a wrong id from swallowing a workspace. */
export const identityLimits = { emails: 5, anonymousIds: 200, absorbed: 100 } as const;

/**
 * Decides, message by message, whom identifiers mean:
 * - the strongest known identifier of a message is the person; unknown ones of the same message are linked to them;
 * - two people who meet in one message become one, unless both have a user id, or they meet on a device only and have
 *   different e-mails (several people share a device); an `alias` merges them in any case, and an earlier id that nobody
 *   has met is the person's from then on;
 * - the one with the stronger identifier stays, otherwise the older.
 * Pure; the caller holds the workspace's lock.
 */
export function decideIdentity(claims: readonly IdentityClaim[], state: IdentityState): IdentityDecision {
	const decision: IdentityDecision = {
		uids: [],
		created: [],
		linked: [],
		merged: [],
		seenEarlier: [],
		becameKnown: [],
	};
	const { owners, people, holdings } = state;
	const touched = new Map<number, { effectiveAt: number; isKnown: boolean }>();

	const holdingOf = (root: number): Holding => {
		let holding = holdings.get(root);
		if (!holding) {
			holding = { userIds: 0, emails: 0, anonymousIds: 0, uids: [root] };
			holdings.set(root, holding);
		}
		return holding;
	};
	const rootOf = (uid: number): number => people.get(uid)?.root ?? uid;

	const create = (at: number): number => {
		const uid = -(decision.created.length + 1);
		people.set(uid, { uid, root: uid, isKnown: false, effectiveAt: at });
		decision.created.push({ uid, effectiveAt: at, knownAt: null });
		return uid;
	};

	const link = (
		identifier: Identifier & { key: string },
		uid: number,
		at: number,
		isEarlier = false,
	): void => {
		owners.set(identifier.key, uid);
		decision.linked.push({ ...identifier, uid, isEarlier });
		const holding = holdingOf(rootOf(uid));
		if (identifier.kind === "user_id") holding.userIds++;
		else if (identifier.kind === "email") holding.emails++;
		else if (identifier.kind === "anonymous_id") holding.anonymousIds++;
		const person = people.get(uid);
		if (identifier.kind !== "anonymous_id" && person && !person.isKnown) {
			person.isKnown = true;
			if (uid < 0) {
				const fresh = decision.created[-uid - 1];
				if (fresh) fresh.knownAt = at;
			} else decision.becameKnown.push({ uid, at });
		}
	};

	const mayLink = (kind: IdentifierKind, uid: number): boolean => {
		const holding = holdingOf(rootOf(uid));
		if (kind === "user_id") return holding.userIds === 0;
		if (kind === "email") return holding.emails < identityLimits.emails;
		if (kind === "phone") return true;
		return holding.anonymousIds < identityLimits.anonymousIds;
	};

	const mayMerge = (a: number, b: number, met: IdentifierKind): boolean => {
		const one = holdingOf(a);
		const other = holdingOf(b);
		if (one.userIds > 0 && other.userIds > 0) return false;
		return !(met === "anonymous_id" && one.emails > 0 && other.emails > 0);
	};

	const merge = (a: number, b: number, reason: string, at: number): void => {
		const [one, other] = [holdingOf(a), holdingOf(b)];
		if (one.uids.length + other.uids.length > identityLimits.absorbed) return;
		const strength = (holding: Holding) => (holding.userIds > 0 ? 2 : holding.emails > 0 ? 1 : 0);
		// Older people have smaller numbers; people created here (negative) are younger than any.
		const age = (uid: number) => (uid < 0 ? 2 ** 40 - uid : uid);
		const firstStays = strength(one) !== strength(other) ? strength(one) > strength(other) : age(a) < age(b);
		const [root, absorbed, kept, gone] = firstStays ? [a, b, one, other] : [b, a, other, one];
		for (const uid of gone.uids) {
			const person = people.get(uid);
			if (person) person.root = root;
			else people.set(uid, { uid, root, isKnown: true, effectiveAt: at });
			decision.merged.push({ root, absorbed: uid, reason, at });
		}
		kept.userIds += gone.userIds;
		kept.emails += gone.emails;
		kept.anonymousIds += gone.anonymousIds;
		kept.uids.push(...gone.uids);
		holdings.delete(absorbed);
	};

	for (const claim of claims) {
		const found = claim.identifiers.filter((identifier) => owners.has(identifier.key));
		const strongest = claim.identifiers[0];
		let uid: number | undefined;
		for (const identifier of found) {
			const owner = owners.get(identifier.key);
			if (owner === undefined) continue;
			if (uid === undefined) {
				// A person of a weaker kind is taken only if the message's unknown stronger ids may become theirs.
				const isTheirs = claim.identifiers.every(
					(other) => owners.has(other.key) || other.kind === "anonymous_id" || mayLink(other.kind, owner),
				);
				if (identifier.kind === strongest?.kind || isTheirs) uid = owner;
				continue;
			}
			const [a, b] = [rootOf(uid), rootOf(owner)];
			if (a !== b && mayMerge(a, b, identifier.kind)) {
				merge(a, b, `${strongest?.kind ?? "id"} and ${identifier.kind} in one message`, claim.at);
			}
		}
		uid ??= create(claim.at);
		for (const identifier of claim.identifiers) {
			if (!owners.has(identifier.key) && mayLink(identifier.kind, uid)) link(identifier, uid, claim.at);
		}
		for (const earlier of claim.previous) {
			const owner = owners.get(earlier.key);
			if (owner === undefined) continue;
			const [a, b] = [rootOf(uid), rootOf(owner)];
			if (a !== b) merge(a, b, "alias", claim.at);
			break;
		}
		// Nobody has met the earlier id yet: whichever kind a late message calls it, it is this person's.
		if (claim.previous.every((earlier) => !owners.has(earlier.key))) {
			for (const unseen of claim.previous) {
				if (unseen.kind === "user_id" || mayLink(unseen.kind, uid)) link(unseen, uid, claim.at, true);
			}
		}
		// Rows stay under the id that carries the strongest identifier, so that a merge can be undone exactly.
		decision.uids.push(uid);

		const person = people.get(uid);
		const isDirect = strongest?.kind !== "anonymous_id";
		const young = uid < 0 ? decision.created[-uid - 1] : undefined;
		if (young && isDirect && young.knownAt !== null) young.knownAt = Math.min(young.knownAt, claim.at);
		if (person && claim.at < person.effectiveAt) {
			person.effectiveAt = claim.at;
			if (uid < 0) {
				const fresh = decision.created[-uid - 1];
				if (fresh) fresh.effectiveAt = claim.at;
			} else touched.set(uid, { effectiveAt: claim.at, isKnown: person.isKnown && isDirect });
		}
	}
	for (const [uid, seen] of touched) decision.seenEarlier.push({ uid, ...seen });
	// Of several merges of one id in a batch only the last root counts.
	const last = new Map(decision.merged.map((merged) => [merged.absorbed, merged]));
	decision.merged = [...last.values()].map((merged) => ({ ...merged, root: rootOf(merged.root) }));
	return decision;
}
