import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { testSeed } from "@/lib/platform/testing/test-seed";
import { describeRule } from "@/lib/rules/describe/describe-rule";
import type { SegmentRule } from "@/lib/rules/rule";
import { type Mutant, mutants } from "@/lib/rules/testing/mutants";
import { compareReadings, openPlaces, type Place } from "@/lib/rules/testing/parity";
import { leafCases } from "@/lib/rules/testing/random-leaves";
import { moments } from "@/lib/rules/testing/world-instants";

const seed = testSeed;
const together = 8;

let places: Place[] = [];
let close: () => Promise<void>;
beforeAll(async () => {
	({ places, close } = await openPlaces(seed));
});

afterAll(async () => {
	await close();
});

/** The cases of parity that a mutant's text is found in, a few conditions in one question. */
function questionsFor({ of, rounds }: Mutant): SegmentRule[] {
	const leaves = leafCases.filter(({ name }) => of.test(name)).map(({ leaf }) => leaf);
	const rule = fc
		.array(
			fc.constantFrom(...leaves).chain((leaf) => leaf),
			{ minLength: together, maxLength: together, size: "max" },
		)
		.map((rules): SegmentRule => ({ combinator: "or", rules }));
	return fc.sample(rule, { seed, numRuns: rounds });
}

/** The condition that tells a mutant from the compiler; null when none does. */
async function findKiller(mutant: Mutant): Promise<string | null> {
	for (const [round, rule] of questionsFor(mutant).entries()) {
		const place = places[round % places.length];
		const asOf = moments[Math.floor(round / places.length) % moments.length];
		if (!place || asOf === undefined) throw new Error("No such place");
		let isTouched = false;
		const found = await compareReadings(rule, place, asOf, (sql) => {
			const mutated = mutant.mutate(sql);
			isTouched = mutated !== sql;
			return mutated;
		});
		if (!isTouched) continue;
		// The whole rule only says that one of its conditions differs.
		const killer = found
			.slice(1)
			.find(({ expected, actual }) => JSON.stringify(actual) !== JSON.stringify(expected));
		if (!killer) continue;
		const wrong =
			killer.expected.filter((uid) => !killer.actual.includes(uid)).length +
			killer.actual.filter((uid) => !killer.expected.includes(uid)).length;
		return `${describeRule({ combinator: "and", rules: [killer.node] })} (${wrong} people, ${place.ctx.workspace.timeZone})`;
	}
	return null;
}

describe.concurrent(`parity catches every fault put into the compiler (seed ${seed})`, {
	timeout: 240_000,
}, () => {
	it("there are at least thirty", () => {
		expect(mutants.length).toBeGreaterThanOrEqual(30);
	});

	it.each(mutants)("$name", async (mutant) => {
		const killer = await findKiller(mutant);
		process.stdout.write(`mutant “${mutant.name}”: ${killer ?? "SURVIVED"}\n`);
		expect(killer).not.toBeNull();
	});
});
