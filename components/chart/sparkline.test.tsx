// @vitest-environment happy-dom
import { render, screen } from "@testing-library/react";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Sparkline } from "@/components/chart/sparkline";

function draw(values: readonly (number | null)[]) {
	const { container, unmount } = render(
		<Sparkline values={values} summary="From 1 to 2" className="h-6 w-24" />,
	);
	const paths = [...container.querySelectorAll("path:not([data-end])")].map(
		(path) => path.getAttribute("d") ?? "",
	);
	const dots = container.querySelectorAll("[data-end]").length;
	return { paths, dots, unmount };
}

const heights = (path: string) => [...path.matchAll(/ (-?[\d.]+)/g)].map(([, y]) => Number(y));

describe("a sparkline", () => {
	it("describes what it shows in words", () => {
		draw([1, 2]);
		expect(screen.getByRole("img", { name: "From 1 to 2" })).toBeTruthy();
	});

	it("leaves out what is unknown instead of drawing it as zero", () => {
		const { paths } = draw([null, 5, 6, null, 7, 8]);
		expect(paths).toHaveLength(2);
		expect(draw([null, null]).dots).toBe(0);
	});

	it("draws a change below a fifth of the size as small as it is", () => {
		const [path = ""] = draw([1000, 1001, 999]).paths;
		const ys = heights(path);
		expect(Math.max(...ys) - Math.min(...ys)).toBeLessThan(1);
		expect(new Set(heights(draw([0, 0, 0]).paths[0] ?? "")).size).toBe(1);
	});

	it("stays inside its frame, whatever the numbers", () => {
		const values = fc.array(fc.option(fc.nat({ max: 4e9 })), { maxLength: 40 });
		fc.assert(
			fc.property(values, (row) => {
				const { paths, unmount } = draw(row);
				unmount();
				for (const y of paths.flatMap(heights)) {
					expect(y).toBeGreaterThanOrEqual(0);
					expect(y).toBeLessThanOrEqual(24);
				}
			}),
			{ numRuns: 40 },
		);
	});
});
