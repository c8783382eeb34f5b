import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { prepareNumberTest } from "@/lib/rules/evaluate/prepare-test";
import { enoughFor, naturalRange, testsExistence } from "@/lib/rules/natural-range";
import type { Test } from "@/lib/rules/value-test";

const bound = fc.oneof(fc.integer({ min: -3, max: 12 }), fc.double({ min: -3, max: 12, noNaN: true }));
const numberTest: fc.Arbitrary<Test> = fc.oneof(
	fc.record({
		is: fc.constant("numberIn" as const),
		values: fc.array(bound, { minLength: 1, maxLength: 3 }),
	}),
	fc
		.record({
			is: fc.constant("numberWithin" as const),
			from: fc.option(bound),
			fromOpen: fc.boolean(),
			to: fc.option(bound),
			toOpen: fc.boolean(),
		})
		.filter(({ from, to }) => from !== null || to !== null),
);
const naturals = Array.from({ length: 40 }, (_, value) => value);

describe("naturalRange", () => {
	test("holds just the whole numbers that pass", () => {
		fc.assert(
			fc.property(numberTest, (test) => {
				const range = naturalRange(test);
				if (range === null) return;
				const passes = prepareNumberTest({ negated: false, test }, false);
				const within = (value: number) => value >= range.from && (range.to === null || value <= range.to);
				expect(naturals.map((value) => passes(value))).toEqual(naturals.map(within));
			}),
		);
	});

	test("any and none are distinguished from any other number", () => {
		fc.assert(
			fc.property(numberTest, fc.boolean(), (test, negated) => {
				const passes = prepareNumberTest({ negated, test }, false);
				const answers = naturals.map((value) => passes(value));
				const some = answers.slice(1);
				const found = testsExistence({ negated, test });
				if (found === "any") expect([answers[0], new Set(some)]).toEqual([false, new Set([true])]);
				if (found === "none") expect([answers[0], new Set(some)]).toEqual([true, new Set([false])]);
			}),
		);
	});

	test("beyond what is enough all numbers answer alike", () => {
		fc.assert(
			fc.property(numberTest, (test) => {
				const enough = enoughFor(test) ?? 0;
				const passes = prepareNumberTest({ negated: false, test }, false);
				const answers = [1, 2, 7, 1_000].map((more) => passes(enough + more));
				expect(new Set(answers).size).toBe(1);
			}),
		);
	});
});
