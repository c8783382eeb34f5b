import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { judgeCampaign, type VerdictFacts, verdictCases } from "@/lib/lift/judge-campaign";

const money = ["unknown", "loss", "below_cost", "around_cost", "above_cost", "open", "gain"] as const;
const anyFacts: fc.Arbitrary<VerdictFacts> = fc.record({
	isUnhealthy: fc.boolean(),
	isTooEarly: fc.boolean(),
	isOver: fc.boolean(),
	isGuardrailHarmed: fc.boolean(),
	primary: fc.constantFrom("up", "flat", "down"),
	money: fc.constantFrom(...money),
	paysAtBestGuess: fc.boolean(),
	excludesWorth: fc.boolean(),
	isWorthGiven: fc.boolean(),
	worthWasReachable: fc.boolean(),
});

const good: VerdictFacts = {
	isUnhealthy: false,
	isTooEarly: false,
	isOver: false,
	isGuardrailHarmed: false,
	primary: "up",
	money: "unknown",
	paysAtBestGuess: false,
	excludesWorth: false,
	isWorthGiven: false,
	worthWasReachable: false,
};

const kindOf = (facts: VerdictFacts) => judgeCampaign(facts).kind;
const holds = (law: (facts: VerdictFacts) => boolean) =>
	fc.assert(fc.property(anyFacts, law), { numRuns: 2000 });

describe("judgeCampaign", () => {
	it("finds exactly one case for every state of a campaign", () => {
		holds((facts) => verdictCases.filter((each) => each.holds(facts)).length === 1);
	});

	it("reaches every case from some state", () => {
		const seen = new Set<string>();
		fc.assert(
			fc.property(anyFacts, (facts) => {
				seen.add(judgeCampaign(facts).name);
			}),
			{ numRuns: 20_000 },
		);
		expect([...seen].sort()).toEqual(verdictCases.map(({ name }) => name).sort());
	});

	it("returns nothing but invalid when a health check failed", () => {
		holds((facts) => kindOf({ ...facts, isUnhealthy: true }) === "invalid");
	});

	it("never calls for more of a campaign that has not surely raised anything", () => {
		holds((facts) => {
			const isRaised = facts.primary === "up" || facts.money === "above_cost" || facts.money === "gain";
			return isRaised || !["expand", "keep"].includes(kindOf(facts));
		});
	});

	it("never keeps what loses money or surely costs more than it brings, and never waits for it either", () => {
		holds((facts) => {
			if (facts.isUnhealthy || facts.isTooEarly) return true;
			if (facts.money !== "loss" && facts.money !== "below_cost") return true;
			return kindOf(facts) === "retire";
		});
	});

	it("never goes on with what harms a guardrail, however much it wins, and waits for nothing to say so", () => {
		holds((facts) => {
			const kind = kindOf({ ...facts, isUnhealthy: false, isGuardrailHarmed: true });
			return kind === "hold" || kind === "retire";
		});
		holds((facts) => kindOf({ ...facts, isGuardrailHarmed: false }) !== "hold");
	});

	it("never collects on where nothing more will come, and concludes nothing while it may", () => {
		holds((facts) => kindOf(facts) !== (facts.isOver ? "keep_collecting" : "inconclusive"));
	});

	it("is never made worse by bringing in more money", () => {
		const order = ["loss", "below_cost", "around_cost", "above_cost"] as const;
		const rank = {
			invalid: 0,
			retire: 1,
			change: 2,
			hold: 2,
			inconclusive: 3,
			keep_collecting: 3,
			keep: 4,
			expand: 5,
		};
		holds((facts) => {
			// What stands beside the money stays as it is; nothing is too early or unhealthy.
			const ranks = order.map((each) => {
				const paysAtBestGuess = each === "above_cost" || (each === "around_cost" && facts.paysAtBestGuess);
				return rank[
					kindOf({ ...facts, isUnhealthy: false, isTooEarly: false, money: each, paysAtBestGuess })
				];
			});
			return ranks.every((each, index) => index === 0 || each >= (ranks[index - 1] ?? 0));
		});
	});

	it.each([
		[{ money: "above_cost" }, "expand"],
		[{}, "keep"],
		[{ money: "below_cost" }, "retire"],
		[{ primary: "down" }, "retire"],
		[{ primary: "down", money: "above_cost" }, "change"],
		[{ primary: "flat" }, "keep_collecting"],
		[{ primary: "flat", excludesWorth: true, isWorthGiven: true }, "change"],
		[{ primary: "flat", isOver: true, worthWasReachable: true }, "retire"],
		[{ primary: "flat", isOver: true }, "inconclusive"],
		[{ primary: "flat", money: "gain" }, "keep"],
		[{ primary: "flat", money: "above_cost" }, "expand"],
		[{ excludesWorth: true, isWorthGiven: true }, "change"],
		[{ excludesWorth: true, isWorthGiven: true, money: "around_cost", paysAtBestGuess: true }, "keep"],
		[{ excludesWorth: true, isWorthGiven: true, money: "above_cost" }, "expand"],
		[{ isTooEarly: true, isOver: true }, "inconclusive"],
		[{ isTooEarly: true }, "keep_collecting"],
		[{ isGuardrailHarmed: true, money: "above_cost" }, "hold"],
		[{ isGuardrailHarmed: true, isTooEarly: true }, "hold"],
		[{ isGuardrailHarmed: true, primary: "flat" }, "hold"],
		[{ isGuardrailHarmed: true, primary: "flat", isOver: true }, "retire"],
		[{ isGuardrailHarmed: true, primary: "down" }, "retire"],
		[{ isGuardrailHarmed: true, money: "below_cost" }, "retire"],
		[{ isGuardrailHarmed: true, isUnhealthy: true }, "invalid"],
	] as const)("given %j says %s", (change, kind) => {
		expect(kindOf({ ...good, ...change })).toBe(kind);
	});
});
