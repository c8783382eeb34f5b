import { isNeverStored } from "@/lib/profiles/never-stored";
import { personalFieldIn } from "@/lib/profiles/read-personal-name";

const longestName = 200;

const userIds =
	/^(user|customer|client|member|contact|person|account|subscriber|shopper)?_?(id|no|number|key|uuid)$/;
const anonymousIds = /^(anonymous|anon|visitor|device|cookie)_?id$/;
const eventNames = /^(event|event_?name|event_?type|action|activity)$/;
const timeNames = /(^|_)(time|timestamp|ts|date|at|on|when|day)($|_)/;
/** In a file of people: when what the row says became true. A birthday or the day of signing up is something else. */
const sinceNames =
	/^(time|timestamp|ts|date_?time|as_of|valid_from|true_since|effective_(from|at|date)|(last_)?(updated|modified|changed)(_(at|on|date|time))?)$/;

/** `Number of CDs` → `number_of_cds`. */
export function columnToName(column: string): string {
	return (
		column
			.trim()
			.replace(/([a-z0-9])([A-Z])/g, "$1_$2")
			.toLowerCase()
			.replace(/[^\p{L}\p{N}]+/gu, "_")
			.replace(/^_|_$/g, "")
			.slice(0, longestName) || "column"
	);
}

/** Header cells made into distinct column names; a file without a header gets `Column 1`, `Column 2`, … */
export function columnNames(header: readonly string[] | null, width: number): string[] {
	const names = new Set<string>();
	const next = new Map<string, number>();
	for (let i = 0; i < width; i++) {
		const base = header?.[i]?.trim().slice(0, 400) || `Column ${i + 1}`;
		let candidate = base;
		for (let n = next.get(base) ?? 2; names.has(candidate); n++) {
			candidate = `${base} (${n})`;
			next.set(base, n + 1);
		}
		names.add(candidate);
	}
	return [...names];
}

/** The name a header had before it was made distinct. */
export function headerOf(column: string): string {
	return column.replace(/ \(\d{1,4}\)$/, "");
}

/** Columns that name things by figures: they are compared as text, digit for digit. */
const idNames =
	/(^|_)(id|ids|uuid|guid|key|code|codes|sku|ean|gtin|upc|asin|isbn|zip|account|number|no|nr|nummer|num|ref|reference|serial|barcode|version)$/;

/** Whether a name (as of `columnToName`) is that of an id or a code. */
export function isIdName(name: string): boolean {
	return idNames.test(name);
}

/** What a column's usual name says about it; null when it says nothing. */
export function kindOfName(
	name: string,
): "anonymous_id" | "user_id" | "event" | "since" | "time" | "secret" | null {
	if (isNeverStored(name)) return "secret";
	if (anonymousIds.test(name)) return "anonymous_id";
	if (userIds.test(name)) return "user_id";
	if (eventNames.test(name)) return "event";
	if (sinceNames.test(name)) return "since";
	return timeNames.test(name) ? "time" : null;
}

/** Whether a cell is a usual name of a column. */
export function isKnownColumn(cell: string): boolean {
	const name = columnToName(cell);
	return kindOfName(name) !== null || personalFieldIn(name) !== null;
}
