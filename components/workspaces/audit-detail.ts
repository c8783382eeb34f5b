const isId = (value: unknown) => typeof value === "string" && /^[a-z]{2,5}_[0-9a-z]{20,}$/.test(value);

/** "holdoutReason" as words: "holdout reason". Shares are stored in basis points. */
function nameText(key: string): string {
	const words = key.replace(/Bp$/, "").replace(/([a-z])([A-Z])/g, "$1 $2");
	return words.toLowerCase();
}

function valueText(key: string, value: unknown): string {
	if (typeof value === "number")
		return key.endsWith("Bp") ? `${value / 100}%` : value.toLocaleString("en-US");
	if (typeof value === "boolean") return value ? "yes" : "no";
	return typeof value === "object" ? JSON.stringify(value) : String(value);
}

/** What changed, for people: names before numbers, without empty values and machine-only ids. */
export function detailText(detail: Record<string, unknown>): string {
	return Object.entries(detail)
		.filter(([, value]) => value !== null && value !== "" && !isId(value))
		.map(([key, value]) => (key === "name" ? String(value) : `${nameText(key)}: ${valueText(key, value)}`))
		.join(" · ");
}
