import type { z } from "zod";
import { AppError } from "@/lib/kernel/app-error";
import { attachment } from "@/lib/kernel/attachment";
import { csvCell } from "@/lib/kernel/csv-cell";
import type { listProblemsQuery } from "@/lib/sources/files/import-contracts";
import type { RowProblem } from "@/lib/sources/files/read-row";
import { findImport } from "@/lib/sources/server/imports/import-view";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";

type After = { line: number; ordinal: number };

function readCursor(cursor: string | undefined): After | null {
	if (!cursor) return null;
	const match = /^(\d{1,10})-(\d{1,10})$/.exec(cursor);
	if (!match) throw new AppError("invalid", "This is not a cursor of this list.");
	return { line: Number(match[1]), ordinal: Number(match[2]) };
}

type Kind = z.output<typeof listProblemsQuery>["kind"];

async function page(ctx: Context, importId: string, kind: Kind | null, after: After | null, take: number) {
	return ctx.db.importProblem.findMany({
		where: {
			importId,
			...(kind ? { kind } : {}),
			...(after
				? {
						OR: [
							{ lineNumber: { gt: after.line } },
							{ lineNumber: after.line, ordinal: { gt: after.ordinal } },
						],
					}
				: {}),
		},
		orderBy: [{ lineNumber: "asc" }, { ordinal: "asc" }],
		take,
	});
}

/** Bad rows, or people who had said no, in the order of the file. */
export async function listProblems(
	ctx: Context,
	{ importId, kind, cursor, limit }: { importId: string } & z.output<typeof listProblemsQuery>,
): Promise<{ items: RowProblem[]; nextCursor: string | null }> {
	allow(ctx, "data.read");
	await findImport(ctx, importId);
	const rows = await page(ctx, importId, kind, readCursor(cursor), limit + 1);
	const last = rows[limit - 1];
	return {
		items: rows
			.slice(0, limit)
			.map(({ lineNumber, column, reason }) => ({ line: lineNumber, column, reason })),
		nextCursor: rows.length > limit && last ? `${last.lineNumber}-${last.ordinal}` : null,
	};
}

/** All bad rows and refusals as CSV, a thousand at a time. */
export async function* problemLines(ctx: Context, importId: string): AsyncGenerator<string> {
	yield "line,column,reason\r\n";
	let after: After | null = null;
	for (;;) {
		const rows: Awaited<ReturnType<typeof page>> = await page(ctx, importId, null, after, 1_000);
		if (rows.length === 0) return;
		yield rows.map((row) => `${row.lineNumber},${csvCell(row.column)},${csvCell(row.reason)}\r\n`).join("");
		const last = rows.at(-1);
		after = last ? { line: last.lineNumber, ordinal: last.ordinal } : null;
	}
}

/** The download of all bad rows. */
export async function downloadProblems(ctx: Context, { importId }: { importId: string }): Promise<Response> {
	allow(ctx, "data.read");
	const row = await findImport(ctx, importId);
	const lines = problemLines(ctx, importId);
	const encoder = new TextEncoder();
	const body = new ReadableStream<Uint8Array>({
		async pull(controller) {
			const { value, done } = await lines.next();
			if (done) controller.close();
			else controller.enqueue(encoder.encode(value));
		},
	});
	const name = row.fileName.replace(/\.[^.]*$/, "");
	return new Response(body, {
		headers: {
			"content-type": "text/csv; charset=utf-8",
			"content-disposition": attachment(`${name}-problems`, "csv", "problems"),
			"cache-control": "no-store",
		},
	});
}
