import { personalFieldOf } from "@/lib/profiles/personal-fields";
import { type GuessedFormat, guessFormat } from "@/lib/sources/cell-value";
import type { ColumnRole, FileFormat, ImportMapping } from "@/lib/sources/import-mapping";

const userIds =
	/^(user|customer|client|member|contact|person|account|subscriber|shopper)?_?(id|no|number|key|uuid)$/;
const anonymousIds = /^(anonymous|anon|visitor|device|cookie)_?id$/;
const eventNames = /^(event|event_?name|event_?type|action|activity)$/;
const timeNames = /(^|_)(time|timestamp|date|at|on|when|day)($|_)/;

/** `Number of CDs` → `number_of_cds`. */
export function columnToName(column: string): string {
	return (
		column
			.trim()
			.replace(/([a-z0-9])([A-Z])/g, "$1_$2")
			.toLowerCase()
			.replace(/[^\p{L}\p{N}]+/gu, "_")
			.replace(/^_+|_+$/g, "") || "column"
	);
}

/** `total_orders.csv` → `Total Orders`: a name for events of a file that names none. */
function eventNameOf(names: readonly string[]): string {
	return names.some((name) => /(price|amount|total|value|revenue|dollar|order|quantity|spend)/.test(name))
		? "Order Completed"
		: "Imported Event";
}

/** Header cells made into distinct column names; a file without a header gets `Column 1`, `Column 2`, … */
export function columnNames(header: readonly string[] | null, width: number): string[] {
	const names: string[] = [];
	for (let i = 0; i < width; i++) {
		const base = header?.[i]?.trim() || `Column ${i + 1}`;
		let candidate = base;
		for (let n = 2; names.includes(candidate); n++) candidate = `${base} (${n})`;
		names.push(candidate);
	}
	return names;
}

/**
 * A first mapping for a file, for somebody to check: names and samples of its columns say what they probably are.
 * `rows` are some hundred rows without the header.
 */
export function guessMapping(
	kind: "people" | "events",
	file: FileFormat,
	columns: readonly string[],
	rows: readonly (readonly string[])[],
	zone: string,
): { mapping: ImportMapping; ambiguous: string[] } {
	const names = columns.map(columnToName);
	const formats: GuessedFormat[] = columns.map((column, i) =>
		guessFormat(
			rows.map((row) => row[i] ?? ""),
			column,
		),
	);
	const taken = new Set<string>();
	const ambiguous: string[] = [];
	const once = (key: string): boolean => !taken.has(key) && Boolean(taken.add(key));
	const unique = (name: string): string => {
		let candidate = name;
		for (let n = 2; !once(`name ${candidate}`); n++) candidate = `${name}_${n}`;
		return candidate;
	};
	const timeAt =
		kind === "events"
			? [
					names.findIndex((name, i) => timeNames.test(name) && formats[i]?.type === "date"),
					formats.findIndex((format) => format.type === "date"),
				].find((at) => at >= 0)
			: undefined;
	const roles = columns.map((_column, i): ColumnRole => {
		const name = names[i] ?? "";
		const format = formats[i] ?? { type: "string", isAmbiguous: false };
		if (i === timeAt) return { as: "time", date: format.date ?? "iso" };
		if (anonymousIds.test(name) && once("anonymous_id")) return { as: "identifier", kind: "anonymous_id" };
		if (userIds.test(name) && once("user_id")) return { as: "identifier", kind: "user_id" };
		const field = personalFieldOf(name);
		if (field === "email" && once("email")) return { as: "identifier", kind: "email" };
		if (field && field !== "email" && once(field)) {
			return { as: "personal", field, ...(field === "birthday" && format.date ? { date: format.date } : {}) };
		}
		if (kind === "events" && eventNames.test(name) && once("event")) return { as: "event" };
		const { isAmbiguous: _, ...shape } = format;
		return { as: kind === "people" ? "trait" : "property", name: unique(name), ...shape };
	});
	for (const [i, format] of formats.entries()) {
		if (format.isAmbiguous && roles[i]?.as !== "ignore") ambiguous.push(columns[i] ?? "");
	}
	const mapping: ImportMapping = {
		kind,
		file,
		zone,
		columns: columns.map((column, i) => ({ column, role: roles[i] ?? { as: "ignore" } })),
	};
	if (kind === "events" && !taken.has("event")) mapping.eventName = eventNameOf(names);
	return { mapping, ambiguous };
}
