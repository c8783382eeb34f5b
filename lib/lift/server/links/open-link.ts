import { AppError } from "@/lib/kernel/app-error";
import type { Attribution } from "@/lib/lift/attribution";
import type { LiftReadOut } from "@/lib/lift/contracts";
import { isLive } from "@/lib/lift/server/links/live-link";
import { readAttribution } from "@/lib/lift/server/read-attribution";
import { readLift } from "@/lib/lift/server/read-lift";
import { database } from "@/lib/platform/postgres/database";
import { hashToken } from "@/lib/platform/secrets/tokens";
import { isRole, may } from "@/lib/workspaces/policy";
import { createContext } from "@/lib/workspaces/server/context";

const shape = /^rl_[2-9a-z]{40}$/;

export interface SharedResults {
	read: LiftReadOut;
	attribution: Attribution;
	/** The first instant at which the link no longer opens. */
	expiresAt: Date;
	timeZone: string;
}

/**
 * The results a link opens, as a viewer may see them and without any id; null for every token that opens nothing: unknown,
 * expired, revoked, of an archived campaign, or shared by someone who no longer may. Callers answer all of these alike.
 */
export async function openLink(token: string, now = new Date()): Promise<SharedResults | null> {
	if (!shape.test(token)) return null;
	const link = await database().resultLink.findFirst({
		where: { tokenHash: hashToken(token), ...isLive(now), campaign: { archivedAt: null } },
		include: { campaign: { include: { workspace: true } } },
	});
	if (!link) return null;
	const { workspace } = link.campaign;
	const author = await database().workspaceMember.findFirst({
		where: { workspaceId: workspace.id, userId: link.createdById },
	});
	if (!author || !isRole(author.role) || !may(author.role, "campaigns.write")) return null;
	const ctx = createContext(
		workspace,
		{ kind: "system", id: link.id, name: "Read-only link", role: "viewer" },
		undefined,
		now,
	);
	try {
		const [read, attribution] = await Promise.all([
			readLift(ctx, link.campaignId),
			readAttribution(ctx, link.campaignId),
		]);
		return { read: withoutIds(read), attribution, expiresAt: link.expiresAt, timeZone: workspace.timeZone };
	} catch (error) {
		// A group of a few people is shown to no viewer; a link is no way around that.
		if (error instanceof AppError && (error.code === "forbidden" || error.code === "precondition"))
			return null;
		throw error;
	}
}

/** Nothing that leads further into the workspace: no id, and no names of its traits. */
function withoutIds(read: LiftReadOut): LiftReadOut {
	return { ...read, campaign: { ...read.campaign, id: "" }, traits: [] };
}
