import { writeFile } from "node:fs/promises";
import type { Rows } from "@/lib/platform/embedded/warehouse-body";
import type { Statement, WarehouseEngine } from "@/lib/platform/embedded/warehouse-engine";
import { literal, rawInsert, type SplitInsert } from "@/lib/platform/embedded/warehouse-statement";

const tokenSetting = "insert_deduplication_token";

/** Passes an insert's rows to the engine: a few straight from memory, many through a file. */
export async function insertRows(
	engine: WarehouseEngine,
	insert: SplitInsert,
	{ inMemory, file }: Rows & { file: string },
	statement: (sql: string) => Statement,
): Promise<void> {
	const raw = insert.settings === "" && inMemory ? rawInsert(insert.target, insert.format) : undefined;
	if (raw && inMemory) {
		const { columns, ...rest } = raw;
		const { settings, ...request } = statement(insert.target);
		// Each insert has its own token: it travels with the rows, so the session can be reused.
		const own = settings.filter(([name]) => name === tokenSetting);
		const shared = { ...request, settings: settings.filter(([name]) => name !== tokenSetting) };
		const rows = { ...rest, values: inMemory, settings: Object.fromEntries(own) };
		await engine.insert(shared, columns ? { ...rows, columns } : rows);
		return;
	}
	if (inMemory) await writeFile(file, inMemory, { mode: 0o600 });
	const sql = `${insert.target} FROM INFILE ${literal(file)} ${insert.settings} FORMAT ${insert.format}`;
	for await (const _ of engine.whole(statement(sql)));
}
