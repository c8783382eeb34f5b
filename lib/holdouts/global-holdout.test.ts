import { describe, expect, it } from "vitest";
import { assignArm, BUCKETS } from "@/lib/holdouts/assign-arm";
import { countsFrom, isGloballyHeldOut, nextRotation } from "@/lib/holdouts/global-holdout";
import vectors from "@/lib/holdouts/global-vectors.json";

const range = (to: number) => Array.from({ length: to }, (_, index) => index + 1);

describe("the global holdout", () => {
	it("decides about everyone of the frozen vectors as it always did", () => {
		expect(vectors.length).toBeGreaterThan(50);
		for (const { salt, shareBp, uids, isHeldOut } of vectors) {
			const [first = 0, ...others] = uids;
			expect({ salt, uids, isHeldOut: isGloballyHeldOut({ salt, shareBp }, [first, ...others]) }).toEqual({
				salt,
				uids,
				isHeldOut,
			});
		}
	});

	it("is independent of what a campaign decides", () => {
		const people = range(100_000);
		const held = people.filter((uid) => isGloballyHeldOut({ salt: "glo_spring", shareBp: 500 }, [uid]));
		const both = held.filter((uid) => assignArm("cmp_spring", uid, 1000) === "holdout");
		const chance = (n: number, share: number) => 4 * Math.sqrt(n * share * (1 - share));
		expect(Math.abs(held.length - 5000)).toBeLessThan(chance(people.length, 0.05));
		expect(Math.abs(both.length - held.length / 10)).toBeLessThan(chance(held.length, 0.1));
	});

	it("chooses other people after a rotation", () => {
		const of = (salt: string) =>
			new Set(range(100_000).filter((uid) => isGloballyHeldOut({ salt, shareBp: 1000 }, [uid])));
		const [first, second] = [of("glo_a"), of("glo_b")];
		const again = [...second].filter((uid) => first.has(uid)).length;
		expect(Math.abs(again - 1000)).toBeLessThan(4 * Math.sqrt(1000));
	});

	it("never releases a person whose share is raised, and holds out no one of a share of 0", () => {
		for (const uid of range(5000)) {
			if (isGloballyHeldOut({ salt: "glo_a", shareBp: 100 }, [uid]))
				expect(isGloballyHeldOut({ salt: "glo_a", shareBp: 1000 }, [uid])).toBe(true);
			expect(isGloballyHeldOut({ salt: "glo_a", shareBp: 0 }, [uid])).toBe(false);
			expect(isGloballyHeldOut({ salt: "glo_a", shareBp: BUCKETS }, [uid])).toBe(true);
		}
	});

	it("goes by a person's first number, whatever is merged into it later", () => {
		const held = range(5000).find((uid) => isGloballyHeldOut({ salt: "glo_a", shareBp: 500 }, [uid])) ?? 0;
		expect(isGloballyHeldOut({ salt: "glo_a", shareBp: 500 }, [held + 100_000, held, held + 7])).toBe(true);
	});
});

describe("the next rotation", () => {
	it("is as many months on, at most on a month's last day, and none where none was chosen", () => {
		const from = (day: string, months: number | null) =>
			nextRotation(new Date(`${day}T08:30:00Z`), months)?.toISOString() ?? null;
		expect(from("2026-01-15", 6)).toBe("2026-07-15T08:30:00.000Z");
		expect(from("2026-08-31", 6)).toBe("2027-02-28T08:30:00.000Z");
		expect(from("2026-11-30", 3)).toBe("2027-02-28T08:30:00.000Z");
		expect(from("2026-01-15", null)).toBeNull();
	});

	it("lets the effects of the group before fade before outcomes count", () => {
		const at = new Date("2026-06-01T00:00:00Z");
		expect(countsFrom(at, { followsAnother: false })).toEqual(at);
		expect(countsFrom(at, { followsAnother: true }).toISOString()).toBe("2026-06-29T00:00:00.000Z");
	});
});
