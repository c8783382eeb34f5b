import { personalFieldLabels, personalFields } from "@/lib/profiles/personal-fields";
import type { CellFormat } from "@/lib/sources/files/cell-value";
import { columnToName } from "@/lib/sources/files/column-names";
import type { ColumnRole, ImportMapping } from "@/lib/sources/files/import-mapping";
import type { ValueType } from "@/lib/sources/trait-value";

export type RoleChoice = { value: string; label: string; group: string };

/** What a column can become, in user-facing terms. */
export function roleChoices(kind: ImportMapping["kind"]): RoleChoice[] {
	return [
		{ value: "identifier user_id", label: "Customer or user ID", group: "Identifies the person" },
		{ value: "identifier email", label: "Email address", group: "Identifies the person" },
		{ value: "identifier anonymous_id", label: "Device or visitor ID", group: "Identifies the person" },
		...(kind === "events"
			? [
					{ value: "time", label: "When it happened", group: "About the event" },
					{ value: "event", label: "Name of the event", group: "About the event" },
					{ value: "property", label: "Property of the event", group: "About the event" },
				]
			: []),
		{ value: "trait", label: "Trait of the person", group: "About the person" },
		...(kind === "people" ? [{ value: "time", label: "True since", group: "About the person" }] : []),
		...personalFields
			.filter((field) => field !== "email")
			.map((field) => ({
				value: `personal ${field}`,
				label: personalFieldLabels[field],
				group: "Personal, kept encrypted",
			})),
		{ value: "ignore", label: "Leave out", group: "Not imported" },
	];
}

export function roleToValue(role: ColumnRole): string {
	if (role.as === "identifier") return `identifier ${role.kind}`;
	if (role.as === "personal") return `personal ${role.field}`;
	return role.as;
}

/** The role a choice represents, with the format guessed for the column. */
export function valueToRole(value: string, column: string, format: CellFormat): ColumnRole {
	const [as, detail] = value.split(" ");
	switch (as) {
		case "identifier":
			return {
				as,
				kind: detail === "email" ? "email" : detail === "anonymous_id" ? "anonymous_id" : "user_id",
			};
		case "personal": {
			const field = personalFields.find((known) => known === detail);
			if (!field) return { as: "ignore" };
			return { as, field, ...(field === "birthday" ? { date: format.date ?? "iso" } : {}) };
		}
		case "trait":
		case "property":
			return { as, name: columnToName(column), ...format };
		case "time":
			return { as, date: format.date ?? "iso" };
		case "event":
			return { as };
		default:
			return { as: "ignore" };
	}
}

export const dateFormatLabels = {
	iso: "2026-01-31 13:45 (ISO)",
	"yyyy-MM-dd": "2026-01-31",
	yyyyMMdd: "20260131",
	"yyyy/MM/dd": "2026/01/31",
	"dd/MM/yyyy": "31/01/2026 (day first)",
	"MM/dd/yyyy": "01/31/2026 (month first)",
	"dd.MM.yyyy": "31.01.2026",
	"dd-MM-yyyy": "31-01-2026",
	"unix-seconds": "Seconds since 1970",
	"unix-milliseconds": "Milliseconds since 1970",
} as const;

export const typeLabels = {
	string: "Text",
	number: "Number",
	boolean: "Yes or no",
	date: "Date",
	list: "List",
} as const;

export const delimiterLabels = {
	",": "Comma",
	";": "Semicolon",
	"\t": "Tab",
	"|": "Pipe",
	blank: "Spaces",
} as const;

export const encodingLabels = {
	"utf-8": "UTF-8",
	"windows-1252": "Western European (Latin 1)",
	"utf-16le": "UTF-16 (Excel's Unicode text)",
	"utf-16be": "UTF-16, big-endian",
} as const;

export const numberFormatLabels = {
	"1234.5": "1,234.5 (point before decimals)",
	"1234,5": "1.234,5 (comma before decimals)",
} as const;

/** The question about a column, and the label that confirms the guess. */
export const questionWords = {
	dates: { text: "Day and month could be swapped in this column.", agree: "The order is right" },
	numbers: {
		text: "1.234 could mean a thousand or a little more than one.",
		agree: "The format is right",
	},
	personal: {
		text: "This looks like more contact data of the same kind, which is never a plain trait. Choose what it is, or leave it out.",
		agree: "Leave it out",
	},
	repeated: {
		text: "Another column has the same name. Choose what this one is, or leave it out.",
		agree: "Leave it out",
	},
	secret: { text: "Columns of this name are never stored.", agree: null },
} as const;

/** What happens to values of one type imported into a trait of another; null when nothing is lost. */
export function mismatchWords(name: string, has: ValueType, comes: ValueType): string | null {
	if (has === comes) return null;
	const known = `"${name}" is kept as ${typeLabels[has].toLowerCase()} here; its type can be changed under Data, Events and traits.`;
	if (has === "string") {
		return comes === "list"
			? `${known} Lists are stored, but rules do not find them.`
			: `${known} These values are kept as text and compared as text.`;
	}
	if (has === "list")
		return `${known} Text becomes a list of one; other values are stored, but rules do not find them.`;
	return `${known} Values that read as ${typeLabels[has].toLowerCase()} become that; the others are stored, but rules do not find them.`;
}
