import { describe, expect, it } from "vitest";
import { type ChainLink, findChainProblem, findStandingOn } from "@/lib/segments/segment-chain";

const link = (name: string, ...buildsOn: string[]): ChainLink => ({ id: name.toLowerCase(), name, buildsOn });

describe("segments that build on one another", () => {
	it("may do so when none leads back to itself", () => {
		const others = [link("Loyal", "vip"), link("VIP"), link("Both", "loyal", "vip")];
		expect(findChainProblem(link("VIP"), others)).toBeNull();
		expect(findChainProblem(link("New", "both", "loyal"), others)).toBeNull();
	});

	it("are refused with the way by name when one does", () => {
		const others = [link("VIP"), link("Loyal", "vip"), link("Old", "loyal")];
		expect(findChainProblem(link("VIP", "loyal"), others)).toContain("VIP → Loyal → VIP");
		expect(findChainProblem(link("VIP", "old"), others)).toContain("VIP → Old → Loyal → VIP");
		expect(findChainProblem(link("VIP", "vip"), others)).toContain("VIP → VIP");
	});

	it("are refused past ten levels, counted up and down", () => {
		const chain = Array.from({ length: 9 }, (_, index) =>
			index === 0 ? link("S0") : link(`S${index}`, `s${index - 1}`),
		);
		expect(findChainProblem(link("Top", "s8"), chain)).toBeNull();
		const ten = [...chain, link("S9", "s8")];
		expect(findChainProblem(link("Top", "s9"), ten)).toMatch(/^11 segments .* Top → S9 → .* → S0$/);
		// The change is at the bottom; those above it make the chain too long.
		expect(findChainProblem(link("S0", "base"), [...ten, link("Base")])).toMatch(/^11 segments/);
	});

	it("are found by what they stand on, nearest first, each once", () => {
		const chain = [
			link("Top", "middle", "base"),
			link("Middle", "base"),
			link("Above", "top"),
			link("Other", "vip"),
		];
		expect(findStandingOn("base", chain).map(({ name }) => name)).toEqual(["Top", "Middle", "Above"]);
		expect(findStandingOn("above", chain)).toEqual([]);
	});

	it("do not loop on a cycle of others", () => {
		expect(findStandingOn("a", [link("A", "b"), link("B", "a")]).map(({ name }) => name)).toEqual(["B"]);
		expect(findChainProblem(link("New", "a"), [link("A", "b"), link("B", "a")])).toBeNull();
	});
});
