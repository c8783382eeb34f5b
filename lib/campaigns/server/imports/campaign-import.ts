import { z } from "zod";
import { type CampaignMapping, campaignMapping } from "@/lib/campaigns/import-mapping";
import { type CampaignRow, campaignRowReader } from "@/lib/campaigns/read-campaign-row";
import { AppError } from "@/lib/kernel/app-error";
import { idSchema } from "@/lib/kernel/ids";
import { formatInstant, SqlBinder } from "@/lib/kernel/sql-binder";
import { defineQuery, streamRows } from "@/lib/platform/warehouse/define-query";
import { queueRows, settleOutbox } from "@/lib/platform/warehouse/outbox";
import type { FileRow, RowProblem } from "@/lib/sources/files/read-row";
import { acceptMessages } from "@/lib/sources/server/accept-messages";
import { Catalogue } from "@/lib/sources/server/catalogue";
import type { ImportHandler } from "@/lib/sources/server/imports/run-import";
import type { Context } from "@/lib/workspaces/server/context";
import { recordAudit } from "@/lib/workspaces/server/record-audit";

/** The stored mapping of a campaign import: the campaign it will become, and how to read the file. */
export const storedCampaignImport = z.object({
	campaignId: idSchema("cmp"),
	ownerId: z.string(),
	ownerName: z.string(),
	mapping: campaignMapping,
});
type StoredCampaignImport = z.infer<typeof storedCampaignImport>;

interface KeptRow extends CampaignRow {
	file: FileRow;
}

/**
 * A finished campaign from a file: rows become people, their groups and their outcomes; the campaign is
 * created at the end.
 */
export const campaignImport: ImportHandler = {
	open: async (ctx, imported) => {
		const stored = storedCampaignImport.parse(imported.mapping);
		const { campaignId, mapping } = stored;
		const read = campaignRowReader(mapping);
		const catalogue = new Catalogue();
		const seen = new Set<string>();
		const importedUids = imported.rowsRead > 0 ? await importedBefore(ctx, campaignId) : new Set<number>();
		const importedAt = (imported.startedAt ?? imported.createdAt).getTime();
		return {
			format: mapping.file,
			idPrefix: `${campaignId}\n`,
			take: async (rows, checkpoint) => {
				const { kept, problems, leftOut } = readRows(rows, read, seen);
				const intakes = kept.map(({ file, person }) => ({
					messageId: `${campaignId}\n${file.messageId}`,
					identifiers: [{ kind: "user_id" as const, value: person }],
					at: importedAt,
					traits: [],
					personal: [],
					consents: [],
				}));
				// Kept outside the transaction, which may be tried again from its start.
				let added: number[] = [];
				await acceptMessages(ctx.db, catalogue, intakes, {
					ws: ctx.workspace.number,
					source: imported.sourceId ?? "",
					now: new Date(),
					keepForever: true,
					alsoWrite: async (tx, { uids, peopleCreated }) => {
						for (const uid of added) importedUids.delete(uid);
						added = [];
						// Those without outcomes among them: they are in their group, and their rows are rejected.
						const mine: { uid: number; row: KeptRow }[] = [];
						const twice: RowProblem[] = [];
						for (const [i, row] of kept.entries()) {
							const uid = uids[i];
							if (uid === null || uid === undefined) continue;
							// Two ids of one person, or a person of an attempt that broke off.
							if (importedUids.has(uid)) twice.push(alreadyIn(mapping, row.file));
							else {
								importedUids.add(uid);
								added.push(uid);
								mine.push({ uid, row });
							}
						}
						await queueRows(tx, ctx.workspace.number, toWarehouse(ctx, stored, mine, importedAt));
						const accepted = mine.filter(({ row }) => row.outcomes.length > 0).length;
						await checkpoint(tx, {
							accepted,
							unchanged: leftOut,
							rejected: rows.length - accepted - leftOut,
							peopleCreated,
							problems: [...problems, ...twice],
						});
					},
				});
			},
			finish: () => storeCampaign(ctx, stored, importedAt),
		};
	},
};

function readRows(rows: readonly FileRow[], read: ReturnType<typeof campaignRowReader>, seen: Set<string>) {
	const kept: KeptRow[] = [];
	const problems: RowProblem[] = [];
	let leftOut = 0;
	for (const file of rows) {
		const result = read(file.line, file.cells);
		if (result.kind === "left_out") leftOut += 1;
		else if (result.kind === "refused") {
			problems.push({ line: file.line, column: result.column, reason: result.reason });
			if (result.known && !seen.has(result.known.person)) {
				seen.add(result.known.person);
				kept.push({ ...result.known, file });
			}
		} else if (seen.has(result.row.person))
			problems.push({
				line: file.line,
				column: "",
				reason: `"${result.row.person}" is already in an earlier row`,
			});
		else {
			seen.add(result.row.person);
			kept.push({ ...result.row, file });
		}
	}
	return { kept, problems, leftOut };
}

function alreadyIn(mapping: CampaignMapping, file: FileRow): RowProblem {
	const column = mapping.person.by === "column" ? (mapping.columns[mapping.person.column] ?? "") : "";
	return { line: file.line, column, reason: "this person is in the campaign already" };
}

function toWarehouse(
	ctx: Context,
	{ campaignId }: StoredCampaignImport,
	mine: readonly { uid: number; row: KeptRow }[],
	recordedAt: number,
) {
	const scope = { ws: ctx.workspace.number, campaign: campaignId };
	return {
		assignment: mine.map(({ uid, row }) => ({
			...scope,
			uid,
			arm: row.arm,
			bucket: 0,
			epoch: 1,
			assigned_at: formatInstant(row.assignedAt),
			source: "import",
		})),
		outcome: mine.flatMap(({ uid, row }) =>
			row.outcomes.map(({ metric, value }) => ({
				...scope,
				metric,
				uid,
				value,
				recorded_at: formatInstant(recordedAt),
			})),
		),
	};
}

/** Uids already imported for an interrupted campaign import: resuming must not import anyone twice. */
async function importedBefore(ctx: Context, campaignId: string): Promise<Set<number>> {
	await settleOutbox(ctx.db, ctx.warehouse);
	const binder = new SqlBinder();
	const query = binder.finish(
		`SELECT uid FROM assignment WHERE ws = ${binder.bind(ctx.workspace.number, "UInt32")} AND campaign = ${binder.bind(campaignId, "String")}`,
	);
	const importedUids = new Set<number>();
	const row = z.object({ uid: z.coerce.number().int() });
	for await (const { uid } of streamRows(ctx.warehouse, { ...query, name: "campaigns.taken_people", row }))
		importedUids.add(uid);
	return importedUids;
}

const spanOf = defineQuery({
	name: "campaigns.imported_span",
	row: z.object({
		people: z.coerce.number(),
		outcomes: z.coerce.number(),
		firstMs: z.coerce.number(),
		lastMs: z.coerce.number(),
	}),
	build: (input: { ws: number; campaignId: string }) => {
		const binder = new SqlBinder();
		const own = `WHERE ws = ${binder.bind(input.ws, "UInt32")} AND campaign = ${binder.bind(input.campaignId, "String")}`;
		return binder.finish(`SELECT count() AS people, (SELECT count() FROM outcome ${own}) AS outcomes,
			toUnixTimestamp64Milli(min(assigned_at)) AS firstMs, toUnixTimestamp64Milli(max(assigned_at)) AS lastMs
			FROM assignment ${own}`);
	},
});

/** The campaign itself, once its people are in the warehouse; doing it again changes nothing. */
async function storeCampaign(ctx: Context, stored: StoredCampaignImport, importedAt: number): Promise<void> {
	const { campaignId, mapping, ownerId, ownerName } = stored;
	const [span] = await spanOf(ctx.warehouse, { ws: ctx.workspace.number, campaignId });
	if (!span || span.people === 0 || span.outcomes === 0)
		throw new AppError("invalid", "No row of the file could be used; its problems say why.", {
			retryable: false,
		});
	const launchedAt = new Date(span.firstMs);
	const endedAt = new Date(span.lastMs + mapping.windowDays * 86_400_000);
	const holdoutBp = mapping.holdoutShare === null ? 0 : Math.round(mapping.holdoutShare * 10_000);
	await ctx.db.$transaction(async (tx) => {
		const existing = await tx.campaign.findUnique({ where: { id: campaignId } });
		if (existing) return;
		await tx.campaign.create({
			data: {
				id: campaignId,
				workspaceId: ctx.workspace.id,
				name: mapping.name,
				status: "imported",
				salt: campaignId,
				holdoutBp,
				windowDays: mapping.windowDays,
				currency: mapping.currency,
				costCents: mapping.costCents,
				ownerId,
				ownerName,
				createdAt: new Date(importedAt),
				launchedAt,
				endedAt,
				metrics: {
					create: mapping.metrics.map(({ name, kind, isPrimary }, position) => ({
						name,
						kind,
						role: isPrimary ? "primary" : "secondary",
						position,
					})),
				},
				epochs:
					mapping.holdoutShare === null ? {} : { create: [{ epoch: 1, holdoutBp, startedAt: launchedAt }] },
			},
		});
		await recordAudit(tx, ctx, "campaign.imported", campaignId, { name: mapping.name, people: span.people });
	});
}
