import { expect, it } from "vitest";
import { prepareOverlap } from "@/components/segments/prepare-overlap";
import type { Overlap } from "@/lib/segments/insights-contracts";

it("names intersections by the segments they are in, and says how many are not drawn", () => {
	const segment = (id: string, size: number) => ({ id, name: id.toUpperCase(), size, asOf: "" });
	const overlap: Overlap = {
		asOf: "",
		segments: [segment("a", 30), segment("b", 12)],
		intersections: [
			{ ids: ["a"], count: 20 },
			{ ids: ["a", "b"], count: 10 },
			{ ids: ["b"], count: 2 },
		],
		total: 32,
	};
	const { columns, hidden, largest, largestSet, table } = prepareOverlap(overlap);
	expect(columns.map(({ label }) => label)).toEqual(["A only", "A and B", "B only"]);
	expect({ hidden, largest, largestSet }).toEqual({ hidden: 0, largest: 20, largestSet: 30 });
	expect(table.rows[0]).toEqual(["A only", "20", "62.5%"]);
	expect(table.exported?.rows[1]).toEqual(["A and B", 10, 0.3125]);
	const many = Array.from({ length: 30 }, (_, index) => ({ ids: ["a"], count: index + 1 }));
	expect(prepareOverlap({ ...overlap, intersections: many }).hidden).toBe(6);
});
