import { type Identifier, identifierKinds } from "@/lib/identity/identifier";
import { withoutFormulaGuard } from "@/lib/kernel/csv-cell";
import { sha256Hex } from "@/lib/kernel/sha256";
import { cleanProperties } from "@/lib/sources/clean-properties";
import { type OpenRow, saysWho, takeCell } from "@/lib/sources/files/column-roles";
import type { ImportConsent, ImportMapping } from "@/lib/sources/files/import-mapping";
import type { Intake } from "@/lib/sources/intake";

/** A row of a file on its way in; `messageId` from `rowMessageId`. */
export type FileRow = { line: number; cells: string[]; messageId: string };
export type RowProblem = {
	line: number;
	column: string;
	reason: string;
	/**
	 * `refusal`: the row was imported, but a statement for the whole file was not counted for someone who had
	 * said no.
	 */
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
 * A row's cells, one for each column: missing ones at its end are empty, empty extra ones are ignored. Null
 * when an extra cell is filled: it is unclear which column each value belongs to.
 */
export function fitCells(cells: readonly string[], width: number): string[] | null {
	for (let i = width; i < cells.length; i++) if (cells[i]?.trim() !== "") return null;
	return Array.from({ length: width }, (_, i) => cells[i] ?? "");
}

/** What is wrong with a row that has a filled cell left over. */
export function leftOverReason(cells: readonly string[], width: number): string {
	return `has ${cells.length} cells where the file has ${width} columns`;
}

const order = (kind: Identifier["kind"]) => identifierKinds.indexOf(kind);

/**
 * Creates the reader of one import's rows. A row whose person, time, event name, trait or property cannot be
 * read is rejected whole; unusable contact data is left out and the row kept, and so is a placeholder id
 * beside a real one. Every problem names line and column.
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
	const consentsOf = consentReader(consent, { importedAt, statementId });

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
		const intake: Intake = {
			messageId,
			identifiers: [],
			at: importedAt,
			traits: [],
			personal: [],
			consents: [],
		};
		const row: OpenRow = { mapping, importedAt, intake, properties: {}, eventName: mapping.eventName };
		for (const [at, { column, role }] of mapping.columns.entries()) {
			const problem = takeCell(withoutFormulaGuard(cells[at] ?? ""), role, row);
			if (problem === null) continue;
			const { is, reason } = problem;
			if (is === "refused") return refuse(column, reason);
			if (is === "noOne") unread.push({ line, column, reason });
			else problems.push({ line, column, reason: `${reason}; left out` });
		}
		const { identifiers } = intake;
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
		if (mapping.kind === "events" && row.eventName) {
			intake.event = { name: row.eventName, properties: cleanProperties(row.properties).properties };
		}
		intake.consents = consentsOf(cells, mapping.kind === "people" ? intake.at : importedAt);
		return { intake, problems };
	};
}

/** What the people of a file agreed to, by a row's cells; `at` is since when a column's word holds. */
function consentReader(
	consent: ImportConsent,
	{ importedAt, statementId }: { importedAt: number; statementId: string },
): (cells: readonly string[], at: number) => Intake["consents"] {
	if (consent.kind === "none") return () => [];
	const words = (state: "granted" | "denied", at: number, statement: string) =>
		consent.purposes.map((purpose) => ({ purpose, state, at, statement }));
	if (consent.kind === "statement") return () => words("granted", importedAt, statementId);
	const yes = new Set(consent.yes.map((value) => value.toLowerCase()));
	return (cells, at) => {
		const stated = (cells[consent.column] ?? "").trim().toLowerCase();
		return stated === "" ? [] : words(yes.has(stated) ? "granted" : "denied", at, "");
	};
}
