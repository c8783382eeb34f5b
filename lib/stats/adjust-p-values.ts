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
