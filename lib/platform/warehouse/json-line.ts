/**
 * One row as ClickHouse reads it. Whole numbers inside `properties` are written with a decimal point: the
 * JSON type would store 3 as Int64 and 3.5 as Float64, and a rule that reads one would miss the other. Lone
 * surrogates, which ClickHouse rejects, are replaced.
 */
export function jsonLine(row: unknown): string {
	if (typeof row !== "object" || row === null || !("properties" in row)) return JSON.stringify(row);
	const { properties, ...columns } = row;
	const head = JSON.stringify(columns);
	const body = propertyText(properties);
	return head === "{}" ? `{"properties":${body}}` : `${head.slice(0, -1)},"properties":${body}}`;
}

function propertyText(value: unknown): string {
	switch (typeof value) {
		case "number":
			if (!Number.isFinite(value)) return "null";
			return Number.isInteger(value) && Math.abs(value) < 1e21 ? `${value}.0` : String(value);
		case "string":
			return JSON.stringify(value.toWellFormed());
		case "boolean":
			return String(value);
		case "object": {
			if (value === null) return "null";
			if (Array.isArray(value)) return `[${value.map(propertyText).join(",")}]`;
			const parts: string[] = [];
			for (const [key, inner] of Object.entries(value)) {
				if (inner !== undefined) parts.push(`${JSON.stringify(key.toWellFormed())}:${propertyText(inner)}`);
			}
			return `{${parts.join(",")}}`;
		}
		default:
			return "null";
	}
}
