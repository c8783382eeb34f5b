import { expect, it } from "vitest";
import { checkVariants } from "@/lib/lift/check-variants";
import type { ReadOutInput } from "@/lib/lift/read-out-input";
import { buildReadOut } from "@/lib/lift/testing/build-read-out";
import { shareSample } from "@/lib/stats/sample";

function check(people: readonly number[], status: "running" | "ended" = "ended") {
	const input = buildReadOut({
		epochs: [{ treated: { people: 1000, converters: 100 }, holdout: { people: 100, converters: 10 } }],
	});
	const variants: ReadOutInput["variants"] = {
		key: "conversion",
		label: "Purchase",
		kind: "conversion",
		variants: people.map((n, index) => ({
			key: `${index}`,
			name: `Variant ${index}`,
			share: [0.5, 0.3, 0.2][index] ?? 0,
			rows: [{ epoch: 1, arm: "treated", sample: shareSample(n, 0) }],
		})),
		holdout: [],
	};
	return checkVariants({ ...input, campaign: { ...input.campaign, status }, variants });
}

it("is at ease with the weights that were asked for, and with chance around them", () => {
	expect(check([500, 300, 200])).toMatchObject({ name: "variants", state: "good" });
	expect(check([530, 285, 185])).toMatchObject({ state: "good" });
});

it.each(["running", "ended"] as const)("names the variant that lacks people, %s", (status) => {
	const found = check([500, 300, 80], status);
	expect(found?.state).toBe("failed");
	expect(found?.sentence).toContain("“Variant 2” has 80 of 880 treated people; 176 were expected");
});

it("says nothing before anyone is measured, and without variants", () => {
	expect(check([0, 0, 0])).toBeNull();
	expect(checkVariants(buildReadOut({ epochs: [] }))).toBeNull();
});

it("raises its false alarms for all variants together as rarely as for one", () => {
	// Exactly at the limit for one comparison, three times as likely among three.
	const at = (n: number) => check([500, 300, n])?.state;
	const first = Array.from({ length: 200 }, (_, n) => 200 - n).find((n) => at(n) === "failed") ?? 0;
	expect(first).toBeGreaterThan(100);
	expect(first).toBeLessThan(160);
});
