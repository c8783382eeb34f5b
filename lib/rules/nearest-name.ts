/** The known name most like a mistyped one, or null when none is near: "Order Complete" → "Order Completed". */
export function nearestName(wanted: string, known: Iterable<string>): string | null {
	const target = wanted.toLowerCase();
	const farthest = Math.max(2, Math.floor(target.length / 3));
	let best: string | null = null;
	let bestDistance = farthest + 1;
	for (const name of known) {
		const distance = editDistance(target, name.toLowerCase(), bestDistance);
		if (distance < bestDistance) {
			best = name;
			bestDistance = distance;
		}
	}
	return best;
}

/** Levenshtein distance; stops and returns `limit` once it cannot be smaller. */
function editDistance(a: string, b: string, limit: number): number {
	if (Math.abs(a.length - b.length) >= limit) return limit;
	let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
	for (let i = 1; i <= a.length; i++) {
		const row = [i];
		for (let j = 1; j <= b.length; j++) {
			const swap = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
			row.push(Math.min(swap, (previous[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1));
		}
		if (Math.min(...row) >= limit) return limit;
		previous = row;
	}
	return previous[b.length] ?? limit;
}
