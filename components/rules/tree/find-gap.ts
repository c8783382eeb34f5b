import type { Gap } from "@/components/rules/tree/move-node";

export type Box = { top: number; bottom: number; left: number; right: number };
/** A group of the tree as it is on screen: its frame, and its conditions and groups in order. */
export type DrawnGroup = { path: readonly number[]; box: Box; children: readonly Box[] };
export type DrawnGap = Gap & { y: number; left: number; right: number };

/** This close to a group's edge, a drop goes before or after the group instead of into it. */
const edge = 8;

/**
 * Where something dropped at a height would go: into the innermost group there, between the two of its
 * children nearest to it. Only the height counts, so that dropping into the tree is as easy as into a list.
 */
export function findGap(groups: readonly DrawnGroup[], y: number): DrawnGap | null {
	const outermost = groups.find(({ path }) => path.length === 0);
	if (!outermost) return null;
	const around = groups.filter(({ box }) => y > box.top + edge && y < box.bottom - edge);
	const inner = around.reduce(
		(best, group) => (group.path.length > best.path.length ? group : best),
		outermost,
	);
	const { children, box, path } = inner;
	const heights = [
		children[0]?.top ?? (box.top + box.bottom) / 2,
		...children.map((child, index) => {
			const next = children[index + 1];
			return next ? (child.bottom + next.top) / 2 : child.bottom;
		}),
	];
	const nearest = heights.reduce(
		(best, height, index) => (Math.abs(height - y) < Math.abs((heights[best] ?? 0) - y) ? index : best),
		0,
	);
	return { group: path, index: nearest, y: heights[nearest] ?? y, left: box.left, right: box.right };
}
