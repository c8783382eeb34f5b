import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { judgeCampaign, type VerdictFacts, verdictCases } from "@/lib/lift/judge-campaign";

const anyFacts: fc.Arbitrary<VerdictFacts> = fc.record({
	isUnhealthy: fc.boolean(),
	isTooEarly: fc.boolean(),
	isFinal: fc.boolean(),
	interval: fc.constantFrom("above_zero", "spans_zero", "below_zero"),
	excludesWorth: fc.boolean(),
	worthWasReachable: fc.boolean(),
	value: fc.constantFrom("above_cost", "around_cost", "below_cost", "unknown"),
});

const good: VerdictFacts = {
	isUnhealthy: false,
	isTooEarly: false,
	isFinal: false,
	interval: "above_zero",
	excludesWorth: false,
	worthWasReachable: false,
	value: "unknown",
};

describe("judgeCampaign", () => {
	it("finds exactly one case for every state of a campaign", () => {
		fc.assert(
			fc.property(anyFacts, (facts) => verdictCases.filter((each) => each.holds(facts)).length === 1),
			{ numRuns: 3000 },
		);
	});

	it("returns nothing but invalid when a health check failed", () => {
		fc.assert(
			fc.property(anyFacts, (facts) => judgeCampaign({ ...facts, isUnhealthy: true }).kind === "invalid"),
		);
	});

	it("never calls for more of a campaign whose effect may be zero or below", () => {
		fc.assert(
			fc.property(anyFacts, (facts) => {
				const { kind } = judgeCampaign(facts);
				return facts.interval === "above_zero" || (kind !== "expand" && kind !== "keep");
			}),
		);
	});

	it.each([
		[{ value: "above_cost" }, "expand"],
		[{}, "keep"],
		[{ value: "below_cost" }, "retire"],
		[{ interval: "below_zero" }, "retire"],
		[{ interval: "spans_zero" }, "keep_collecting"],
		[{ interval: "spans_zero", excludesWorth: true }, "change"],
		[{ interval: "spans_zero", isFinal: true, worthWasReachable: true }, "retire"],
		[{ interval: "spans_zero", isFinal: true }, "inconclusive"],
		[{ isTooEarly: true, isFinal: true }, "inconclusive"],
		[{ isTooEarly: true }, "keep_collecting"],
	] as const)("given %j says %s", (change, kind) => {
		expect(judgeCampaign({ ...good, ...change }).kind).toBe(kind);
	});
});
