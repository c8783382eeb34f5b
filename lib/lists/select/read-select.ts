import type { BoundSql } from "@/lib/kernel/sql-binder";
import { SqlBinder } from "@/lib/kernel/sql-binder";
import { checkQuery } from "@/lib/lists/select/check";
import { inlineCtes } from "@/lib/lists/select/inline-ctes";
import { parseQueryText } from "@/lib/lists/select/parse-query";
import { printQuery } from "@/lib/lists/select/print";
import { describeProblem, SelectProblem } from "@/lib/lists/select/problem";
import { isSelectable, selectableColumns } from "@/lib/lists/select/tables";
import type { Query } from "@/lib/lists/select/tree";
import { hiddenFacts } from "@/lib/profiles/birth-facts";

/** Maximum length of a SELECT. */
const maxSelectLength = 10_000;

export type ReadSelect = { ok: true; query: Query } | { ok: false; message: string };

/**
 * Parses an admin's SELECT of people's numbers: an allow-list grammar, with known tables, columns and
 * functions. Everything else is refused, with its line and column and the fix. The text itself is never run.
 */
export function readSelect(sql: string): ReadSelect {
	try {
		if (sql.length > maxSelectLength) {
			throw new SelectProblem(maxSelectLength, `A SELECT may have 10 000 letters at most`);
		}
		const query = parseQueryText(sql);
		const columns = checkQuery(query);
		if (columns.filter(({ name }) => name === "uid").length !== 1) {
			throw new SelectProblem(0, "Answer people's numbers in one column called uid: SELECT uid FROM …");
		}
		return { ok: true, query: inlineCtes(query) };
	} catch (error) {
		if (error instanceof SelectProblem) return { ok: false, message: describeProblem(sql, error) };
		throw error;
	}
}

/**
 * The statement that returns the people of a parsed SELECT: written from its tree, over the workspace's own
 * rows.
 */
export function buildSelect(query: Query, ws: number): BoundSql {
	const binder = new SqlBinder();
	const own = (table: string) => {
		if (!isSelectable(table)) throw new Error("A table was let through that cannot be read");
		const columns = selectableColumns[table].map((column) => `\`${column}\``).join(", ");
		const workspace = `ws = ${binder.bind(ws, "UInt32")}`;
		// Facts that are only for rules are not readable here.
		const shown =
			table === "trait_history" ? ` AND trait NOT IN (${binder.bind(hiddenFacts, "Array(String)")})` : "";
		return `(SELECT ${columns} FROM ${table} WHERE ${workspace}${shown})`;
	};
	// Semicolons occur in quotes only; escaped, the built-in engine can refuse every statement that has one.
	const people = printQuery(query, own).replaceAll(";", "\\x3B");
	// An impossible number is an error, not someone else.
	return binder.finish(
		`SELECT DISTINCT accurateCast(assumeNotNull(uid), 'UInt32') AS person FROM (${people}) WHERE isNotNull(uid)`,
	);
}
