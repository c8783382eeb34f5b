import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addSamples, mean, sum, thirdMoment, variance } from "@/lib/stats/sample";
import { sampleOf } from "@/lib/stats/testing/sample-of";

const values = fc.array(fc.oneof(fc.constant(0), fc.double({ min: 0.01, max: 1e4, noNaN: true })), {
	minLength: 2,
	maxLength: 40,
});
const close = (a: number, b: number, scale: number) => Math.abs(a - b) <= 1e-9 * Math.max(scale, 1e-9);

describe("a sample", () => {
	it("has the moments of all its people, also of those at 0", () => {
		fc.assert(
			fc.property(values, (all) => {
				const sample = sampleOf(all);
				const level = all.reduce((total, value) => total + value, 0) / all.length;
				const moment = (power: number) => all.reduce((total, value) => total + (value - level) ** power, 0);
				const scale = Math.max(...all);
				return (
					close(mean(sample), level, scale) &&
					close(sum(sample), level * all.length, scale * all.length) &&
					close(variance(sample), moment(2) / (all.length - 1), scale ** 2) &&
					close(thirdMoment(sample), moment(3) / all.length, scale ** 3)
				);
			}),
		);
	});

	it("is the same whether its people are added one group after the other or at once", () => {
		fc.assert(
			fc.property(values, values, (one, other) => {
				const added = addSamples(sampleOf(one), sampleOf(other));
				const whole = sampleOf([...one, ...other]);
				const scale = Math.max(...one, ...other);
				return (
					added.n === whole.n &&
					added.active === whole.active &&
					added.extreme === whole.extreme &&
					close(added.mean, whole.mean, scale) &&
					close(added.m2, whole.m2, scale ** 2 * whole.n) &&
					close(added.m3, whole.m3, scale ** 3 * whole.n)
				);
			}),
		);
	});

	it("has no variance where everyone has the same value, to the last digit", () => {
		const one = sampleOf(Array.from({ length: 997 }, () => 19.9));
		expect(variance(addSamples(one, one))).toBeLessThan(1e-20);
	});
});
