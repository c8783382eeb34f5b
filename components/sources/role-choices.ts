import { personalFieldLabels, personalFields } from "@/lib/profiles/personal-fields";
import type { CellFormat } from "@/lib/sources/cell-value";
import { columnToName } from "@/lib/sources/guess-mapping";
import type { ColumnRole, ImportMapping } from "@/lib/sources/import-mapping";

export type RoleChoice = { value: string; label: string; group: string };

/** What a column can become, in the words of the person who maps. */
export function roleChoices(kind: ImportMapping["kind"]): RoleChoice[] {
	return [
		{ value: "identifier user_id", label: "Customer or user id", group: "Says who it is" },
		{ value: "identifier email", label: "E-mail address", group: "Says who it is" },
		{ value: "identifier anonymous_id", label: "Device or visitor id", group: "Says who it is" },
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

/** The role a choice stands for; the format guessed for the column goes along. */
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
	"|": "Vertical bar",
	blank: "Blanks",
} as const;
