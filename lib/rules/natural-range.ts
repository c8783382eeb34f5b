import type { Comparison } from "@/lib/rules/read-comparison";
import type { Test } from "@/lib/rules/value-test";

/** Whole numbers from 0, both ends among them; `to` is null for no end. */
export type NaturalRange = { from: number; to: number | null };

/** The whole numbers that pass a test, when they are all numbers of one range; null when they are not, or none is. */
export function naturalRange(test: Test): NaturalRange | null {
	if (test.is === "numberIn") {
		const [only] = test.values;
		if (test.values.length !== 1 || only === undefined || !Number.isSafeInteger(only) || only < 0)
			return null;
		return { from: only, to: only };
	}
	if (test.is !== "numberWithin") return null;
	const from = test.from === null ? 0 : test.fromOpen ? Math.floor(test.from) + 1 : Math.ceil(test.from);
	const to = test.to === null ? null : test.toOpen ? Math.ceil(test.to) - 1 : Math.floor(test.to);
	const least = Math.max(from, 0);
	if (!Number.isSafeInteger(least) || (to !== null && (to < least || !Number.isSafeInteger(to)))) return null;
	return { from: least, to };
}

/** What a count is compared with: any, none, or something else. */
export function testsExistence({ negated, test }: Comparison): "any" | "none" | null {
	const range = naturalRange(test);
	if (range?.from === 1 && range.to === null) return negated ? "none" : "any";
	if (range?.from === 0 && range.to === 0) return negated ? "any" : "none";
	return null;
}

/** The number beyond which all whole numbers answer a test alike; null for a test of something else. */
export function enoughFor(test: Test): number | null {
	if (test.is === "numberIn") return Math.max(0, ...test.values.map(Math.ceil));
	if (test.is !== "numberWithin") return null;
	return Math.max(0, Math.ceil(test.from ?? 0), Math.ceil(test.to ?? 0));
}
