import type { ConsentPurpose } from "@/lib/consent/purposes";
import type { Identifier } from "@/lib/identity/identifier";
import type { Intake } from "@/lib/sources/intake";
import type { TraitValue, ValueType } from "@/lib/sources/trait-value";
import { traitFacts } from "@/lib/sources/warehouse-rows";

/** The word that counts on a purpose; not `isOwn` when it is a statement made for a whole file. */
export type HeldWord = { state: "granted" | "denied"; at: number; isOwn: boolean };

/** What is known of the people of some rows of a file, before these rows count. */
export type HeldState = {
	/** Everyone looked up: each number's person. Who is not among them is new: nothing is held of them. */
	personOf: ReadonlyMap<number, number>;
	/** Identifiers that lead to someone already, by `identifierKey`. */
	identifiers: ReadonlySet<string>;
	/** By `traitKey`: the value held at that instant. */
	traits: ReadonlyMap<string, TraitValue>;
	/** By `consentKey`: the last statement on the purpose, under any of the person's ids. */
	consents: ReadonlyMap<string, HeldWord>;
	/** By `personalKey` with the hash of the value. */
	personal: ReadonlySet<string>;
};

export const identifierKey = ({ kind, value }: Identifier) => `${kind} ${value}`;
export const traitKey = (person: number, name: string, at: number) => `${person} ${at} ${name}`;
export const consentKey = (person: number, purpose: string) => `${person} ${purpose}`;
export const personalKey = (person: number, field: string, hash: string) => `${person} ${field} ${hash}`;

/** `refused` are purposes that a statement for the whole file would have granted to someone who said no. */
export type RowState = {
	person: number;
	intake: Intake;
	isChange: boolean;
	refused: { purpose: ConsentPurpose; at: number }[];
};

function isEqual(a: TraitValue | undefined, b: TraitValue): boolean {
	if (a?.type !== b.type) return false;
	if (a.type === "unset" || b.type === "unset") return true;
	return a.type === "list" || b.type === "list"
		? JSON.stringify(a.value) === JSON.stringify(b.value)
		: a.value === b.value;
}

/**
 * Decides row by row what a file of states adds: values already held are not stated again, and a statement
 * for everyone grants nothing to people who said no. A held yes is not repeated; a no is, so that no yes
 * dated between the two, arriving late, outlives it.
 */
export class StateDecider {
	private readonly held: HeldState;
	private readonly hashOf: (field: string, value: string) => string;
	private readonly stated = new Map<string, TraitValue>();
	private readonly words = new Map<string, HeldWord>();
	private readonly kept = new Set<string>();

	constructor(held: HeldState, hashOf: (field: string, value: string) => string) {
		this.held = held;
		this.hashOf = hashOf;
	}

	next(uid: number, given: Intake, types: ReadonlyMap<string, ValueType>): RowState {
		const person = this.held.personOf.get(uid) ?? uid;
		const intake: Intake = { ...given, traits: [], consents: [] };
		let isChange = false;
		for (const key of given.identifiers.map(identifierKey)) {
			if (this.held.identifiers.has(key) || this.kept.has(key)) continue;
			this.kept.add(key);
			isChange = true;
		}
		for (const { name, value } of traitFacts(uid, given, types)) {
			const key = traitKey(person, name, given.at);
			if (isEqual(this.stated.get(key) ?? this.held.traits.get(key), value)) continue;
			this.stated.set(key, value);
			intake.traits.push({ name, value });
			isChange = true;
		}
		const refused: RowState["refused"] = [];
		for (const consent of given.consents) {
			const key = consentKey(person, consent.purpose);
			const last = this.words.get(key) ?? this.held.consents.get(key);
			const isOwn = consent.statement === "";
			if (consent.state === "granted") {
				if (!isOwn && last?.state === "denied") {
					refused.push({ purpose: consent.purpose, at: last.at });
					continue;
				}
				if (last?.state === "granted" && (last.isOwn || !isOwn) && last.at <= consent.at) continue;
			} else if (last?.state === "denied" && last.at === consent.at) continue;
			intake.consents.push(consent);
			if (last?.state !== consent.state) isChange = true;
			if (!last || (isOwn && !last.isOwn) || last.at <= consent.at)
				this.words.set(key, { state: consent.state, at: consent.at, isOwn });
		}
		for (const { field, value } of given.personal) {
			const key = personalKey(person, field, value === null ? "" : this.hashOf(field, value));
			if (this.held.personal.has(key) || this.kept.has(key)) continue;
			this.kept.add(key);
			isChange = true;
		}
		return { person, intake, isChange, refused };
	}
}
