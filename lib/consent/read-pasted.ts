import type { SuppressedKind } from "@/lib/consent/suppressions";

const headers = new Set([
	"email",
	"e-mail",
	"email address",
	"phone",
	"phone number",
	"user_id",
	"customer id",
	"id",
]);

/**
 * The identifiers of a pasted list, one a line or rows of a CSV file: of a row the cell that looks like one,
 * else the first. A header and empty lines are left out; each identifier once.
 */
export function readPasted(kind: SuppressedKind, text: string): string[] {
	const found = new Set<string>();
	for (const line of text.split(/[\r\n]+/)) {
		const cells = line.split(/[,;\t]/).map((cell) =>
			cell
				.trim()
				.replace(/^"(.*)"$/, "$1")
				.trim(),
		);
		const cell =
			(kind === "email" && cells.find((one) => one.includes("@"))) || cells.find((one) => one !== "");
		if (!cell || headers.has(cell.toLowerCase())) continue;
		found.add(cell);
	}
	return [...found];
}
