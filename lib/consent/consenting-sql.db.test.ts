import fc from "fast-check";
import { expect, test } from "vitest";
import { z } from "zod";
import { consentingRowsSql, consentingSql } from "@/lib/consent/consenting-sql";
import { formatInstant, SqlBinder } from "@/lib/kernel/sql-binder";
import { defineQuery, runSql } from "@/lib/platform/warehouse/define-query";
import { createTestWorkspace } from "@/lib/workspaces/testing/create-test-workspace";

const start = Date.UTC(2026, 0, 1);
const statement = fc.record({
	uid: fc.integer({ min: 2, max: 41 }),
	state: fc.constantFrom("granted", "denied"),
	effective: fc.integer({ min: 0, max: 4 }),
	recorded: fc.integer({ min: 0, max: 2 }),
	source: fc.constantFrom("", "stm_file"),
});

// The bitmap skips the order of statements for whoever never said no; the rows never skip it.
test("the bitmap holds the people whose last word is yes, whatever they said before", async () => {
	const ctx = await createTestWorkspace();
	const ws = ctx.workspace.number;
	const [said] = fc.sample(fc.array(statement, { minLength: 300, maxLength: 300 }), { numRuns: 1, seed: 7 });
	const rows = (said ?? []).map(
		({ uid, state, effective, recorded, source }) =>
			`(${ws}, 'advertising', ${uid}, '${state}', '${formatInstant(new Date(start + effective))}', '${formatInstant(new Date(start + recorded))}', 'test', '${source}')`,
	);
	// Someone who only agreed, and someone who only refused.
	for (const [uid, state] of [
		[50, "granted"],
		[60, "denied"],
	] as const) {
		const at = formatInstant(new Date(start));
		rows.push(`(${ws}, 'advertising', ${uid}, '${state}', '${at}', '${at}', 'test', '')`);
	}
	await runSql(ctx.warehouse, "test.consents", {
		sql: `INSERT INTO consent_history (ws, purpose, uid, state, effective_at, recorded_at, source, statement) VALUES ${rows.join(", ")}`,
		params: {},
	});
	// Each person alone, and merged by twos.
	for (const root of ["uid", "intDiv(uid, 2) * 2"]) {
		for (const among of [undefined, "[4, 6, 8, 50, 60]"]) {
			for (const [after, countsReceived] of [0, 2, 10].flatMap((at) => [
				[at, false] as const,
				[at, true] as const,
			])) {
				const read = defineQuery({
					name: "test.consenting",
					row: z.object({ byRows: z.array(z.number()), byBitmap: z.array(z.number()) }),
					build: () => {
						const binder = new SqlBinder();
						const scope = {
							ws,
							purpose: "advertising",
							asOf: new Date(start + after),
							root,
							among,
							countsReceived,
						} as const;
						return binder.finish(`SELECT
							(SELECT arraySort(groupArray(toUInt32(person))) FROM (${consentingRowsSql(binder, scope)})) AS byRows,
							bitmapToArray(${consentingSql(binder, scope)}) AS byBitmap`);
					},
				});
				const [found] = await read(ctx.warehouse, {});
				expect([...(found?.byBitmap ?? [])].sort((a, b) => a - b)).toEqual(found?.byRows);
				expect(found?.byRows).toContain(50);
				expect(found?.byRows).not.toContain(60);
			}
		}
	}
});
