import type { z } from "zod";
import { AppError } from "@/lib/kernel/app-error";
import { columnNames, columnToName } from "@/lib/sources/files/column-names";
import { guessMapping } from "@/lib/sources/files/guess-mapping";
import type { ImportInspection, inspectImportQuery } from "@/lib/sources/files/import-contracts";
import type { DraftMapping } from "@/lib/sources/files/import-mapping";
import { findImport } from "@/lib/sources/server/imports/import-view";
import { sampleFile } from "@/lib/sources/server/imports/read-file";
import { uploadPath } from "@/lib/sources/server/imports/uploads";
import { type ValueType, valueType } from "@/lib/sources/trait-value";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";

const longestShown = 300;

/** Types of the traits that exist, as far as the mapping or a column's name may mean them. */
async function readTraitTypes(ctx: Context, { columns }: DraftMapping): Promise<Record<string, ValueType>> {
	const names = columns.flatMap(({ column, role }) => [
		columnToName(column),
		...(role.as === "trait" ? [role.name] : []),
	]);
	const known = await ctx.db.traitDefinition.findMany({
		where: { workspaceNumber: ctx.workspace.number, isComputed: false, name: { in: names } },
	});
	return Object.fromEntries(known.map(({ name, type }) => [name, valueType.parse(type)]));
}

/** Reads the first quarter megabyte: columns, 20 rows, and a first mapping. Changes nothing. */
export async function inspectImport(
	ctx: Context,
	{
		importId,
		kind,
		delimiter,
		encoding,
		hasHeader,
	}: { importId: string } & z.infer<typeof inspectImportQuery>,
): Promise<ImportInspection> {
	allow(ctx, "data.write");
	const row = await findImport(ctx, importId);
	const { format, records, sampledBytes } = await sampleFile(uploadPath(row.storedPath), {
		...(delimiter ? { delimiter } : {}),
		...(encoding ? { encoding } : {}),
		...(hasHeader ? { hasHeader: hasHeader === "true" } : {}),
	});
	const [first] = records;
	if (first?.problem && (format.hasHeader || records.every(({ problem }) => problem))) {
		throw new AppError(
			"invalid",
			`Line ${first.line} ${first.problem}. Choose how the columns are separated and how letters are written, or fix the file.`,
		);
	}
	const body = format.hasHeader ? records.slice(1) : records;
	if (body.length === 0) throw new AppError("invalid", "The file has no rows below its header.");
	const header = format.hasHeader ? (first?.cells ?? []) : null;
	const width = header?.length ?? Math.max(...body.slice(0, 50).map((record) => record.cells.length));
	const columns = columnNames(header, width);
	const wanted = kind ?? (row.kind === "events" ? "events" : "people");
	const sample = body.slice(0, 1_000).map((record) => record.cells);
	const guess =
		row.kind === "campaign" || row.kind === "list"
			? null
			: guessMapping(wanted, format, columns, sample, ctx.workspace.timeZone);
	const bytesPerRow = sampledBytes / Math.max(1, records.length);
	return {
		file: format,
		columns,
		rows: body
			.slice(0, 20)
			.map(({ line, cells }) => ({ line, cells: cells.map((cell) => cell.slice(0, longestShown)) })),
		mapping: guess?.mapping ?? null,
		questions: guess?.questions ?? [],
		traitTypes: guess ? await readTraitTypes(ctx, guess.mapping) : {},
		estimatedRows:
			Number(row.bytesTotal) <= sampledBytes ? body.length : Math.round(Number(row.bytesTotal) / bytesPerRow),
	};
}
