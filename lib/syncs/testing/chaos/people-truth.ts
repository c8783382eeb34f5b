import { assignArm } from "@/lib/holdouts/assign-arm";

/** In the order in which they come to a person: the latest counts. */
type Stated<T> = { value: T; at: number };
export type Person = {
	root: number;
	isErased: boolean;
	email: Stated<string>;
	plan: Stated<string>;
	consents: Stated<boolean>;
};

export type ContactValue = { kind: "email" | "user_id"; value: string };
export const chaosEmail = (uid: number): string => `person${uid}@example.com`;
export const chaosUserId = (uid: number): string => `customer-${uid}`;

/** What is true of the people of a world, worked out from what was done to them, never from the ledger. */
export class PeopleTruth {
	readonly people = new Map<number, Person>();
	members: ReadonlySet<number> = new Set();
	/** Set once the campaign has assigned everyone. */
	campaign: { salt: string; holdoutBp: number } | null = null;
	/** Values of treated people, now or before. */
	private readonly treatedValues = new Set<string>();

	create(uids: readonly number[], at: number): void {
		for (const uid of uids) {
			this.people.set(uid, {
				root: uid,
				isErased: false,
				email: { value: chaosEmail(uid), at },
				plan: { value: "p0", at },
				consents: { value: true, at },
			});
		}
	}

	/** Someone who is still there; null otherwise. */
	find(uid: number): Person | null {
		const person = this.people.get(uid);
		return person && !person.isErased ? person : null;
	}

	/** Whether two people who are there are not one yet. */
	canMerge(uid: number, other: number): boolean {
		const [one, two] = [this.find(uid), this.find(other)];
		return one !== null && two !== null && one.root !== two.root;
	}

	erased(root: number): void {
		for (const person of this.people.values()) if (person.root === root) person.isErased = true;
	}

	private cluster(root: number): [uid: number, person: Person][] {
		return [...this.people].filter(([, person]) => person.root === root);
	}

	roots(): number[] {
		const present = [...this.people.values()].filter((one) => !one.isErased);
		return [...new Set(present.map((one) => one.root))].sort((a, b) => a - b);
	}

	/** Of merged people the earliest assignment stays; all were assigned at once, so the lowest number's. */
	isHeldOut(root: number): boolean {
		const first = Math.min(...this.cluster(root).map(([uid]) => uid));
		return (
			this.campaign !== null && assignArm(this.campaign.salt, first, this.campaign.holdoutBp) === "holdout"
		);
	}

	isWanted(root: number): boolean {
		return this.members.has(root) && !this.isHeldOut(root) && latest(this.cluster(root), "consents");
	}

	planOf(root: number): string {
		return latest(this.cluster(root), "plan");
	}

	/** The latest email, and the first user id. */
	contactsOf(root: number): ContactValue[] {
		const cluster = this.cluster(root);
		return [
			{ kind: "email", value: latest(cluster, "email") },
			{ kind: "user_id", value: chaosUserId(Math.min(...cluster.map(([uid]) => uid))) },
		];
	}

	/** Every value that may be sent now: a wanted person's, unless someone held out has it too. */
	wantedValues(): Map<string, { root: number; contact: ContactValue }> {
		const wanted = new Map<string, { root: number; contact: ContactValue }>();
		for (const root of this.roots().filter((one) => this.isWanted(one))) {
			for (const contact of this.contactsOf(root)) {
				// Of several people with one value, what is sent with it is of the one with the lowest number.
				if (!wanted.has(contact.value)) wanted.set(contact.value, { root, contact });
				this.treatedValues.add(contact.value);
			}
		}
		for (const root of this.roots().filter((one) => this.isHeldOut(one)))
			for (const { value } of this.contactsOf(root)) wanted.delete(value);
		return wanted;
	}

	/** Values that only people held out ever had. */
	ownOfHeldOut(): string[] {
		const held = this.roots().filter((root) => this.isHeldOut(root));
		const values = held.flatMap((root) => this.contactsOf(root).map(({ value }) => value));
		return values.filter((value) => !this.treatedValues.has(value));
	}

	/** Every value anyone may ever have had. */
	knownValues(): ContactValue[] {
		const count = this.people.size;
		return [...this.people.keys()].flatMap((uid): ContactValue[] => [
			{ kind: "email", value: chaosEmail(uid) },
			{ kind: "email", value: chaosEmail(uid + count) },
			{ kind: "user_id", value: chaosUserId(uid) },
		]);
	}
}

function latest<K extends "email" | "plan" | "consents">(
	cluster: readonly [number, Person][],
	what: K,
): Person[K]["value"] {
	// Of what was said at once, the last counts.
	const stated = cluster.map(([, person]) => person[what]);
	return stated.reduce((newest, one) => (one.at >= newest.at ? one : newest)).value;
}
