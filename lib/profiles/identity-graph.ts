import type { IdentifierKind } from "@/lib/identity/identifier";
import type {
	Holding,
	IdentityDecision,
	IdentityState,
	KeyedIdentifier,
} from "@/lib/profiles/identity-state";

/** Bounds that keep one shared device or a wrong id from swallowing a workspace. */
const identityLimits = { emails: 5, anonymousIds: 200, absorbed: 100 } as const;

/**
 * Who is known while a batch is decided, and the resulting changes. Ids of one person are distinguished by
 * their roots.
 */
export class IdentityGraph {
	readonly #owners: IdentityState["owners"];
	readonly #people: IdentityState["people"];
	readonly #holdings: IdentityState["holdings"];
	readonly #created: IdentityDecision["created"] = [];
	readonly #linked: IdentityDecision["linked"] = [];
	/** By absorbed id: of several merges of one in a batch only the last counts. */
	readonly #merged = new Map<number, IdentityDecision["merged"][number]>();
	readonly #seenEarlier = new Map<number, IdentityDecision["seenEarlier"][number]>();
	readonly #becameKnown: IdentityDecision["becameKnown"] = [];

	constructor({ owners, people, holdings }: IdentityState) {
		this.#owners = owners;
		this.#people = people;
		this.#holdings = holdings;
	}

	ownerOf(key: string): number | undefined {
		return this.#owners.get(key);
	}

	/** A person no one has met, by a number below zero until the stores give one. */
	create(at: number): number {
		const uid = -(this.#created.length + 1);
		this.#people.set(uid, { uid, root: uid, isKnown: false, effectiveAt: at });
		this.#created.push({ uid, effectiveAt: at, knownAt: null });
		return uid;
	}

	/** Whether a person may have one more identifier of a kind. */
	mayLink(kind: IdentifierKind, uid: number): boolean {
		const holding = this.#holdingOf(this.#rootOf(uid));
		if (kind === "user_id") return holding.userIds === 0;
		if (kind === "email") return holding.emails < identityLimits.emails;
		if (kind === "phone") return true;
		return holding.anonymousIds < identityLimits.anonymousIds;
	}

	link(identifier: KeyedIdentifier, uid: number, at: number, isEarlier = false): void {
		this.#owners.set(identifier.key, uid);
		this.#linked.push({ ...identifier, uid, isEarlier });
		const holding = this.#holdingOf(this.#rootOf(uid));
		if (identifier.kind === "user_id") holding.userIds++;
		else if (identifier.kind === "email") holding.emails++;
		else if (identifier.kind === "anonymous_id") holding.anonymousIds++;
		if (identifier.kind !== "anonymous_id") this.#createKnown(uid, at);
	}

	/** Whether people linked by an identifier of a kind may be one. */
	mayMerge(uid: number, otherUid: number, met: IdentifierKind): boolean {
		const one = this.#holdingOf(this.#rootOf(uid));
		const other = this.#holdingOf(this.#rootOf(otherUid));
		if (one.userIds > 0 && other.userIds > 0) return false;
		return !(met === "anonymous_id" && one.emails > 0 && other.emails > 0);
	}

	/** Merges two people, unless they already are one or it would be one of too many ids. */
	merge(uid: number, otherUid: number, reason: string, at: number): void {
		const [a, b] = [this.#rootOf(uid), this.#rootOf(otherUid)];
		if (a === b) return;
		const root = this.#whoStays(a, b);
		const absorbed = root === a ? b : a;
		const [kept, gone] = [this.#holdingOf(root), this.#holdingOf(absorbed)];
		if (kept.uids.length + gone.uids.length > identityLimits.absorbed) return;
		for (const one of gone.uids) {
			const person = this.#people.get(one);
			if (person) person.root = root;
			else this.#people.set(one, { uid: one, root, isKnown: true, effectiveAt: at });
			this.#merged.set(one, { root, absorbed: one, reason, at });
		}
		kept.userIds += gone.userIds;
		kept.emails += gone.emails;
		kept.anonymousIds += gone.anonymousIds;
		kept.uids.push(...gone.uids);
		this.#holdings.delete(absorbed);
	}

	/** A message of a person at an instant. It is direct when it names them by more than a device. */
	see(uid: number, at: number, isDirect: boolean): void {
		const fresh = this.#freshOf(uid);
		if (fresh && isDirect && fresh.knownAt !== null) fresh.knownAt = Math.min(fresh.knownAt, at);
		const person = this.#people.get(uid);
		if (!person || at >= person.effectiveAt) return;
		person.effectiveAt = at;
		if (fresh) fresh.effectiveAt = at;
		else this.#seenEarlier.set(uid, { uid, effectiveAt: at, isKnown: person.isKnown && isDirect });
	}

	changes(): Omit<IdentityDecision, "uids"> {
		return {
			created: this.#created,
			linked: this.#linked,
			merged: [...this.#merged.values()].map((one) => ({ ...one, root: this.#rootOf(one.root) })),
			seenEarlier: [...this.#seenEarlier.values()],
			becameKnown: this.#becameKnown,
		};
	}

	#rootOf(uid: number): number {
		return this.#people.get(uid)?.root ?? uid;
	}

	#holdingOf(root: number): Holding {
		let holding = this.#holdings.get(root);
		if (!holding) {
			holding = { userIds: 0, emails: 0, anonymousIds: 0, uids: [root] };
			this.#holdings.set(root, holding);
		}
		return holding;
	}

	/** The one with the stronger identifier, otherwise the older. */
	#whoStays(a: number, b: number): number {
		const strength = ({ userIds, emails }: Holding) => (userIds > 0 ? 2 : emails > 0 ? 1 : 0);
		const [one, other] = [strength(this.#holdingOf(a)), strength(this.#holdingOf(b))];
		// Older people have smaller numbers; people created here (negative) are younger than any.
		const age = (uid: number) => (uid < 0 ? 2 ** 40 - uid : uid);
		return (one === other ? age(a) < age(b) : one > other) ? a : b;
	}

	#createKnown(uid: number, at: number): void {
		const person = this.#people.get(uid);
		if (!person || person.isKnown) return;
		person.isKnown = true;
		const fresh = this.#freshOf(uid);
		if (fresh) fresh.knownAt = at;
		else this.#becameKnown.push({ uid, at });
	}

	/** Someone created in this batch. */
	#freshOf(uid: number): IdentityDecision["created"][number] | undefined {
		return uid < 0 ? this.#created[-uid - 1] : undefined;
	}
}
