import { readNumber } from "@/lib/sources/files/cell-value";

/**
 * A number as people write it: null when empty, NaN when it is not one. A comma separates thousands; "12,50" is no
 * number, because whoever wrote it meant twelve and a half, and others would read 1250.
 */
export function optionalNumber(text: string): number | null {
	return text.trim() === "" ? null : (readNumber(text, "1234.5") ?? Number.NaN);
}
