import { parquetWriteBuffer } from "hyparquet-writer";
import type { Batch, BatchRow } from "@/lib/destinations/contract";
import type { FieldValue } from "@/lib/destinations/what-is-sent";
import { csvCell } from "@/lib/kernel/csv-cell";
import { sha256Hex } from "@/lib/kernel/sha256";

/** How files are written; a setting of the connection. */
export const fileFormats = ["csv", "parquet"] as const;
export type FileFormat = (typeof fileFormats)[number];

/** A file of changes and the manifest that vouches for it. */
export type ChangeFile = {
	name: string;
	content: string | Uint8Array;
	manifestName: string;
	manifest: string;
};

/** How the file says what happened to a row: put there or brought up to date, or taken out. */
const ops = { add: "upsert", remove: "delete" } as const;

/**
 * The changes of one batch: what happened, the identifier, and the mapped fields. Every attempt at the batch writes the
 * same names; a batch of another run, or another one of this run, never does.
 */
export function buildFile(batch: Batch, format: FileFormat): ChangeFile {
	const content = format === "csv" ? csvOf(batch) : parquetOf(batch);
	const base = baseName(batch);
	const manifest = {
		file: `${base}.${format}`,
		rows: batch.rows.length,
		bytes: typeof content === "string" ? byteLength(content) : content.length,
		sha256: sha256Hex(content),
		op: ops[batch.operation],
		audience: batch.audience,
		run: batch.runId,
		sequence: sequenceOf(batch),
	};
	return {
		name: manifest.file,
		content,
		manifestName: `${base}.manifest.json`,
		manifest: `${JSON.stringify(manifest)}\n`,
	};
}

/** RFC 4180, UTF-8, always with a header. */
function csvOf(batch: Batch): string {
	const { kinds, fieldNames: names = [] } = batch;
	const lines = batch.rows.map((row) =>
		[
			ops[batch.operation],
			...kinds.map((kind) => (kind === row.kind ? csvCell(row.value) : "")),
			...names.map((name) => csvCell(cellText(row.fields?.[name] ?? null))),
		].join(","),
	);
	const header = ["op", ...kinds, ...names].map(csvCell).join(",");
	return `${[header, ...lines].join("\r\n")}\r\n`;
}

/** The same columns as text, so that a column has one type in every file; what is not there is null. */
function parquetOf(batch: Batch): Uint8Array {
	const { rows, kinds, fieldNames: names = [], operation } = batch;
	const text = (name: string, cellOf: (row: BatchRow) => string | null) => ({
		name,
		type: "STRING" as const,
		nullable: true,
		data: rows.map(cellOf),
	});
	const columnData = [
		text("op", () => ops[operation]),
		...kinds.map((kind) => text(kind, (row) => (row.kind === kind ? row.value : null))),
		...names.map((name) =>
			text(name, (row) => {
				const value = row.fields?.[name] ?? null;
				return value === null ? null : cellText(value);
			}),
		),
	];
	return new Uint8Array(parquetWriteBuffer({ columnData }));
}

export function byteLength(text: string): number {
	return new TextEncoder().encode(text).length;
}

/** The number of the batch in its run: `<run>_<number>` is the id of a request. */
function sequenceOf(batch: Batch): number {
	return Number(/_(\d+)$/.exec(batch.requestId)?.[1] ?? 0);
}

/** In the order they were written, also for a program that only sorts names. Times are in UTC. */
function baseName(batch: Batch): string {
	const instant = new Date(batch.sentAt ?? 0).toISOString().replace(/[-:]|\.\d+/g, "");
	const number = String(sequenceOf(batch)).padStart(6, "0");
	return `${pathSafe(batch.audience.name)}_${instant}_${pathSafe(batch.runId)}_${number}`;
}

/** A name of any kind as part of a file name: letters, digits and dashes of ASCII alone, so that no path comes of it. */
export function pathSafe(text: string): string {
	const plain = text.normalize("NFKD").replace(/\p{M}/gu, "");
	return (
		plain
			.replace(/[^A-Za-z0-9-]+/g, "-")
			.replace(/^-+|-+$/g, "")
			.slice(0, 80) || "audience"
	);
}

function cellText(value: FieldValue): string {
	if (value === null) return "";
	return typeof value === "object" ? JSON.stringify(value) : String(value);
}
