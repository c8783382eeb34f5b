/** Numbers from `from` to `to`; ends that are open are not in it. */
export type Interval = { from: number; fromOpen: boolean; to: number; toOpen: boolean };

export const everything: Interval = {
	from: Number.NEGATIVE_INFINITY,
	fromOpen: false,
	to: Number.POSITIVE_INFINITY,
	toOpen: false,
};

export function point(value: number): Interval {
	return { from: value, fromOpen: false, to: value, toOpen: false };
}

/** Numbers in both. */
function meet(a: Interval, b: Interval): Interval {
	const from = Math.max(a.from, b.from);
	const to = Math.min(a.to, b.to);
	const open = (end: number, x: number, xOpen: boolean, y: number, yOpen: boolean) =>
		(x === end && xOpen) || (y === end && yOpen);
	return {
		from,
		fromOpen: open(from, a.from, a.fromOpen, b.from, b.fromOpen),
		to,
		toOpen: open(to, a.to, a.toOpen, b.to, b.toOpen),
	};
}

function isEmpty({ from, fromOpen, to, toOpen }: Interval, isWhole: boolean): boolean {
	if (from > to || (from === to && (fromOpen || toOpen))) return true;
	if (!isWhole) return false;
	const first = fromOpen ? Math.floor(from) + 1 : Math.ceil(from);
	const last = toOpen ? Math.ceil(to) - 1 : Math.floor(to);
	return first > last;
}

/** Numbers in either of two sets, each a union of intervals. With `isWhole` only whole numbers count. */
export function intersect(a: readonly Interval[], b: readonly Interval[], isWhole: boolean): Interval[] {
	return a.flatMap((one) => b.map((other) => meet(one, other))).filter((found) => !isEmpty(found, isWhole));
}

/** All numbers but these. */
export function complement(set: readonly Interval[]): Interval[] {
	return set.reduce<Interval[]>(
		(left, { from, fromOpen, to, toOpen }) =>
			intersect(
				left,
				[
					{ ...everything, to: from, toOpen: !fromOpen },
					{ ...everything, from: to, fromOpen: !toOpen },
				].filter((rest) => rest.to !== Number.NEGATIVE_INFINITY && rest.from !== Number.POSITIVE_INFINITY),
				false,
			),
		[everything],
	);
}
