import { z } from "zod";
import { importConsent, importMapping } from "@/lib/sources/import-mapping";
import type { Intake } from "@/lib/sources/intake";
import { type RowProblem, rowIdPrefix, rowReader } from "@/lib/sources/read-row";
import { acceptMessages } from "@/lib/sources/server/accept-messages";
import { Catalogue } from "@/lib/sources/server/catalogue";
import type { ImportHandler } from "@/lib/sources/server/imports/run-import";

const storedConsent = z.object({ consent: importConsent, statementId: z.string() });

/** Files of people and of events: each row is one message. */
export const messageImport: ImportHandler = {
	open: (ctx, row) => {
		const mapping = importMapping.parse(row.mapping);
		const { consent, statementId } = storedConsent.parse(row.consent);
		const source = row.sourceId ?? "";
		const importedAt = (row.startedAt ?? row.createdAt).getTime();
		const read = rowReader({ mapping, consent, importedAt, statementId });
		const catalogue = new Catalogue();
		return {
			format: mapping.file,
			idPrefix: rowIdPrefix(source, mapping),
			take: async (rows, checkpoint) => {
				const intakes: Intake[] = [];
				const problems: RowProblem[] = [];
				for (const fileRow of rows) {
					const result = read(fileRow);
					problems.push(...result.problems);
					if (result.intake) intakes.push(result.intake);
				}
				await acceptMessages(ctx.db, catalogue, intakes, {
					ws: ctx.workspace.number,
					source,
					now: new Date(),
					keepForever: true,
					alsoWrite: async (tx, { isNew, peopleCreated }) => {
						const accepted = isNew.filter(Boolean).length;
						await checkpoint(tx, {
							accepted,
							unchanged: intakes.length - accepted,
							rejected: rows.length - intakes.length,
							peopleCreated,
							problems,
						});
					},
				});
			},
		};
	},
};
