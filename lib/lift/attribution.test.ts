import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type AttributionSums, attributionModels, divideCredit, roundParts } from "@/lib/lift/attribution";
import { pathOf, sharesOf, type Touch } from "@/lib/lift/testing/attribute-reference";

const day = 86_400_000;
const order = 100 * day;
const touch = (before: number, kind: Touch["kind"] = "clicked", campaign = "mail"): Touch => ({
	at: order - before,
	kind,
	campaign,
	message: 0,
});
const cents = (shares: readonly number[], amount: number) =>
	roundParts(
		shares.map((share) => share * amount),
		2,
	);

describe("credit for one order", () => {
	it("of equal parts adds up to the cent: 99.99 is three of 33.33, 100.00 is 33.34 and two of 33.33", () => {
		const path = [touch(3), touch(2), touch(1)];
		expect(cents(sharesOf("linear", path), 99.99)).toEqual([33.33, 33.33, 33.33]);
		expect(cents(sharesOf("linear", path), 100)).toEqual([33.34, 33.33, 33.33]);
	});

	it("by position is 40/20/40: four touches 40, 10, 10, 40; two half each; one all of it", () => {
		const path = [touch(4), touch(3), touch(2), touch(1)];
		expect(cents(sharesOf("position", path), 100)).toEqual([40, 10, 10, 40]);
		expect(cents(sharesOf("position", path.slice(0, 2)), 100)).toEqual([50, 50]);
		expect(cents(sharesOf("position", path.slice(0, 1)), 100)).toEqual([100]);
	});

	it("counts every touch of a campaign: mail, ad, mail, web give mail half of it", () => {
		const path = ["mail", "ad", "mail", "web"].map((campaign, i) => touch(4 - i, "clicked", campaign));
		const mail = sharesOf("linear", path).filter((_share, i) => path[i]?.campaign === "mail");
		expect(mail.reduce((sum, share) => sum + share, 0)).toBe(0.5);
	});

	it("knows touches at the order's own instant and at the edge of their days, none after and none before", () => {
		const path = pathOf(
			[
				touch(0),
				touch(-1),
				touch(7 * day),
				touch(7 * day + 1),
				touch(day, "delivered"),
				touch(day + 1, "delivered"),
			],
			order,
		);
		expect(path.map(({ at }) => order - at)).toEqual([7 * day, day, 0]);
	});

	it("goes to the last click, and to the last delivery where there is none", () => {
		expect(sharesOf("last", [touch(2), touch(1, "delivered")])).toEqual([1, 0]);
		expect(sharesOf("last", [touch(2, "delivered"), touch(1, "delivered")])).toEqual([0, 1]);
	});
});

describe("credit of any path", () => {
	const paths = fc.array(
		fc.record({
			at: fc.integer({ min: order - 9 * day, max: order + day }),
			kind: fc.constantFrom("clicked" as const, "delivered" as const),
			campaign: fc.constantFrom("mail", "ad", "web"),
			message: fc.nat(),
		}),
		{ maxLength: 12 },
	);

	it("adds up to the conversion in every model, and to the cent in money", () => {
		fc.assert(
			fc.property(paths, fc.integer({ min: 0, max: 10_000_000 }), (touches, amount) => {
				const path = pathOf(touches, order);
				fc.pre(path.length > 0);
				for (const model of attributionModels) {
					const shares = sharesOf(model, path);
					expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
					expect(shares.every((share) => share >= 0)).toBe(true);
					const parts = cents(shares, amount / 100).map((part) => Math.round(part * 100));
					expect(parts.reduce((sum, part) => sum + part, 0)).toBe(amount);
				}
			}),
		);
	});

	it("leaves what this campaign does not get to others and to no one, so that all of it is counted once", () => {
		fc.assert(
			fc.property(
				fc.integer({ min: 0, max: 1_000_000 }),
				fc.double({ min: 0, max: 1, noNaN: true }),
				fc.double({ min: 0, max: 1, noNaN: true }),
				(conversions, touchedShare, ownShare) => {
					const touched = Math.round(conversions * touchedShare);
					const own = touched * ownShare;
					const sums = {
						conversions,
						value: conversions * 50,
						touched,
						touchedValue: touched * 50,
					} as AttributionSums;
					for (const model of attributionModels) {
						sums[`${model}Conversions`] = own;
						sums[`${model}Value`] = own * 50;
					}
					const { all, untouched, models } = divideCredit(sums, { hasValue: true, cost: null });
					for (const { own: mine, others } of models) {
						expect(mine.conversions + others.conversions + untouched.conversions).toBeCloseTo(
							all.conversions,
							6,
						);
						const shown = roundParts([mine.conversions, others.conversions, untouched.conversions], 1);
						expect(Math.round(shown.reduce((sum, part) => sum + part, 0) * 10)).toBe(conversions * 10);
					}
				},
			),
		);
	});
});
