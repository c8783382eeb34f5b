import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { drainPending, type RawInsertParams, Session } from "chdb";
import { listsSettings, requirePlainSelect, usersConfig } from "@/lib/platform/embedded/lists-user";
import { SessionPool } from "@/lib/platform/embedded/session-pool";
import { WarehouseError } from "@/lib/platform/embedded/warehouse-error";
import {
	bindsOnly,
	killStatement,
	leavesNothing,
	literal,
	marker,
	type StatementSetting,
} from "@/lib/platform/embedded/warehouse-statement";

export type EngineOptions = {
	/** The data folder; one process at a time. */
	data: string;
	/** Where Muster's tables are. */
	database: string;
	/** Most memory the whole engine may take, and one statement (each in bytes). */
	memoryLimit: number;
	statementMemoryLimit: number;
};

/** Maximum length of statement texts, parameters included. */
export const maxStatementBytes = 32 * 1024 * 1024;

export type Statement = {
	sql: string;
	queryId: string;
	/** Output format, unless the statement names one itself. */
	format: string;
	database: string | undefined;
	settings: StatementSetting[];
	params: StatementSetting[];
	/** Run with the permissions for the SELECTs admins write, which are few. */
	isOfLists: boolean;
};

/** A session for one statement, and where it is returned when the statement has left it unchanged. */
type Prepared = { session: Session; key: string | null };

/** The engine keeps no log that it would go to. */
const unused = new Set(["log_comment"]);

/**
 * ClickHouse inside this process. A statement has its session to itself. Sessions prepared with the same
 * database and settings are reused after statements that cannot change them, so that nothing of one statement
 * (setting, parameter, temporary table, chosen database) leaks into another.
 */
export class WarehouseEngine {
	readonly #options: EngineOptions;
	readonly #config: string;
	readonly #users: string;
	/** The engine's own tables, by their whole names. */
	#systemTables: string[] = [];
	#tableFunctions: ReadonlySet<string> = new Set();
	/** Keeps the folder open, and stops statements. */
	readonly #keeper: Session;
	#killing: Promise<unknown> = Promise.resolve();
	readonly #sessions = new SessionPool();

	constructor(options: EngineOptions) {
		this.#options = options;
		mkdirSync(options.data, { recursive: true, mode: 0o700 });
		const folder = path.dirname(options.data);
		this.#config = path.join(folder, "warehouse.xml");
		this.#users = path.join(folder, "warehouse-users.xml");
		const files = path.join(folder, "user-files");
		rmSync(files, { recursive: true, force: true });
		mkdirSync(files, { mode: 0o700 });
		writeFileSync(this.#users, usersConfig(options.database), { mode: 0o600 });
		// Inserts are on disk, folder included, before they are acknowledged: a power cut loses nothing
		// acknowledged. Merges and deletions keep their two threads, but 32 may queue, as on a server: with
		// chDB's four slots a deletion had to retry for each part, a quarter of a second every time.
		writeFileSync(
			this.#config,
			`<clickhouse>
	<max_server_memory_usage>${options.memoryLimit}</max_server_memory_usage>
	<users_config>${this.#users}</users_config>
	<user_files_path>${files}/</user_files_path>
	<mark_cache_size>67108864</mark_cache_size>
	<index_mark_cache_size>16777216</index_mark_cache_size>
	<background_pool_size>2</background_pool_size>
	<background_merges_mutations_concurrency_ratio>16</background_merges_mutations_concurrency_ratio>
	<merge_tree>
		<fsync_after_insert>1</fsync_after_insert>
		<fsync_part_directory>1</fsync_part_directory>
	</merge_tree>
</clickhouse>
`,
		);
		this.#keeper = this.#open();
	}

	#open(): Session {
		return new Session(this.#options.data, {
			connectionArgs: [`--config-file=${this.#config}`, `--max_query_size=${maxStatementBytes}`],
		});
	}

	/** Creates the database, closes the ways out of it, and returns the engine's version. */
	async prepare(): Promise<string> {
		const ask = async (sql: string) =>
			(await this.#keeper.queryAsync(sql, { format: "TabSeparated" })).text().trim();
		await this.#keeper.queryAsync(`CREATE DATABASE IF NOT EXISTS ${this.#options.database}`);
		// The engine layers its default database over the file system: a path would be a table. An empty one
		// replaces it.
		await this.#keeper.queryAsync("DETACH DATABASE default");
		rmSync(path.join(this.#options.data, "metadata", "default.sql"), { force: true });
		await this.#keeper.queryAsync("CREATE DATABASE default ENGINE = Memory");
		const own = await ask(
			"SELECT concat(database, '.', name) FROM system.tables WHERE database IN ('system', 'information_schema', 'INFORMATION_SCHEMA')",
		);
		this.#systemTables = own.split("\n");
		const functions = await ask("SELECT lower(name) FROM system.table_functions");
		this.#tableFunctions = new Set(functions.split("\n"));
		return ask("SELECT version()");
	}

	async #prepare(statement: Statement): Promise<Prepared> {
		const { sql, database, params, isOfLists } = statement;
		if (isOfLists) requirePlainSelect(sql, this.#tableFunctions);
		const given = statement.settings.filter(([name]) => !unused.has(name));
		const settings = isOfLists ? listsSettings(given, this.#options.database, this.#systemTables) : given;
		const names = params.map(([name]) => name);
		const isKept = !isOfLists && leavesNothing(sql) && bindsOnly(sql, names);
		const key = isKept ? JSON.stringify([database ?? "", settings]) : null;
		const known = key === null ? undefined : this.#sessions.take(key);
		const session = known ?? this.#open();
		try {
			if (!known) await this.#set(session, { settings, database, isOfLists });
			if (params.length > 0) {
				await session.queryAsync(
					`SET ${params.map(([name, value]) => `param_${name} = ${literal(value)}`).join(", ")}`,
				);
			}
			return { session, key };
		} catch (error) {
			session.close();
			throw error;
		}
	}

	async #set(
		session: Session,
		{ settings, database, isOfLists }: Pick<Statement, "settings" | "database" | "isOfLists">,
	): Promise<void> {
		if (isOfLists) await session.queryAsync("SET ROLE lists");
		const all: StatementSetting[] = [
			["max_memory_usage", String(this.#options.statementMemoryLimit)],
			// As a server does; embedded, the engine would read a lone word as SELECT of it.
			["implicit_select", "0"],
			...settings,
		];
		await session.queryAsync(`SET ${all.map(([name, value]) => `${name} = ${literal(value)}`).join(", ")}`);
		if (!database) return;
		if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(database)) {
			throw new WarehouseError(81, "UNKNOWN_DATABASE", `Database ${database} does not exist`);
		}
		await session.queryAsync(`USE ${database}`);
	}

	/** Only after a completed statement: a failed or stopped one may have left the session in any state. */
	#release({ session, key }: Prepared, hasEnded: boolean): void {
		if (key !== null && hasEnded) this.#sessions.give(key, session);
		else session.close();
	}

	/** Runs a statement and yields its answer in chunks. Leaving the loop early stops it. */
	async *stream(statement: Statement): AsyncGenerator<Uint8Array> {
		const prepared = await this.#prepare(statement);
		let hasEnded = false;
		try {
			const answer = prepared.session.queryStream(`${marker(statement.queryId)} ${statement.sql}`, {
				format: statement.format,
			});
			for await (const piece of answer) yield piece.raw();
			hasEnded = true;
		} finally {
			this.#release(prepared, hasEnded);
		}
	}

	/**
	 * The same for statements that do not read rows, or in a format whose text only makes sense as a whole.
	 */
	async *whole(statement: Statement): AsyncGenerator<Uint8Array> {
		const prepared = await this.#prepare(statement);
		let hasEnded = false;
		try {
			const answer = await prepared.session.queryAsync(`${marker(statement.queryId)} ${statement.sql}`, {
				format: statement.format,
			});
			hasEnded = true;
			yield answer.bytes();
		} finally {
			this.#release(prepared, hasEnded);
		}
	}

	/** Inserts rows straight from memory. Settings that differ between inserts belong in `rows`. */
	async insert(statement: Statement, rows: RawInsertParams): Promise<void> {
		const prepared = await this.#prepare(statement);
		let hasEnded = false;
		try {
			await prepared.session.insert(rows);
			hasEnded = true;
		} finally {
			this.#release(prepared, hasEnded);
		}
	}

	/** Signals a running statement to stop; it fails with error 394 soon after. */
	async kill(queryId: string): Promise<void> {
		const ask = () => this.#keeper.queryAsync(killStatement(queryId)).catch(() => {});
		this.#killing = this.#killing.then(ask, ask);
		await this.#killing;
	}

	async close(): Promise<void> {
		await drainPending();
		this.#sessions.close();
		this.#keeper.close();
		await drainPending();
		for (const file of [this.#config, this.#users]) rmSync(file, { force: true });
	}
}
