/** Why a SELECT is refused, and at which position. */
export class SelectProblem extends Error {
	readonly at: number;

	constructor(at: number, message: string) {
		super(message);
		this.name = "SelectProblem";
		this.at = at;
	}
}

/** "Line 2, column 5: …", counted from one as editors do. */
export function describeProblem(sql: string, { at, message }: SelectProblem): string {
	const before = sql.slice(0, at).split("\n");
	return `Line ${before.length}, column ${[...(before.at(-1) ?? "")].length + 1}: ${message}`;
}
