import { type Identifier, identifierKinds, normalizeIdentifier } from "@/lib/identity/identifier";
import { isNobodysAddress } from "@/lib/identity/normalize-email";
import { trimInvisible } from "@/lib/identity/plain-text";
import { formatDay } from "@/lib/kernel/calendar-day";
import { sha256Hex } from "@/lib/kernel/sha256";
import { withoutEmails } from "@/lib/profiles/mask-emails";
import { readCell, readDate, readDayText } from "@/lib/sources/cell-value";
import { cleanProperties, type PropertyValue } from "@/lib/sources/clean-properties";
import { readEventName } from "@/lib/sources/event-name";
import { checkEventTime } from "@/lib/sources/event-time";
import type { ColumnRole, ImportConsent, ImportMapping } from "@/lib/sources/import-mapping";
import type { Intake } from "@/lib/sources/intake";
import { normalizePersonal } from "@/lib/sources/read-traits";

/** A row of a file on its way in; `messageId` from `rowMessageId`. */
export type FileRow = { line: number; cells: string[]; messageId: string };
export type RowProblem = {
	line: number;
	column: string;
	reason: string;
	/** `refusal`: the row came in, but a statement for the whole file was not counted for somebody who had said no. */
	kind?: "row" | "refusal";
};
/** `problems` of a row that is kept name cells that were left out. */
export type ReadRow = { intake: Intake | null; problems: RowProblem[] };

/** What names the rows of an import: the same file under the same mapping into the same source has the same ids. */
export function rowIdPrefix(sourceId: string, mapping: object): string {
	return `${sourceId}\n${sha256Hex(JSON.stringify(mapping))}\n`;
}

/** Hash of a row's content within its import; equal rows have equal keys. */
export function rowKey(prefix: string, cells: readonly string[]): string {
	return sha256Hex(prefix + cells.join("\u001f"));
}

/** Id of the n-th row (from 1) with the same content: identical rows are separate events. */
export function rowMessageId(key: string, occurrence: number): string {
	return occurrence === 1 ? key : sha256Hex(`${key}\n${occurrence}`);
}

/**
 * A row's cells, one for each column: missing ones at its end are empty, empty ones beyond are nothing. Null when a filled
 * cell is left over: nobody can say which column each value belongs to.
 */
export function fitCells(cells: readonly string[], width: number): string[] | null {
	for (let i = width; i < cells.length; i++) if (cells[i]?.trim() !== "") return null;
	return Array.from({ length: width }, (_, i) => cells[i] ?? "");
}

/** What is wrong with a row that has a filled cell left over. */
export function leftOverReason(cells: readonly string[], width: number): string {
	return `has ${cells.length} cells where the file has ${width} columns`;
}

function saysWho(role: ColumnRole): boolean {
	return role.as === "identifier" || (role.as === "personal" && role.field === "phone");
}

const order = (kind: Identifier["kind"]) => identifierKinds.indexOf(kind);

function propertyOf(value: { type: string; value: string | number | boolean | string[] }): PropertyValue {
	if (typeof value.value !== "number") return value.value;
	if (value.type === "day") return formatDay(value.value);
	return value.type === "date" ? new Date(value.value).toISOString() : value.value;
}

/**
 * Makes the reader of one import's rows. A row whose person, time, event name, trait or property cannot be read is
 * refused whole; contact data that is unusable is left out and the row kept, and so is an id that stands for nobody beside
 * one that says who it is. Every problem names line and column.
 */
export function rowReader({
	mapping,
	consent,
	importedAt,
	statementId,
}: {
	mapping: ImportMapping;
	consent: ImportConsent;
	/** Milliseconds; when the values of a file without a time column became known. */
	importedAt: number;
	statementId: string;
}): (row: FileRow) => ReadRow {
	const width = mapping.columns.length;
	const yes =
		consent.kind === "column" ? new Set(consent.yes.map((value) => value.toLowerCase())) : new Set<string>();

	return ({ line, cells: given, messageId }) => {
		const problems: RowProblem[] = [];
		/** Cells that should say who this is, and cannot be read. */
		const unread: RowProblem[] = [];
		const refuse = (column: string, reason: string): ReadRow => ({
			intake: null,
			problems: [...problems, ...unread, { line, column, reason }],
		});
		const cells = fitCells(given, width);
		if (!cells) return refuse("", leftOverReason(given, width));
		const identifiers: Identifier[] = [];
		const intake: Intake = { messageId, identifiers, at: importedAt, traits: [], personal: [], consents: [] };
		const properties: Record<string, PropertyValue> = {};
		let eventName = mapping.eventName;

		for (let i = 0; i < width; i++) {
			const mapped = mapping.columns[i];
			const cell = cells[i] ?? "";
			if (!mapped || mapped.role.as === "ignore") continue;
			const { column, role } = mapped;
			const isEmpty = trimInvisible(cell) === "";
			switch (role.as) {
				case "identifier": {
					if (isEmpty) break;
					const value = normalizeIdentifier(role.kind, cell);
					// What somebody mistyped may be personal: the line says where it stands, the reason does not repeat it.
					if (value === null) {
						const isEmail = role.kind === "email";
						const reason = isEmail ? "is not an e-mail address" : "identifies nobody";
						// An address that somebody mistyped is somebody's: the row waits for it to be mended.
						if (isEmail && !isNobodysAddress(cell)) return refuse(column, reason);
						unread.push({ line, column, reason });
						break;
					}
					identifiers.push({ kind: role.kind, value });
					if (role.kind === "email") intake.personal.push({ field: "email", value });
					break;
				}
				case "personal": {
					if (isEmpty) break;
					const text = role.date ? (readDayText(cell, role.date) ?? cell) : cell;
					const read = normalizePersonal(role.field, text, mapping.phoneCountry);
					if (read.ok) intake.personal.push({ field: role.field, value: read.value });
					else if (saysWho(role)) unread.push({ line, column, reason: read.reason });
					else problems.push({ line, column, reason: `${read.reason}; left out` });
					break;
				}
				case "trait":
				case "property": {
					if (isEmpty) break;
					const read = readCell(cell, role, mapping.zone);
					if (!read.ok) return refuse(column, read.reason);
					if (role.as === "trait") intake.traits.push({ name: role.name, value: read.value });
					else properties[role.name] = propertyOf(read.value);
					break;
				}
				case "event": {
					const read = readEventName(cell);
					if (!read.ok) return refuse(column, read.reason);
					eventName = read.name;
					break;
				}
				case "time": {
					if (isEmpty && mapping.kind === "people") break;
					const at = readDate(cell, role.date, mapping.zone);
					if (at === null)
						return refuse(
							column,
							`"${withoutEmails(cell.slice(0, 40))}" is not a date written as ${role.date}`,
						);
					const problem = checkEventTime(at, importedAt);
					if (problem) return refuse(column, problem);
					intake.at = at;
					break;
				}
			}
		}
		const phone = intake.personal.find(({ field }) => field === "phone")?.value;
		if (identifiers.length === 0 && phone) identifiers.push({ kind: "phone", value: phone });
		if (identifiers.length === 0 && unread.length > 0)
			return { intake: null, problems: [...problems, ...unread] };
		if (identifiers.length === 0) {
			const columns = mapping.columns.filter(({ role }) => saysWho(role)).map(({ column }) => column);
			return refuse(columns.join(", "), "is empty: nothing says who this is");
		}
		problems.push(...unread.map((problem) => ({ ...problem, reason: `${problem.reason}; left out` })));
		identifiers.sort((a, b) => order(a.kind) - order(b.kind));
		if (mapping.kind === "events" && eventName) {
			intake.event = { name: eventName, properties: cleanProperties(properties).properties };
		}
		if (consent.kind === "statement") {
			for (const purpose of consent.purposes) {
				intake.consents.push({ purpose, state: "granted", at: importedAt, statement: statementId });
			}
		} else if (consent.kind === "column") {
			const said = (cells[consent.column] ?? "").trim().toLowerCase();
			const at = mapping.kind === "people" ? intake.at : importedAt;
			if (said !== "") {
				for (const purpose of consent.purposes) {
					intake.consents.push({ purpose, state: yes.has(said) ? "granted" : "denied", at, statement: "" });
				}
			}
		}
		return { intake, problems };
	};
}
