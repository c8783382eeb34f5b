import { AppError } from "@/lib/kernel/app-error";
import type { SegmentRule } from "@/lib/rules/rule";
import { requireRule } from "@/lib/rules/server/require-rule";
import { withoutIds } from "@/lib/rules/without-ids";
import { type SegmentDetail, type UpdateSegmentInput, updateSegmentInput } from "@/lib/segments/contracts";
import { renameAudiences } from "@/lib/segments/server/create-audience-segment";
import { checkGolden } from "@/lib/segments/server/insights/list-golden";
import { requestBuild } from "@/lib/segments/server/refresh/enqueue-due-refreshes";
import { refuseAudience } from "@/lib/segments/server/refuse-audience";
import { requireChain } from "@/lib/segments/server/require-chain";
import { readRule, requireSegment, toDetail } from "@/lib/segments/server/segment-row";
import { adoptSpelling } from "@/lib/tags/server/adopt-spelling";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";
import { recordAudit } from "@/lib/workspaces/server/record-audit";

/**
 * Changes name, description, tags, rhythm or rule. A changed rule is a new version; the old version's people go on being
 * served until the new one is built.
 */
export async function updateSegment(
	ctx: Context,
	segmentId: string,
	given: UpdateSegmentInput,
): Promise<SegmentDetail> {
	allow(ctx, "segments.write");
	const input = updateSegmentInput.parse(given);
	const rule = input.rule === undefined ? undefined : await requireRule(ctx, input.rule);
	if (rule && !input.confirmGolden) await requireGolden(ctx, segmentId, rule);
	return ctx.db.$transaction(async (tx) => {
		await tx.$queryRaw`SELECT id FROM segment WHERE id = ${segmentId} FOR UPDATE`;
		const before = await requireSegment(ctx, tx, segmentId);
		if (before.archivedAt) throw new AppError("precondition", "An archived segment cannot be changed.");
		refuseAudience(before);
		if (input.basedOnVersion !== undefined && input.basedOnVersion !== before.currentVersion) {
			throw new AppError(
				"conflict",
				`Someone else has saved version ${before.currentVersion}. Reload to see it; your draft is kept.`,
			);
		}
		const oldRule = await readRule(tx, segmentId, before.currentVersion);
		const isNewRule =
			rule !== undefined && JSON.stringify(withoutIds(rule)) !== JSON.stringify(withoutIds(oldRule));
		const version = before.currentVersion + (isNewRule ? 1 : 0);
		if (isNewRule) {
			await requireChain(tx, ctx, { id: segmentId, name: input.name ?? before.name }, rule);
			await tx.segmentVersion.create({
				data: {
					segmentId,
					version,
					rule,
					createdBy: ctx.actor.id,
					createdName: ctx.actor.name,
					createdAt: ctx.now,
				},
			});
		}
		const segment = await tx.segment.update({
			where: { id: segmentId },
			data: {
				...(input.name === undefined ? {} : { name: input.name }),
				...(input.description === undefined ? {} : { description: input.description }),
				...(input.refreshEveryMinutes === undefined
					? {}
					: { refreshEveryMinutes: input.refreshEveryMinutes }),
				...(input.tags === undefined ? {} : { tags: await adoptSpelling(ctx, tx, input.tags, segmentId) }),
				currentVersion: version,
				updatedAt: ctx.now,
			},
		});
		if (segment.name !== before.name) await renameAudiences(tx, ctx, segmentId);
		if (isNewRule) await requestBuild(tx, ctx.workspace.id, segmentId);
		await recordAudit(tx, ctx, "segment.updated", segmentId, {
			version,
			ruleChanged: isNewRule,
			...(input.tags === undefined ? {} : { tags: segment.tags }),
		});
		return toDetail(ctx, segment, isNewRule ? rule : oldRule);
	});
}

/** Refuses a rule that puts golden people on the wrong side, naming them and the reason. */
async function requireGolden(ctx: Context, segmentId: string, rule: SegmentRule): Promise<void> {
	await requireSegment(ctx, ctx.db, segmentId);
	const broken = (await checkGolden(ctx, segmentId, rule)).filter(({ holds }) => !holds);
	if (broken.length === 0) return;
	const names = broken.map(({ person, expected }) => `${person.label} must be ${expected}`);
	throw new AppError("conflict", `With this rule test profiles fail: ${names.join(", ")}.`, {
		issues: broken.map(({ person, expected, reason }) => ({
			path: `golden.${person.uid}`,
			message: `${person.label} must be ${expected}: ${reason}`,
		})),
	});
}
