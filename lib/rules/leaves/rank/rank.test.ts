import { describe, expect, it } from "vitest";
import { evaluateRule, momentAt } from "@/lib/rules/evaluate/evaluate-rule";
import { emptyHistory } from "@/lib/rules/evaluate/person-history";
import type { RankLeaf } from "@/lib/rules/rule";
import { withRankBounds } from "@/lib/rules/testing/rank-bounds";

const asOf = Date.UTC(2026, 10, 22);
const byAge: RankLeaf = {
	kind: "rank",
	field: "rank",
	operator: "top",
	value: 25,
	unit: "percent",
	by: { kind: "trait", trait: "age" },
};
const aged = (uid: number, age: number | null) => ({
	...emptyHistory,
	uid,
	traits:
		age === null
			? []
			: [
					{
						trait: "age",
						value: { type: "number", value: age } as const,
						priority: 1,
						validFrom: 0,
						recordedAt: 0,
						seq: 0,
					},
				],
});
const ask = (leaf: RankLeaf, ages: (number | null)[]) => {
	const people = ages.map((age, index) => aged(index, age));
	const moment = withRankBounds([leaf], people, momentAt(asOf, "UTC"));
	return people
		.filter((person) => evaluateRule({ combinator: "and", rules: [leaf] }, person, moment).matches)
		.map(({ uid }) => uid);
};

describe("a rank", () => {
	it("has the best P % of people with a value, rounded up", () => {
		expect(ask(byAge, [10, 20, 30, 40])).toEqual([3]);
		expect(ask(byAge, [10, 20, 30, 40, 50])).toEqual([3, 4]);
		expect(ask(byAge, [10, 20, 30, 40, null, null, null, null])).toEqual([3]);
	});

	it("has everyone who ties with the last", () => {
		expect(ask(byAge, [10, 40, 40, 40])).toEqual([1, 2, 3]);
		expect(ask({ ...byAge, operator: "bottom", unit: "people", value: 2 }, [10, 20, 20, 30])).toEqual([
			0, 1, 2,
		]);
	});

	it("is empty when no one has a value", () => {
		expect(ask(byAge, [null, null])).toEqual([]);
	});

	it("fails without its boundary rather than answer", () => {
		const moment = momentAt(asOf, "UTC");
		expect(() => evaluateRule({ combinator: "and", rules: [byAge] }, aged(1, 7), moment)).toThrow(/boundary/);
	});
});
