import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { IdentifierKind } from "@/lib/identity/identifier";
import { decideIdentity } from "@/lib/profiles/decide-identity";
import type { IdentityClaim, IdentityDecision, IdentityState } from "@/lib/profiles/identity-state";

const kinds: Record<string, IdentifierKind> = { u: "user_id", e: "email", a: "anonymous_id" };
const order = ["user_id", "email", "anonymous_id"];
const identifier = (name: string) => {
	const kind = kinds[name.charAt(0)] ?? "user_id";
	return { kind, value: name, key: `${kind}:${name}` };
};
const claim = (names: string, previous = "", at = 0): IdentityClaim => ({
	identifiers: names
		.split(" ")
		.map(identifier)
		.sort((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind)),
	previous: previous ? [identifier(previous)] : [],
	at,
});

/** A store that applies decisions the way the identity tables do. */
class Store {
	nextUid = 1;
	owners = new Map<string, number>();
	people = new Map<number, { uid: number; root: number; isKnown: boolean; effectiveAt: number }>();
	kinds = new Map<string, IdentifierKind>();

	state(): IdentityState {
		const holdings: IdentityState["holdings"] = new Map();
		for (const person of this.people.values()) {
			const holding = holdings.get(person.root) ?? { userIds: 0, emails: 0, anonymousIds: 0, uids: [] };
			holding.uids.push(person.uid);
			holdings.set(person.root, holding);
		}
		for (const [key, uid] of this.owners) {
			const holding = holdings.get(this.people.get(uid)?.root ?? uid);
			if (!holding) continue;
			if (key.startsWith("user_id")) holding.userIds++;
			else if (key.startsWith("email")) holding.emails++;
			else holding.anonymousIds++;
		}
		const people = new Map([...this.people].map(([uid, person]) => [uid, { ...person }]));
		return { owners: new Map(this.owners), people, holdings };
	}

	take(claims: IdentityClaim[]): number[] {
		const decision = decideIdentity(claims, this.state());
		return this.apply(decision);
	}

	apply(decision: IdentityDecision): number[] {
		const base = this.nextUid;
		const real = (uid: number) => (uid < 0 ? base - uid - 1 : uid);
		this.nextUid += decision.created.length;
		for (const person of decision.created) {
			const uid = real(person.uid);
			this.people.set(uid, {
				uid,
				root: uid,
				isKnown: person.knownAt !== null,
				effectiveAt: person.effectiveAt,
			});
		}
		for (const linked of decision.linked) this.owners.set(linked.key, real(linked.uid));
		for (const known of decision.becameKnown) {
			const person = this.people.get(known.uid);
			if (person) person.isKnown = true;
		}
		for (const earlier of decision.seenEarlier) {
			const person = this.people.get(earlier.uid);
			if (person) person.effectiveAt = earlier.effectiveAt;
		}
		for (const merged of decision.merged) {
			const person = this.people.get(real(merged.absorbed));
			if (person) person.root = real(merged.root);
		}
		return decision.uids.map(real);
	}

	root(name: string): number | undefined {
		const uid = this.owners.get(identifier(name).key);
		return uid === undefined ? undefined : this.people.get(uid)?.root;
	}
}

describe("who is meant", () => {
	it("a device becomes a person with a name when they sign in, without a merge", () => {
		const store = new Store();
		expect(store.take([claim("a1")])).toEqual([1]);
		expect(store.take([claim("u1 a1")])).toEqual([1]);
		expect(store.people.get(1)?.isKnown).toBe(true);
	});

	it("a known person on a new device is merged with what the device did before", () => {
		const store = new Store();
		store.take([claim("a1"), claim("u1")]);
		expect(store.take([claim("u1 a1")])).toEqual([2]);
		expect(store.root("a1")).toBe(2);
		// Rows of the device stay under the device's own number.
		expect(store.take([claim("a1")])).toEqual([1]);
	});

	it("two people with user ids who share a device stay two people", () => {
		const store = new Store();
		store.take([claim("u1 a1")]);
		expect(store.take([claim("u2 a1")])).toEqual([2]);
		expect(store.root("u1")).toBe(1);
		expect(store.root("u2")).toBe(2);
		expect(store.root("a1")).toBe(1);
	});

	it("two people with different emails who share a device stay two people", () => {
		const store = new Store();
		store.take([claim("e1 a1"), claim("e2")]);
		store.take([claim("e2 a1")]);
		expect(store.root("e1")).not.toBe(store.root("e2"));
	});

	it("someone known by email only becomes the one who signs up with it", () => {
		const store = new Store();
		store.take([claim("e1")]);
		expect(store.take([claim("u1 e1")])).toEqual([1]);
	});

	it("a user id and an email of two people make one person, and the user id's number stays", () => {
		const store = new Store();
		store.take([claim("e1"), claim("u1")]);
		store.take([claim("u1 e1")]);
		expect(store.root("e1")).toBe(2);
	});

	it("an alias joins even two user ids, once", () => {
		const store = new Store();
		store.take([claim("u1"), claim("u2")]);
		store.take([claim("u2", "u1")]);
		expect(store.root("u1")).toBe(1);
		expect(store.root("u2")).toBe(1);
		expect(decideIdentity([claim("u2", "u1")], store.state()).merged).toEqual([]);
	});

	it("an alias of an id no one has met claims it, whichever kind a late message calls it", () => {
		const before = (id: string) => [`u${id}`, `a${id}`].flatMap((name) => claim(name).identifiers);
		for (const late of ["u9", "a9"]) {
			const store = new Store();
			store.take([{ ...claim("u1"), previous: before("9") }]);
			expect(store.take([claim(late)])).toEqual([1]);
			expect(store.people.size).toBe(1);
			// A second user id by the way of a message remains another person's.
			store.take([claim("u2 u9")]);
			expect(store.root("u2")).not.toBe(store.root("u1"));
		}
	});

	it("a chain of merges ends at one root", () => {
		const store = new Store();
		store.take([claim("a1"), claim("e1"), claim("u1")]);
		store.take([claim("e1 a1"), claim("u1 e1")]);
		expect([store.root("a1"), store.root("e1"), store.root("u1")]).toEqual([3, 3, 3]);
	});

	it("an earlier event moves a person's beginning back", () => {
		const store = new Store();
		store.take([claim("u1", "", 100)]);
		store.take([claim("u1", "", 40), claim("u1", "", 60)]);
		expect(store.people.get(1)?.effectiveAt).toBe(40);
	});

	it("is the same in one batch as in many, for any order of messages", () => {
		const name = fc.constantFrom("u1", "u2", "u3", "e1", "e2", "a1", "a2", "a3");
		const message = fc.tuple(
			fc.uniqueArray(name, { minLength: 1, maxLength: 3 }),
			fc.option(name, { freq: 8 }),
		);
		fc.assert(
			fc.property(fc.array(message, { maxLength: 25 }), fc.integer({ min: 1, max: 5 }), (messages, size) => {
				const claims = messages.map(([names, previous], i) => {
					const oneOfAKind = names.filter((n, at) => names.findIndex((m) => m[0] === n[0]) === at);
					return claim(oneOfAKind.join(" "), previous ?? "", 1000 - i);
				});
				const one = new Store();
				const uids = one.take(claims);
				const many = new Store();
				const batched: number[] = [];
				for (let i = 0; i < claims.length; i += size) batched.push(...many.take(claims.slice(i, i + size)));
				expect(batched).toEqual(uids);
				expect([...many.owners].sort()).toEqual([...one.owners].sort());
				expect([...many.people.values()]).toEqual([...one.people.values()]);
				// Roots are their own roots.
				for (const person of one.people.values()) expect(one.people.get(person.root)?.root).toBe(person.root);
			}),
			{ numRuns: 500 },
		);
	});
});
