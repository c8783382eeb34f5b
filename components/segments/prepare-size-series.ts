import type { SegmentHistory } from "@/lib/segments/contracts";

export type SizePoint = { at: number; servedAt: number; size: number; known: number | null; version: number };

/** Maximum points in a chart: more would be closer together than a pixel. */
const maxPoints = 400;

/**
 * Sizes as a chart draws them: oldest first, thinned evenly, keeping first, last and every version change.
 * Sizes hold until the next refresh, so the line is a staircase.
 */
export function prepareSizeSeries(sizes: SegmentHistory["sizes"]): {
	points: SizePoint[];
	versionChanges: { at: number; version: number }[];
} {
	// A size that the viewer's role may not see is not a point: neither zero nor a guess.
	const all = sizes.flatMap(({ asOf, servedAt, size, knownSize, version }) =>
		typeof size === "string"
			? []
			: [
					{
						at: Date.parse(asOf),
						servedAt: Date.parse(servedAt),
						size,
						known: typeof knownSize === "string" ? null : knownSize,
						version,
					},
				],
	);
	const isChange = (index: number) => index > 0 && all[index]?.version !== all[index - 1]?.version;
	const every = Math.max(1, Math.ceil(all.length / maxPoints));
	return {
		points: all.filter(
			(_, index) => index % every === 0 || index === all.length - 1 || isChange(index) || isChange(index + 1),
		),
		versionChanges: all.filter((_, index) => isChange(index)).map(({ at, version }) => ({ at, version })),
	};
}
