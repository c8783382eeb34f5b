import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sized, testSeed } from "@/lib/platform/testing/test-seed";
import type { RuleNode, SegmentRule } from "@/lib/rules/rule";
import { anyMoment, compareReadings, openPlaces, type Place, zones } from "@/lib/rules/testing/parity";
import { leafCases } from "@/lib/rules/testing/random-leaves";
import { randomRule } from "@/lib/rules/testing/random-rule";

const seed = testSeed;
/** Conditions in one question, and questions of each kind and operator. */
const together = 10;
const rounds = sized(1);

let places: Place[] = [];
let close: () => Promise<void>;
beforeAll(async () => {
	({ places, close } = await openPlaces(seed));
});

/** How much of a run was conclusive: an answer of no one or everyone proves little. */
const tally = new Map<string, { cases: number; telling: number }>();

/** Evaluates a rule on a workspace at a moment; a disagreement is shrunk and printed. */
function property(name: string, rules: fc.Arbitrary<SegmentRule>) {
	const counts = { cases: 0, telling: 0 };
	tally.set(name, counts);
	return fc.asyncProperty(rules, fc.nat(zones.length - 1), anyMoment, async (rule, index, asOf) => {
		const place = places[index];
		if (!place) throw new Error("No such workspace");
		for (const { node, expected, actual, isTelling } of await compareReadings(rule, place, asOf)) {
			counts.cases++;
			if (isTelling) counts.telling++;
			expect(actual, JSON.stringify(node)).toEqual(expected);
		}
	});
}

/** Several leaves of one kind in one query: each is compared separately, and so is their group. */
function only(leaf: fc.Arbitrary<RuleNode>): fc.Arbitrary<SegmentRule> {
	return fc.record({
		combinator: fc.constantFrom("and", "or"),
		rules: fc.array(leaf, { minLength: together, maxLength: together, size: "max" }),
	});
}

// A busy machine responds slowly; that is not a disagreement.
describe.concurrent(`compiled SQL and the reference evaluator agree, person by person (seed ${seed})`, {
	timeout: 240_000 * rounds,
}, () => {
	for (const { name, leaf } of leafCases) {
		it(`on ${name}`, async () => {
			await fc.assert(property(name, only(leaf)), { seed, numRuns: rounds });
		});
	}
	it("on rules of nested and negated groups", async () => {
		await fc.assert(property("groups", randomRule), { seed, numRuns: 80 * rounds });
	});
});

afterAll(async () => {
	await close();
	let cases = 0;
	let telling = 0;
	const dull: string[] = [];
	for (const [name, counts] of tally) {
		cases += counts.cases;
		telling += counts.telling;
		if (counts.telling < counts.cases * 0.3) dull.push(`${name} ${counts.telling}/${counts.cases}`);
	}
	const share = Math.round((telling / cases) * 100);
	process.stdout.write(
		`parity: ${cases} cases, ${share} % tell something; least of all: ${dull.join(", ")}\n`,
	);
	expect(cases).toBeGreaterThan(2000);
	expect(telling / cases).toBeGreaterThan(0.5);
});
