import fc from "fast-check";
import { expect, it } from "vitest";
import { exclusiveIntersections } from "@/lib/segments/exclusive-intersections";

it("counts people in exactly a combination as if they were counted one by one", () => {
	const memberships = fc.array(fc.integer({ min: 1, max: 15 }), { maxLength: 60 });
	fc.assert(
		fc.property(memberships, (people) => {
			const masks = Array.from({ length: 16 }, (_, mask) => mask);
			const shared = masks.map((mask) => people.filter((of) => (of & mask) === mask).length);
			const exact = exclusiveIntersections(shared);
			for (const mask of masks.slice(1)) expect(exact[mask]).toBe(people.filter((of) => of === mask).length);
		}),
	);
});
