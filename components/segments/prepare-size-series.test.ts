import { describe, expect, it } from "vitest";
import { prepareSizeSeries } from "@/components/segments/prepare-size-series";

const size = (index: number, version = 1) => ({
	asOf: new Date(Date.UTC(2026, 0, 1) + index * 3_600_000).toISOString(),
	servedAt: new Date(Date.UTC(2026, 0, 1) + index * 3_600_000 + 1000).toISOString(),
	size: index,
	knownSize: index,
	version,
});

describe("the size chart's series", () => {
	it("keeps a short history whole", () => {
		expect(prepareSizeSeries([size(0), size(1)]).points.map((point) => point.size)).toEqual([0, 1]);
	});

	it("thins a long one, keeping its ends and both sides of a new version", () => {
		const sizes = Array.from({ length: 2000 }, (_, index) => size(index, index < 1001 ? 1 : 2));
		const { points, versionChanges } = prepareSizeSeries(sizes);
		expect(points.length).toBeLessThan(410);
		const drawn = points.map((point) => point.size);
		for (const index of [0, 1000, 1001, 1999]) expect(drawn).toContain(index);
		expect(versionChanges).toEqual([{ at: Date.UTC(2026, 0, 1) + 1001 * 3_600_000, version: 2 }]);
	});

	it("is empty without a refresh", () => {
		expect(prepareSizeSeries([])).toEqual({ points: [], versionChanges: [] });
	});
});
