/**
 * JSON in which whole numbers too large for JavaScript stay as they were written, digit for digit, as text: two ids that
 * differ in their last digit are two. Throws a SyntaxError like JSON.parse.
 */
export function readJson(text: string): unknown {
	const value: unknown = JSON.parse(text);
	return /\d{16}/.test(text) ? JSON.parse(text.replace(stringOrNumber, quoteIfLarge)) : value;
}

// Only for text that has been found to be JSON: every string in it ends.
const stringOrNumber = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?/g;

function quoteIfLarge(token: string): string {
	return /^-?\d{16,}$/.test(token) && !Number.isSafeInteger(Number(token)) ? `"${token}"` : token;
}
