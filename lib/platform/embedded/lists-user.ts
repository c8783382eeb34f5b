import { createHmac } from "node:crypto";
import { WarehouseError } from "@/lib/platform/embedded/warehouse-error";
import type { StatementSetting } from "@/lib/platform/embedded/warehouse-statement";

/** The built-in warehouse's user for the SELECTs admins write: it reads a workspace's own rows of these tables. */
export const listsUser = "muster_lists";
const listsTables = ["events", "trait_history", "consent_history"] as const;

/** Sets whose rows a statement reads. On a server row policies use it; here the front does. */
const workspaceSetting = "SQL_muster_ws";

/** That user's password, derived from the main one. */
export function listsPassword(password: string): string {
	return createHmac("sha256", password).update("muster lists").digest("base64url");
}

/** Where the built-in warehouse at `url` is queried as that user. */
export function listsUrl(url: string): string {
	const given = new URL(url);
	const password = listsPassword(decodeURIComponent(given.password));
	return `${given.protocol}//${listsUser}:${password}@${given.host}`;
}

/** Roles and rights as the engine reads them at its start; `main` may do all that this engine's one user may. */
export function usersConfig(database: string): string {
	const grants = listsTables.map((table) => `<query>GRANT SELECT ON ${database}.${table}</query>`).join("");
	return `<clickhouse>
	<profiles><default></default></profiles>
	<quotas><default></default></quotas>
	<roles>
		<main><grants><query>GRANT ALL ON *.*</query></grants></main>
		<lists><grants>${grants}</grants></lists>
	</roles>
	<users>
		<default>
			<password></password>
			<networks><ip>::/0</ip></networks>
			<profile>default</profile>
			<quota>default</quota>
			<grants><query>GRANT main</query><query>GRANT lists</query></grants>
		</default>
	</users>
</clickhouse>
`;
}

const denied = (why: string) =>
	new WarehouseError(497, "ACCESS_DENIED", `${listsUser}: Not enough privileges. ${why}`);

/**
 * The settings a statement of that user runs with: it reads only, the named workspace's rows only, and no row of the
 * engine's own tables.
 */
export function listsSettings(
	given: readonly StatementSetting[],
	database: string,
	systemTables: readonly string[],
): StatementSetting[] {
	const ws = given.find(([name]) => name === workspaceSetting)?.[1] ?? "";
	if (!/^\d{1,10}$/.test(ws)) throw denied(`${workspaceSetting} must name a workspace`);
	const filters = [
		...listsTables.map((table) => `'${database}.${table}': 'ws = ${ws}'`),
		...systemTables.map((table) => `'${table}': 'false'`),
	];
	const others = given.filter(([name]) => name !== workspaceSetting && name !== "additional_table_filters");
	return [
		...others,
		["additional_table_filters", `{${filters.join(", ")}}`],
		["allow_ddl", "0"],
		["readonly", "2"],
	];
}

/**
 * Refuses what permissions cannot: several statements in one (a second could revoke the restrictions),
 * `file`, which reads any file inside this engine, and ways to write or to change settings. Muster's own
 * statements contain none of these.
 */
export function requirePlainSelect(sql: string, tableFunctions: ReadonlySet<string>): void {
	const bare = sql
		.replace(/\s*FORMAT JSONEachRow\s*$/, "")
		.replace(/'(?:[^'\\]|\\[\s\S])*'|`(?:[^`\\]|\\[\s\S])*`/g, (quoted) =>
			quoted.startsWith("'") ? "''" : "`",
		);
	if (!/^\s*(?:SELECT|DESCRIBE \()/i.test(bare)) throw denied("Only a SELECT may run");
	if (/[;#$"@\\']|--|\/\*/.test(bare.replaceAll("''", ""))) throw denied("Only a plain SELECT may run");
	if (/`\s*\(/.test(bare) || /\b(?:file|settings|into|format|system|infile|outfile)\b/i.test(bare)) {
		throw denied("Functions and clauses that reach outside may not be used");
	}
	// Some, such as merge, need no right of their own and bypass the filters.
	for (const [, name] of bare.matchAll(/\b([a-z_]\w*)\s*\(/gi)) {
		if (tableFunctions.has(name?.toLowerCase() ?? ""))
			throw denied(`The table function ${name} may not be used`);
	}
}
