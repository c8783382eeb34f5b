import { normalizeIdentifier } from "@/lib/identity/identifier";
import { isPlaceholderAddress } from "@/lib/identity/normalize-email";
import { formatDay } from "@/lib/kernel/calendar-day";
import { trimInvisible } from "@/lib/kernel/visible-text";
import { withoutEmails } from "@/lib/profiles/mask-emails";
import { readEventName } from "@/lib/sources/event-name";
import { checkEventTime } from "@/lib/sources/event-time";
import { type CellFormat, readCell, readDate, readDayText } from "@/lib/sources/files/cell-value";
import type { ColumnRole, ImportMapping } from "@/lib/sources/files/import-mapping";
import type { Intake } from "@/lib/sources/intake";
import type { Properties, PropertyValue } from "@/lib/sources/property-value";
import { normalizePersonal } from "@/lib/sources/read-traits";
import type { TraitValue } from "@/lib/sources/trait-value";

/** A row while its cells are read, one by one. */
export type OpenRow = {
	mapping: ImportMapping;
	importedAt: number;
	intake: Intake;
	properties: Properties;
	eventName: string | undefined;
};

/**
 * What is wrong with a cell: its row is `refused`; the cell is `leftOut` of a row that is kept; or it should
 * identify someone and identifies `no one`, which matters if no other cell does.
 */
export type CellProblem = { is: "refused" | "leftOut" | "noOne"; reason: string };

type Taker<Role> = (cell: string, role: Role, row: OpenRow) => CellProblem | null;
type Takers = { [As in ColumnRole["as"]]: Taker<Extract<ColumnRole, { as: As }>> };

/** How each role reads a cell. */
const takers: Takers = {
	ignore: () => null,
	identifier: unlessEmpty((cell, { kind }, { intake }) => {
		const value = normalizeIdentifier(kind, cell);
		if (value !== null) {
			intake.identifiers.push({ kind, value });
			if (kind === "email") intake.personal.push({ field: "email", value });
			return null;
		}
		// A mistyped value may be personal: the line number is enough, the reason does not repeat it.
		if (kind !== "email") return { is: "noOne", reason: "identifies no one" };
		// An address that someone mistyped is someone's: the row waits for it to be fixed.
		return { is: isPlaceholderAddress(cell) ? "noOne" : "refused", reason: "is not an email address" };
	}),
	personal: unlessEmpty((cell, role, { intake, mapping }) => {
		const text = role.date ? (readDayText(cell, role.date) ?? cell) : cell;
		const read = normalizePersonal(role.field, text, mapping.phoneCountry);
		if (!read.ok) return { is: saysWho(role) ? "noOne" : "leftOut", reason: read.reason };
		intake.personal.push({ field: role.field, value: read.value });
		return null;
	}),
	trait: unlessEmpty((cell, role, { intake, mapping }) =>
		takeValue(cell, role, mapping, (value) => intake.traits.push({ name: role.name, value })),
	),
	property: unlessEmpty((cell, role, { properties, mapping }) =>
		takeValue(cell, role, mapping, (value) => {
			properties[role.name] = propertyOf(value);
		}),
	),
	event: (cell, _role, row) => {
		const read = readEventName(cell);
		if (!read.ok) return { is: "refused", reason: read.reason };
		row.eventName = read.name;
		return null;
	},
	time: (cell, { date }, { intake, mapping, importedAt }) => {
		if (isEmpty(cell) && mapping.kind === "people") return null;
		const at = readDate(cell, date, mapping.zone);
		const shown = withoutEmails(cell.slice(0, 40));
		const reason =
			at === null ? `"${shown}" is not a date written as ${date}` : checkEventTime(at, importedAt);
		if (at === null || reason) return { is: "refused", reason: reason ?? "" };
		intake.at = at;
		return null;
	},
};

/** Reads a cell into a row by the role of its column, or returns what is wrong with it. */
export function takeCell(cell: string, role: ColumnRole, row: OpenRow): CellProblem | null {
	// Safe because each reader only gets roles with its own name.
	const take = takers[role.as] as Taker<ColumnRole>;
	return take(cell, role, row);
}

/** Whether a column can say who a row is about. */
export function saysWho(role: ColumnRole): boolean {
	return role.as === "identifier" || (role.as === "personal" && role.field === "phone");
}

function isEmpty(cell: string): boolean {
	return trimInvisible(cell) === "";
}

function unlessEmpty<Role>(take: Taker<Role>): Taker<Role> {
	return (cell, role, row) => (isEmpty(cell) ? null : take(cell, role, row));
}

type Value = Exclude<TraitValue, { type: "unset" }>;

function takeValue(
	cell: string,
	format: CellFormat,
	{ zone }: ImportMapping,
	keep: (value: Value) => void,
): CellProblem | null {
	const read = readCell(cell, format, zone);
	if (!read.ok) return { is: "refused", reason: read.reason };
	keep(read.value);
	return null;
}

function propertyOf(value: Value): PropertyValue {
	if (value.type === "day") return formatDay(value.value);
	return value.type === "date" ? new Date(value.value).toISOString() : value.value;
}
