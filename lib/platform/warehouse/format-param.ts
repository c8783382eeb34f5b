const escapes: Record<string, string> = {
	"\t": "\\t",
	"\n": "\\n",
	"\r": "\\r",
	"'": "\\'",
	"\\": "\\\\",
};

/** A bound value as ClickHouse reads it in the address of a request. Booleans are numbers there, and words in arrays. */
export function formatParam(value: unknown, isInArray = false): string {
	if (typeof value === "string") {
		const text = value.replace(/[\t\n\r'\\]/g, (character) => escapes[character] ?? character);
		return isInArray ? `'${text}'` : text;
	}
	if (typeof value === "boolean") return isInArray ? String(value) : value ? "1" : "0";
	if (typeof value === "number" && !Number.isFinite(value)) {
		return Number.isNaN(value) ? "nan" : value > 0 ? "+inf" : "-inf";
	}
	if (typeof value === "number" || typeof value === "bigint") return String(value);
	if (Array.isArray(value)) return `[${value.map((one) => formatParam(one, true)).join(",")}]`;
	throw new Error(`A ${value === null ? "null" : typeof value} cannot be bound`);
}
