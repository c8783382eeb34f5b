/** The median of some measurements. */
export function median(values: readonly number[]): number {
	const sorted = [...values].sort((a, b) => a - b);
	const middle = sorted.length >> 1;
	const upper = sorted[middle];
	if (upper === undefined) throw new Error("The median of nothing is asked for");
	return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
}

export const rounded = (value: number, digits = 1) => Number(value.toFixed(digits));

/** Milliseconds a piece of work takes, with its result. */
export async function timed<T>(work: () => Promise<T>): Promise<{ ms: number; answer: T }> {
	const startedAt = performance.now();
	const answer = await work();
	return { ms: performance.now() - startedAt, answer };
}

/** A plain-text table; numbers right-aligned. */
export function printTable(head: string[], rows: (string | number)[][]): void {
	const cells = [head, ...rows.map((row) => row.map(String))];
	const widths = head.map((_, column) => Math.max(...cells.map((row) => (row[column] ?? "").length)));
	for (const row of cells) {
		console.log(
			row
				.map((cell, column) =>
					column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
				)
				.join("  "),
		);
	}
}

/** Differing results end a measurement: a figure for a wrong result means nothing. */
export class Mismatch extends Error {
	constructor(question: string, answers: Record<string, unknown>) {
		super(
			`${question}: the answers differ. ${Object.entries(answers)
				.map(([name, answer]) => `${name} ${JSON.stringify(answer)}`)
				.join(", ")}`,
		);
	}
}

export type Report = {
	name: string;
	scale: Record<string, number>;
	figures: Record<string, unknown>;
	ratios: Record<string, number | null>;
};

/** The last line, for programs that read it. */
export function printJson(report: Report): void {
	console.log(JSON.stringify(report));
}
