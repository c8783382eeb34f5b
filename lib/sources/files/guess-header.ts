import { isKnownColumn } from "@/lib/sources/files/column-names";

const isNumber = (cell: string) => cell.length < 100 && /^\s*[-+]?[\d.,]+\s*$/.test(cell);

/**
 * Whether the first row names the columns: it holds no address, and a usual name, or words above figures, or words that
 * are all different.
 */
export function looksLikeHeader(rows: readonly (readonly string[])[]): boolean {
	const first = (rows[0] ?? []).map((cell) => cell.trim());
	const filled = first.filter((cell) => cell !== "");
	if (filled.length === 0 || filled.some((cell) => cell.includes("@") || cell.length > 200)) return false;
	if (filled.some(isKnownColumn)) return true;
	if (filled.some(isNumber)) return false;
	const below = rows.slice(1, 50);
	const isAboveFigures = first.some((cell, i) => {
		const cells = below.map((row) => row[i]?.trim() ?? "").filter((one) => one !== "");
		return cell !== "" && cells.length > 0 && cells.every((one) => isNumber(one) || one.includes("@"));
	});
	return isAboveFigures || (filled.length === first.length && new Set(first).size === first.length);
}
