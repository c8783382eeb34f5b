/**
 * The values of a list that was pasted or typed: one per line, or, in a single line, between commas,
 * semicolons or tabs. A value that contains a comma is quoted. Duplicates are dropped.
 */
export function readValues(text: string): string[] {
	const lines = text.split(/[\r\n]+/).filter((line) => line.trim() !== "");
	const pieces =
		lines.length > 1
			? lines.map((line) => line.trim().replace(/[,;]$/, ""))
			: [...(lines[0] ?? "").matchAll(/\s*("(?:[^"]|"")*"|[^,;\t]*)\s*(?:[,;\t]|$)/g)].map(
					([, piece = ""]) => piece,
				);
	const values = pieces.map((piece) => unquoted(piece.trim())).filter((value) => value !== "");
	return [...new Set(values)];
}

function unquoted(piece: string): string {
	const inner = /^"((?:[^"]|"")*)"$/.exec(piece)?.[1];
	return inner === undefined ? piece : inner.replaceAll('""', '"');
}
