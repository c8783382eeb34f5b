import { CsvReader, type Delimiter, delimiters, hintedDelimiter } from "@/lib/sources/files/csv-reader";

/** The delimiter under which the first lines have the same number of cells, more than one; comma when nothing fits. */
export function guessDelimiter(sample: string): Delimiter {
	const hinted = hintedDelimiter(sample);
	if (hinted) return hinted;
	let best: Delimiter = ",";
	let bestScore = 0;
	for (const delimiter of delimiters) {
		const reader = new CsvReader(delimiter);
		const pushed = reader.push(sample);
		const records = (pushed.length > 0 ? pushed : reader.end()).slice(0, 50);
		const widths = new Map<number, number>();
		for (const record of records) widths.set(record.cells.length, (widths.get(record.cells.length) ?? 0) + 1);
		const [width, count] = [...widths].sort((a, b) => b[1] - a[1])[0] ?? [1, 0];
		// Blanks occur inside sentences: they must fit every line.
		const share = count / Math.max(1, records.length);
		if (width < 2 || share < (delimiter === "blank" ? 0.95 : 0.8)) continue;
		const score = share * (delimiter === "blank" ? 0.5 : 1) + Math.min(width, 50) / 1000;
		if (score > bestScore) {
			best = delimiter;
			bestScore = score;
		}
	}
	return best;
}
