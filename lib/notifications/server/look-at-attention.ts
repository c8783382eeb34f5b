import type { Found } from "@/lib/attention/prepare-attention";
import { readAttention } from "@/lib/attention/server/read-attention";
import { causeOf, decideNotices, type NoticeText } from "@/lib/notifications/decide-notices";
import { type DueLook, noteLook } from "@/lib/notifications/server/find-due-looks";
import { listRecipients, type Recipient } from "@/lib/notifications/server/list-recipients";
import { noteAlerts, resolvedTexts } from "@/lib/notifications/server/note-alerts";
import { writeNotices } from "@/lib/notifications/server/write-notices";
import type { Transaction } from "@/lib/platform/postgres/database";
import type { Role } from "@/lib/workspaces/policy";
import { type Context, createContext, systemContext } from "@/lib/workspaces/server/context";

/** What channels are told: others read along there, so it is what every member may know. */
const channelRole: Role = "viewer";

/**
 * Finds what needs attention in a workspace, as on each member's Home, and writes what has not been sent yet: to
 * members, if this installation sends email, and to the workspace's channels.
 */
export async function lookAtAttention(look: DueLook, now: Date, sendsEmail = true): Promise<void> {
	const ctx = await systemContext(look.workspaceId, undefined, now);
	const [recipients, channels] = await Promise.all([
		sendsEmail ? listRecipients(look.workspaceId) : [],
		ctx.db.alertChannel.findMany({ where: { workspaceId: look.workspaceId }, select: { kind: true } }),
	]);
	const wanting = recipients.filter(({ choices }) => choices.attention);
	const roles = new Set(wanting.map(({ role }) => role));
	if (channels.length > 0) roles.add(channelRole);
	const items = await readByRole(ctx, roles);
	await ctx.db.$transaction(async (tx) => {
		await noteLook(tx, look, now);
		if (sendsEmail) {
			await tx.notice.deleteMany({
				where: {
					workspaceId: look.workspaceId,
					topic: { in: ["attention", "resolved"] },
					userId: { notIn: wanting.map(({ userId }) => userId) },
				},
			});
		}
		for (const recipient of wanting) {
			await noteNews(tx, look.workspaceId, recipient, items.get(recipient.role) ?? [], now);
		}
		for (const { kind } of channels) {
			await noteAlerts(tx, { workspaceId: look.workspaceId, kind }, items.get(channelRole) ?? [], now);
		}
	});
}

/** Once for each role: members get what their role may know. */
async function readByRole(ctx: Context, roles: ReadonlySet<Role>): Promise<Map<Role, NoticeText[]>> {
	const campaigns = await readInvalid(ctx);
	const found = new Map<Role, NoticeText[]>();
	for (const role of roles) {
		const asRole = createContext(ctx.workspace, { ...ctx.actor, role }, ctx.requestId, ctx.now);
		const items = await readAttention(asRole, campaigns);
		found.set(
			role,
			items.map(({ title, detail, path, ...item }) => ({ cause: causeOf(item), title, detail, path })),
		);
	}
	return found;
}

/** Campaigns without a readable verdict at the last check. */
async function readInvalid({ db, workspace }: Context): Promise<NonNullable<Found["campaigns"]>> {
	const rows = await db.campaignVerdict.findMany({
		where: { workspaceId: workspace.id, kind: "invalid", campaign: { archivedAt: null } },
		select: { campaignId: true, kind: true, sentence: true, campaign: { select: { name: true } } },
		orderBy: { campaignId: "desc" },
	});
	return rows.map(({ campaignId, campaign, kind, sentence }) => ({
		campaignId,
		name: campaign.name,
		verdict: { kind, sentence },
	}));
}

async function noteNews(
	tx: Transaction,
	workspaceId: string,
	{ userId }: Recipient,
	items: readonly NoticeText[],
	now: Date,
): Promise<void> {
	const own = { workspaceId, userId, topic: "attention" };
	const kept = await tx.notice.findMany({
		where: own,
		select: { cause: true, title: true, path: true, sentAt: true, goneAt: true },
	});
	const { write, gone, back, resolved, forget } = decideNotices(items, kept, now);
	const set = async (causes: readonly string[], goneAt: Date | null) => {
		if (causes.length > 0)
			await tx.notice.updateMany({ where: { ...own, cause: { in: [...causes] } }, data: { goneAt } });
	};
	if (forget.length > 0) await tx.notice.deleteMany({ where: { ...own, cause: { in: forget } } });
	await set(gone, now);
	await set(back, null);
	// What came back before anyone was told that it is resolved is not resolved.
	const returned = write.map(({ cause }) => cause);
	await tx.notice.deleteMany({ where: { ...own, topic: "resolved", cause: { in: returned } } });
	await writeNotices(tx, { workspaceId, userId }, "resolved", resolvedTexts(kept, resolved), now);
	await writeNotices(tx, { workspaceId, userId }, "attention", write, now);
}
