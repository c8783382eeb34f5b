import { consentPurpose } from "@/lib/consent/purposes";
import { suppressionHashes } from "@/lib/consent/server/suppression-hash";
import {
	type Suppression,
	type SuppressionReason,
	suppressedKind,
	suppressedKinds,
	suppressionReason,
} from "@/lib/consent/suppressions";
import { normalizeIdentifier } from "@/lib/identity/identifier";
import { AppError } from "@/lib/kernel/app-error";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";
import { recordAudit } from "@/lib/workspaces/server/record-audit";

/** The list of what is never sent, newest first. Only hashes are kept, so a search takes a whole identifier. */
export async function listSuppressions(
	ctx: Context,
	query: {
		cursor?: string | undefined;
		limit: number;
		search?: string | undefined;
		reason?: SuppressionReason | undefined;
	},
): Promise<{ items: Suppression[]; nextCursor: string | null }> {
	allow(ctx, "people.read");
	const search = query.search?.trim() ?? "";
	const asKinds = suppressedKinds.flatMap((kind) => {
		const value = search === "" ? null : normalizeIdentifier(kind, search.toWellFormed());
		return value === null ? [] : [{ kind, valueHash: suppressionHashes(kind, value).value }];
	});
	if (search !== "" && asKinds.length === 0) return { items: [], nextCursor: null };
	// Ids sort by time.
	const rows = await ctx.db.suppression.findMany({
		where: {
			workspaceNumber: ctx.workspace.number,
			...(query.cursor ? { id: { lt: query.cursor } } : {}),
			...(query.reason ? { reason: query.reason } : {}),
			...(search === "" ? {} : { OR: asKinds }),
		},
		orderBy: { id: "desc" },
		take: query.limit + 1,
	});
	const items = rows.slice(0, query.limit).map(
		(row): Suppression => ({
			id: row.id,
			kind: suppressedKind.parse(row.kind),
			hint: row.hint,
			purpose: row.purpose === "" ? null : consentPurpose.parse(row.purpose),
			reason: suppressionReason.parse(row.reason),
			addedBy: row.addedByName,
			addedAt: row.createdAt.toISOString(),
		}),
	);
	return { items, nextCursor: rows.length > query.limit ? (items.at(-1)?.id ?? null) : null };
}

/** Takes an identifier off the list. Other entries for it, with another reason or purpose, stay. */
export async function removeSuppression(
	ctx: Context,
	{ suppressionId }: { suppressionId: string },
): Promise<{ id: string }> {
	allow(ctx, "settings.write");
	await ctx.db.$transaction(async (tx) => {
		const row = await tx.suppression.findFirst({
			where: { id: suppressionId, workspaceNumber: ctx.workspace.number },
		});
		const { count } = await tx.suppression.deleteMany({
			where: { id: suppressionId, workspaceNumber: ctx.workspace.number },
		});
		if (!row || count === 0) throw new AppError("not_found", "This suppression does not exist.");
		await recordAudit(tx, ctx, "suppression.removed", suppressionId, {
			kind: row.kind,
			purpose: row.purpose || null,
			reason: row.reason,
		});
	});
	return { id: suppressionId };
}
