import { AppError } from "@/lib/kernel/app-error";
import type { FileFormat } from "@/lib/sources/files/import-mapping";
import { findImport } from "@/lib/sources/server/imports/import-view";
import { readFile } from "@/lib/sources/server/imports/read-file";
import { uploadPath } from "@/lib/sources/server/imports/uploads";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";

const MOST_VALUES = 200;
/** As long as a group's value may be in a mapping. */
const longestValue = 500;

/**
 * Every value of one column of an uploaded file with its number of rows, most common first; the whole file is
 * read, in bounded memory.
 */
export async function listArmValues(
	ctx: Context,
	{ importId, file, column }: { importId: string; file: FileFormat; column: number },
): Promise<{ items: { value: string; rows: number }[] }> {
	allow(ctx, "campaigns.write");
	const row = await findImport(ctx, importId);
	const counts = new Map<string, number>();
	let isHeader = file.hasHeader;
	for await (const { records } of readFile(uploadPath(row.storedPath), file)) {
		for (const { cells, problem } of records) {
			if (isHeader) {
				isHeader = false;
				continue;
			}
			const value = cells[column]?.trim().slice(0, longestValue);
			if (problem || !value) continue;
			counts.set(value, (counts.get(value) ?? 0) + 1);
			if (counts.size > MOST_VALUES)
				throw new AppError(
					"invalid",
					`This column has more than ${MOST_VALUES} values, so it does not name groups. Choose another.`,
					{
						issues: [{ path: "column", message: "has too many values" }],
					},
				);
		}
	}
	const items = [...counts].map(([value, rows]) => ({ value, rows })).sort((a, b) => b.rows - a.rows);
	return { items };
}
