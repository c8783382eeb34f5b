import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
	consentKey,
	type HeldState,
	type HeldWord,
	identifierKey,
	StateDecider,
	traitKey,
} from "@/lib/sources/decide-state";
import type { Intake } from "@/lib/sources/intake";
import type { TraitValue } from "@/lib/sources/trait-value";

const at = Date.parse("2026-05-04T12:00:00Z");
const types = new Map([
	["plan", "string"],
	["seats", "number"],
] as const);
const nothing = {
	personOf: new Map<number, number>(),
	identifiers: new Set<string>(),
	traits: new Map<string, TraitValue>(),
	consents: new Map<string, HeldWord>(),
	personal: new Set<string>(),
};
const decide = (held: Partial<HeldState> = {}) =>
	new StateDecider({ ...nothing, ...held }, (field, value) => `${field}=${value}`);

function row(part: Partial<Intake>): Intake {
	return {
		messageId: "m",
		identifiers: [{ kind: "user_id", value: "7" }],
		at,
		traits: [],
		personal: [],
		consents: [],
		...part,
	};
}
const plan = (value: string): Intake => row({ traits: [{ name: "plan", value: { type: "string", value } }] });
const word = (state: "granted" | "denied", statement = "", when = at): Intake =>
	row({ consents: [{ purpose: "email", state, at: when, statement }] });

describe("a row of a file of states", () => {
	it("states only what is not held already, in the catalogue's type", () => {
		const held: Partial<HeldState> = {
			identifiers: new Set([identifierKey({ kind: "user_id", value: "7" })]),
			traits: new Map<string, TraitValue>([
				[traitKey(1, "plan", at), { type: "string", value: "pro" }],
				[traitKey(1, "seats", at), { type: "number", value: 3 }],
			]),
		};
		expect(decide(held).next(1, plan("pro"), types)).toMatchObject({
			isChange: false,
			intake: { traits: [] },
		});
		expect(decide(held).next(1, plan("free"), types)).toMatchObject({ isChange: true });
		const seats = row({ traits: [{ name: "seats", value: { type: "string", value: "3" } }] });
		expect(decide(held).next(1, seats, types).isChange).toBe(false);
	});

	it("ends with the last stated value, whatever was held: as if every row had been written", () => {
		const value = fc.constantFrom("a", "b", "c");
		fc.assert(
			fc.property(fc.option(value), fc.array(value, { minLength: 1, maxLength: 6 }), (before, stated) => {
				const held = new Map<string, TraitValue>(
					before === null ? [] : [[traitKey(1, "plan", at), { type: "string", value: before }]],
				);
				const decider = decide({ traits: held });
				const written = stated.flatMap((one) =>
					decider.next(1, plan(one), types).intake.traits.map((trait) => trait.value),
				);
				expect(written.at(-1) ?? { type: "string", value: before }).toEqual({
					type: "string",
					value: stated.at(-1),
				});
			}),
		);
	});

	it("counts a new id or new contact data of someone known as news, once", () => {
		const decider = decide({ identifiers: new Set([identifierKey({ kind: "user_id", value: "7" })]) });
		const mail = row({ personal: [{ field: "email", value: "a@example.com" }] });
		expect([decider.next(1, mail, types), decider.next(1, mail, types)].map((one) => one.isChange)).toEqual([
			true,
			false,
		]);
		expect(decide().next(1, row({}), types).isChange).toBe(true);
	});

	it("never grants by statement what someone refused, under whichever of their ids", () => {
		const consents = new Map([
			[consentKey(1, "email"), { state: "denied" as const, at: at - 5, isOwn: true }],
		]);
		const held = { consents, personOf: new Map([[2, 1]]) };
		expect(decide(held).next(2, word("granted", "stm_1"), types)).toMatchObject({
			intake: { consents: [] },
			refused: [{ purpose: "email", at: at - 5 }],
		});
		// Their own yes is theirs to give.
		expect(decide(held).next(2, word("granted"), types).intake.consents).toHaveLength(1);
		// A refusal of this file counts for its later rows.
		const decider = decide();
		decider.next(1, word("denied"), types);
		expect(decider.next(1, word("granted", "stm_1"), types).refused).toHaveLength(1);
	});

	it("repeats a no of another time, and no yes that is held", () => {
		const heldAs = (state: "granted" | "denied", when: number, isOwn = true) =>
			decide({ consents: new Map([[consentKey(1, "email"), { state, at: when, isOwn }]]) });
		expect(heldAs("denied", at - 5).next(1, word("denied"), types).intake.consents).toHaveLength(1);
		expect(heldAs("denied", at).next(1, word("denied"), types).intake.consents).toHaveLength(0);
		expect(heldAs("granted", at - 5).next(1, word("granted"), types).intake.consents).toHaveLength(0);
		expect(heldAs("granted", at - 5).next(1, word("denied"), types)).toMatchObject({ isChange: true });
		// Their own yes outranks one stated for them: it is recorded, and changes nothing yet.
		expect(heldAs("granted", at - 5, false).next(1, word("granted"), types)).toMatchObject({
			intake: { consents: [{}] },
		});
		expect(heldAs("granted", at - 5, false).next(1, word("granted", "stm_2"), types).intake.consents).toEqual(
			[],
		);
	});
});
