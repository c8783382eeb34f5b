import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type ContactWord, compareWords, decideContact } from "@/lib/profiles/decide-contact";

const alone = new Map([[1, 1]]);
const word = (hash: string | null, at: number, more: Partial<ContactWord> = {}): ContactWord => ({
	uid: 1,
	field: "email",
	hash,
	at,
	recordedAt: 0,
	seq: 0,
	...more,
});
const decide = (held: ContactWord[], stated: ContactWord[]) => decideContact(held, stated, alone, new Set());

describe("of the statements about contact data", () => {
	it("a late word does not replace what was confirmed after it", () => {
		const confirmed = decide([word("x", 1)], [word("x", 3)]);
		expect(confirmed.writes).toEqual([{ word: word("x", 3), isConfirmed: true, isNews: false }]);
		expect(confirmed.current).toEqual([]);
		expect(decide([word("x", 3)], [word("y", 2)]).writes).toEqual([]);
	});

	it("a late statement does not restore what was removed after it, known before or not", () => {
		for (const held of [[], [word("x", 1)]]) {
			const { writes } = decide(held, [word(null, 3)]);
			expect(writes).toEqual([{ word: word(null, 3), isConfirmed: false, isNews: true }]);
		}
		expect(decide([word(null, 3)], [word("x", 2)]).writes).toEqual([]);
	});

	it("the last written counts at one instant", () => {
		const { current } = decide([word("x", 1)], [word("y", 1, { seq: 0 }), word(null, 1, { seq: 1 })]);
		expect(current.map(({ hash }) => hash)).toEqual([null]);
	});

	it("the last of any number of a person counts, and changes what they are reached by", () => {
		const rootOf = new Map([
			[1, 1],
			[2, 1],
		]);
		const held = [word("x", 1), word(null, 2, { uid: 2 })];
		const { writes, current } = decideContact(held, [word("x", 3)], rootOf, new Set());
		expect(writes[0]).toMatchObject({ isConfirmed: true, isNews: true });
		expect(current).toEqual([word("x", 3)]);
	});

	it("is the same in any order of arrival, for the vault as for the warehouse, through merges", () => {
		const message = fc.record({
			uid: fc.integer({ min: 1, max: 4 }),
			hash: fc.constantFrom("x", "y", null),
			at: fc.integer({ min: 1, max: 6 }),
		});
		const step = fc.oneof(
			{ weight: 5, arbitrary: fc.array(message, { minLength: 1, maxLength: 4 }) },
			{ weight: 1, arbitrary: fc.tuple(fc.constantFrom(2, 3, 4), fc.constantFrom(1, 1, 2)) },
		);
		fc.assert(
			fc.property(fc.array(step, { maxLength: 12, size: "max" }), (steps) => {
				const rootOf = new Map([1, 2, 3, 4].map((uid) => [uid, uid]));
				const root = (uid: number) => rootOf.get(uid) ?? uid;
				const stated: ContactWord[] = [];
				const vault = new Map<number, ContactWord>();
				const warehouse: ContactWord[] = [];
				for (const [recordedAt, one] of steps.entries()) {
					const isMerge = typeof one[0] === "number";
					const merged = new Set<number>();
					let words: ContactWord[] = [];
					if (isMerge) {
						const [absorbed, into] = one as [number, number];
						const [from, to] = [root(absorbed), root(into)];
						if (from !== to) merged.add(to);
						for (const [uid, was] of rootOf) if (was === from) rootOf.set(uid, to);
					} else {
						const messages = one as { uid: number; hash: string | null; at: number }[];
						words = messages.map((each, seq) => ({ ...each, field: "email", recordedAt, seq }));
					}
					stated.push(...words);
					const { writes, current } = decideContact([...vault.values()], words, rootOf, merged);
					for (const { word: last } of writes) vault.set(last.uid, last);
					for (const fact of current) warehouse.push({ ...fact, recordedAt });
					for (const person of new Set(rootOf.values())) {
						const of = (rows: Iterable<ContactWord>) =>
							[...rows]
								.filter(({ uid }) => root(uid) === person)
								.sort((a, b) => compareWords(a, b))
								.at(-1)?.hash;
						expect(of(vault.values())).toBe(of(stated));
						expect(of(warehouse)).toBe(of(stated));
					}
				}
			}),
			{ seed: 8, numRuns: 500 },
		);
	});
});
