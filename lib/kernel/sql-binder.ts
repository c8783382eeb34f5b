/** Types a value may be bound as; the text is ClickHouse's. */
export type BindType =
	| "String"
	| "UInt8"
	| "UInt16"
	| "UInt32"
	| "UInt64"
	| "Int64"
	| "Float64"
	| "Bool"
	| "DateTime64(3, 'UTC')"
	| "Array(String)"
	| "Array(UInt32)"
	| "Array(Int32)"
	| "Array(Int64)"
	| "Array(Float64)";

export type BoundSql = { sql: string; params: Record<string, unknown> };

/**
 * Collects the values of one ClickHouse statement. `bind` returns the placeholder to put into the text; names count
 * up (p0, p1, …), so that the same rule always compiles to the same text. Instants are given as milliseconds or Date.
 */
export class SqlBinder {
	readonly params: Record<string, unknown> = {};
	private count = 0;

	bind(value: unknown, type: BindType): string {
		const name = `p${this.count++}`;
		this.params[name] = type.startsWith("DateTime64") ? formatInstant(value as Date | number) : value;
		return `{${name}:${type}}`;
	}

	/** An instant, to the millisecond, in UTC. */
	bindInstant(value: Date | number): string {
		return this.bind(value, "DateTime64(3, 'UTC')");
	}

	/** The finished statement. */
	finish(sql: string): BoundSql {
		return { sql, params: this.params };
	}
}

/** `2026-11-22 09:41:00.123`: what ClickHouse reads as DateTime64(3) without guessing a zone. */
export function formatInstant(value: Date | number): string {
	return new Date(value).toISOString().replace("T", " ").replace("Z", "");
}
