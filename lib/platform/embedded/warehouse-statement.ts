import type { RawInsertFormat } from "chdb";

/** What the front must know about a statement before the engine sees it. */

/** Names and values a statement runs with. */
export type StatementSetting = [name: string, value: string];

/** The statement without leading blanks and comments. */
function withoutLead(sql: string): string {
	return sql.replace(/^(?:\s+|--[^\n]*(?:\n|$)|#[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/|;)+/, "");
}

/** First word, in capitals. */
export function statementKind(sql: string): string {
	return (/^[A-Za-z]+/.exec(withoutLead(sql))?.[0] ?? "").toUpperCase();
}

/** DESCRIBE, SHOW, EXPLAIN and the like return rows too, but the engine streams none of them. */
const reading = new Set(["SELECT", "WITH", ""]);

/** Whether the statement returns rows that can be streamed. */
export function isReading(sql: string): boolean {
	return reading.has(statementKind(sql));
}

/**
 * Whether a session is unchanged after the statement: true for reads and inserts, including their settings.
 */
export function leavesNothing(sql: string): boolean {
	return ["SELECT", "WITH", "INSERT"].includes(statementKind(sql));
}

/**
 * Whether every `{name:Type}` of a statement is among the given names, as far as can be told without parsing:
 * a brace that could start anything but a map or a closing brace counts as not given.
 */
export function bindsOnly(sql: string, names: readonly string[]): boolean {
	for (let at = sql.indexOf("{"); at !== -1; at = sql.indexOf("{", at + 1)) {
		const after = sql.slice(at + 1, at + 300);
		const bound = /^\s*([A-Za-z_][A-Za-z0-9_]*)\s*:/.exec(after)?.[1];
		if (bound === undefined ? !/^\s*['}]/.test(after) : !names.includes(bound)) return false;
	}
	return true;
}

const name = '(?:`[^`]+`|"[^"]+"|[A-Za-z_][A-Za-z0-9_]*)';
const insertHead = new RegExp(
	`^(INSERT\\s+INTO\\s+(?:TABLE\\s+)?${name}(?:\\s*\\.\\s*${name})?\\s*(?:\\([^()]*\\))?)\\s*(SETTINGS\\s[\\s\\S]*?)?(?:\\s*\\bFORMAT\\s+([A-Za-z0-9]+)|\\bVALUES)\\s*;?\\s*$`,
	"i",
);

export type SplitInsert = { target: string; settings: string; format: string; isLineDelimited: boolean };

/** An INSERT whose rows come in the body of the request: its parts. Undefined for every other statement. */
export function splitInsert(sql: string): SplitInsert | undefined {
	const match = insertHead.exec(withoutLead(sql).trim());
	const target = match?.[1];
	if (!target) return undefined;
	const format = match?.[3] ?? "Values";
	return {
		target: target.trim(),
		settings: (match?.[2] ?? "").trim(),
		format,
		isLineDelimited: /^(JSONEachRow|JSONLines|NDJSON|JSONCompactEachRow|TSV|TabSeparated|CSV)$/i.test(format),
	};
}

const rawFormats: Record<string, RawInsertFormat> = {
	jsoneachrow: "JSONEachRow",
	jsoncompacteachrow: "JSONCompactEachRow",
	csv: "CSV",
	tsv: "TabSeparated",
	tabseparated: "TabSeparated",
};

/**
 * Target and format of an insert's rows, for an engine that reads them from memory; undefined where it
 * cannot.
 */
export function rawInsert(
	target: string,
	format: string,
): { table: string; columns: string[] | undefined; format: RawInsertFormat } | undefined {
	const match = /^INSERT\s+INTO\s+(?:TABLE\s+)?([^(]+?)\s*(?:\(([^()]*)\))?$/i.exec(target);
	const [, table, list] = match ?? [];
	const raw = rawFormats[format.toLowerCase()];
	if (!table || !raw) return undefined;
	const bare = (text: string) => /^[`"]?([A-Za-z_][A-Za-z0-9_]*)[`"]?$/.exec(text.trim())?.[1];
	const columns = list?.split(",").map(bare);
	if (columns?.some((column) => column === undefined)) return undefined;
	const parts = table.split(".").map(bare);
	if (parts.some((part) => part === undefined)) return undefined;
	return { table: parts.join("."), columns: columns?.filter((column) => column !== undefined), format: raw };
}

/** The output format a statement names, looked for at its end. */
export function namedFormat(sql: string): string | undefined {
	return /\bFORMAT\s+([A-Za-z0-9]+)\s*(?:SETTINGS\s[^()]*)?;?\s*$/i.exec(sql)?.[1];
}

const piecewise = new Set(
	"JSONEachRow JSONLines NDJSON JSONCompactEachRow JSONStringsEachRow JSONCompactStringsEachRow CSV TSV TabSeparated TSVRaw TabSeparatedRaw LineAsString RowBinary"
		.toLowerCase()
		.split(" "),
);

/** Whether pieces of this format, one after the other, are the whole: no header, footer or separator. */
export function isStreamable(format: string): boolean {
	return piecewise.has(format.toLowerCase());
}

const contentTypes: Record<string, string> = {
	JSON: "application/json; charset=UTF-8",
	JSONCompact: "application/json; charset=UTF-8",
	JSONEachRow: "application/x-ndjson; charset=UTF-8",
	JSONCompactEachRow: "application/x-ndjson; charset=UTF-8",
	CSV: "text/csv; charset=UTF-8; header=absent",
	CSVWithNames: "text/csv; charset=UTF-8; header=present",
	TabSeparated: "text/tab-separated-values; charset=UTF-8",
	TSV: "text/tab-separated-values; charset=UTF-8",
};

/** Content-Type of an answer in this format. */
export function contentType(format: string): string {
	return contentTypes[format] ?? "application/octet-stream";
}

/** A string as a SQL literal. */
export function literal(text: string): string {
	return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
}

/** The comment that identifies a running statement; the engine assigns its own query id. */
export function marker(queryId: string): string {
	return `/* query_id ${queryId.replaceAll(/[^A-Za-z0-9_.:-]/g, "_")} */`;
}

/** Stops a statement. Never SYNC: inside this engine it waits forever. */
export function killStatement(queryId: string): string {
	return `KILL QUERY WHERE startsWith(query, ${literal(`${marker(queryId)} `)}) ASYNC`;
}

const killById =
	/^KILL\s+QUERY\s+WHERE\s+query_id\s*=\s*'([^']*)'\s*(?:SYNC|ASYNC)?\s*(FORMAT\s+\w+)?\s*;?\s*$/i;

/** A client's KILL QUERY in the form that works here: query ids are the client's own, and never SYNC. */
export function rewriteKill(sql: string): string {
	const bare = withoutLead(sql).trim();
	const byId = killById.exec(bare);
	if (byId?.[1] !== undefined) return `${killStatement(byId[1])} ${byId[2] ?? ""}`;
	return bare.replace(/\bSYNC\b(?=\s*(?:FORMAT\s+\w+)?\s*;?\s*$)/i, "ASYNC");
}

/** HTTP status of an engine error, as in ClickHouse's own HTTP interface. */
export function statusOfError(code: number): number {
	if (code === 194) return 401;
	if ([192, 193, 291, 497, 516].includes(code)) return 403;
	if ([60, 81, 16, 47, 46, 13, 82, 366].includes(code)) return 404;
	if (code === 159 || code === 160) return 408;
	if (code === 241) return 500;
	if (code === 202) return 503;
	if (code === 113 || code === 49) return 413;
	if (code === 48) return 501;
	if (
		[
			26, 27, 38, 41, 44, 53, 62, 69, 70, 72, 73, 6, 57, 115, 117, 130, 131, 216, 320, 321, 349, 386, 456,
			457,
		].includes(code)
	)
		return 400;
	return 500;
}

/** The error that ends a streamed answer whose header was already sent (since ClickHouse 25.11). */
export function inBandException(message: string, tag: string): string {
	const length = Buffer.byteLength(message) + 1;
	return `\r\n__exception__\r\n${tag}\r\n${message}\n${length} ${tag}\r\n__exception__\r\n`;
}
