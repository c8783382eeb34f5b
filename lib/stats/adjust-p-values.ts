/**
 * p values of several comparisons, in the given order, so that the chance of calling any true "no difference" a difference
 * stays at the level: S. Holm, Scandinavian Journal of Statistics 6 (1979) 65–70.
 */
export function holm(values: readonly number[]): number[] {
	let least = 0;
	return inOrder(values, ascending(values), (p, rank) => {
		least = Math.max(least, Math.min(1, p * (values.length - rank)));
		return least;
	});
}

/**
 * The same so that of the differences called real no more than the level are false on average: Y. Benjamini &
 * Y. Hochberg, J. R. Stat. Soc. B 57 (1995) 289–300.
 */
export function benjaminiHochberg(values: readonly number[]): number[] {
	let most = 1;
	const falling = ascending(values).reverse();
	return inOrder(values, falling, (p, rank) => {
		most = Math.min(most, (p * values.length) / (values.length - rank));
		return most;
	});
}

/**
 * Of each comparison the α at which its own interval decides as the correction does, so that no interval leaves out zero
 * where the correction says "not shown", or the other way around. With Holm's correction α/k for the smallest p, α/(k−1) for the
 * next, and from the first that is not shown on the α at which that was tested.
 */
export function holmAlphas(values: readonly number[], alpha: number): number[] {
	const count = values.length;
	let isOpen = true;
	let tested = alpha / Math.max(1, count);
	return inOrder(values, ascending(values), (p, rank) => {
		if (isOpen) tested = alpha / (count - rank);
		isOpen &&= p <= tested;
		return tested;
	});
}

/**
 * The same for Benjamini–Hochberg's. With R comparisons shown it is Rα/k for these (the intervals of Y. Benjamini &
 * D. Yekutieli, JASA 100 (2005) 71–81, of which no more than α miss on average), and (R+1)α/k for the others.
 */
export function benjaminiHochbergAlphas(values: readonly number[], alpha: number): number[] {
	const count = values.length;
	const shown = benjaminiHochberg(values).filter((p) => p <= alpha).length;
	return inOrder(
		values,
		ascending(values),
		(_, rank) => (alpha * (rank < shown ? shown : shown + 1)) / count,
	);
}

function ascending(values: readonly number[]): number[] {
	return values.map((_, index) => index).sort((a, b) => (values[a] ?? 0) - (values[b] ?? 0));
}

function inOrder(
	values: readonly number[],
	order: readonly number[],
	adjust: (p: number, rank: number) => number,
): number[] {
	const adjusted = new Map(order.map((index, rank) => [index, adjust(values[index] ?? 1, rank)]));
	return values.map((_, index) => adjusted.get(index) ?? 1);
}
