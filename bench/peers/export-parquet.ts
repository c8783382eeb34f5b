import { createWriteStream } from "node:fs";
import { mkdir } from "node:fs/promises";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import { madeEventsSql, madePeopleSql } from "@/bench/data/made-rows";
import { openPatientWarehouse } from "@/bench/data/patient-warehouse";
import type { Scale } from "@/bench/data/shape";

export type ParquetFiles = { people: string; events: string[]; eventsSubset: string[] };

const rowsPerFile = 1_000_000;

/**
 * Writes the same people and events as typed Parquet files, made by the same statements as ours. `eventsSubset` are the
 * files of the first `subset` events.
 */
export async function exportParquet(folder: string, scale: Scale, subset: number): Promise<ParquetFiles> {
	await mkdir(folder, { recursive: true });
	const warehouse = openPatientWarehouse();
	const write = async (name: string, sql: string): Promise<string> => {
		const file = path.join(folder, `${name}.parquet`);
		const { stream } = await warehouse.exec({ query: `${sql} FORMAT Parquet` });
		await pipeline(stream, createWriteStream(file));
		return file;
	};
	try {
		const files: ParquetFiles = {
			people: await write("people", madePeopleSql(scale)),
			events: [],
			eventsSubset: [],
		};
		for (const [first, end] of [
			[0, subset],
			[subset, scale.events],
		] as const) {
			for (let from = first; from < end; from += rowsPerFile) {
				const to = Math.min(from + rowsPerFile, end);
				const sql = `SELECT uid, event, ts, device, country, product_id, revenue, page FROM (${madeEventsSql(scale, from, to)})`;
				const file = await write(`events-${from}`, sql);
				files.events.push(file);
				if (to <= subset) files.eventsSubset.push(file);
			}
		}
		return files;
	} finally {
		await warehouse.close();
	}
}
