/**
 * A property as a column of the JSON `properties`. Names come from people's data, so each part is quoted as an
 * identifier: backslash and backtick are escaped, and nothing of it can end the quotation.
 */
export function propertyPath(name: string): string {
	const parts = name.split(".");
	if (name === "" || name.includes("\0") || parts.includes("")) return quote(name);
	return parts.map(quote).join(".");
}

function quote(part: string): string {
	return `\`${part.replaceAll("\\", "\\\\").replaceAll("`", "\\`")}\``;
}
