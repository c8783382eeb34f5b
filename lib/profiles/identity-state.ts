import type { Identifier } from "@/lib/identity/identifier";

/** An identifier with the key it is looked up by. */
export type KeyedIdentifier = Identifier & { key: string };

/** Who is meant by one message, before anyone looked: identifiers strongest first. */
export type IdentityClaim = {
	identifiers: KeyedIdentifier[];
	/** What the earlier id of an `alias` may be known under, strongest first. */
	previous: KeyedIdentifier[];
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
	/** Per claim: whose rows these are. Negative numbers are people created here, in order: -1, -2, … */
	uids: number[];
	created: { uid: number; effectiveAt: number; knownAt: number | null }[];
	/** `isEarlier` are ids of before an alias: the person's own of the same kind comes first. */
	linked: (KeyedIdentifier & { uid: number; isEarlier: boolean })[];
	merged: { root: number; absorbed: number; reason: string; at: number }[];
	/** People seen earlier than known before. */
	seenEarlier: { uid: number; effectiveAt: number; isKnown: boolean }[];
	becameKnown: { uid: number; at: number }[];
};
