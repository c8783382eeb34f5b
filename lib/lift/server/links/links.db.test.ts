import { beforeAll, describe, expect, it } from "vitest";
import { assignNewMembers } from "@/lib/holdouts/server/assign-new-members";
import { createAudience, createRunningCampaign } from "@/lib/holdouts/testing/create-audience";
import { newId } from "@/lib/kernel/ids";
import { createLink } from "@/lib/lift/server/links/create-link";
import { getLink } from "@/lib/lift/server/links/get-link";
import { openLink } from "@/lib/lift/server/links/open-link";
import { revokeLink } from "@/lib/lift/server/links/revoke-link";
import type { Context } from "@/lib/workspaces/server/context";
import { createTestWorkspace } from "@/lib/workspaces/testing/create-test-workspace";

const DAY = 86_400_000;
// The night after this day clocks in Berlin go forward.
const now = new Date("2026-03-20T10:00:00Z");
const lastDay = "2026-03-29";

let ctx: Context;
let campaignId: string;

beforeAll(async () => {
	ctx = await createTestWorkspace({ now });
	await ctx.db.workspace.update({ where: { id: ctx.workspace.id }, data: { timeZone: "Europe/Berlin" } });
	ctx = { ...ctx, workspace: { ...ctx.workspace, timeZone: "Europe/Berlin" } };
	const launch = { ...ctx, now: new Date(now.getTime() - 40 * DAY) };
	const audience = await createAudience(
		launch,
		Array.from({ length: 400 }, (_, i) => i + 1),
	);
	campaignId = await createRunningCampaign(launch, audience, { holdoutBp: 3000 });
	await assignNewMembers(launch, campaignId);
});

describe("a read-only link", () => {
	it("opens its campaign's results as a viewer sees them, without ids, until the end of its last day", async () => {
		const { link, token } = await createLink(ctx, campaignId, { lastDay });
		expect(link.expiresAt).toBe("2026-03-29T22:00:00.000Z");
		const opened = await openLink(token, new Date("2026-03-29T21:59:59.999Z"));
		expect(opened?.read.campaign).toMatchObject({ name: "Spring", id: "" });
		expect(opened?.read.traits).toEqual([]);
		const text = JSON.stringify(opened);
		for (const secret of [campaignId, ctx.workspace.id, ctx.workspace.slug, ctx.actor.id, token])
			expect(text).not.toContain(secret);
		expect(await openLink(token, new Date("2026-03-29T22:00:00.000Z"))).toBeNull();
	});

	it("is stored as a hash only, and its creation and end are in the audit log without the token", async () => {
		const { token } = await createLink(ctx, campaignId, { lastDay });
		const rows = await ctx.db.resultLink.findMany({ where: { campaignId } });
		expect(JSON.stringify(rows)).not.toContain(token);
		expect(rows.some(({ tokenHash }) => Buffer.from(tokenHash).toString("utf8").includes(token))).toBe(false);
		await revokeLink(ctx, campaignId);
		const audit = await ctx.db.auditEntry.findMany({
			where: { entityId: campaignId },
			orderBy: { at: "asc" },
		});
		const actions = audit.map(({ action }) => action);
		expect(actions).toContain("result_link.created");
		expect(actions).toContain("result_link.revoked");
		expect(JSON.stringify(audit)).not.toContain(token);
	});

	it("is replaced by the next one, and revoked for the very next request", async () => {
		const first = await createLink(ctx, campaignId, { lastDay });
		const second = await createLink(ctx, campaignId, { lastDay });
		expect(await openLink(first.token, now)).toBeNull();
		expect(await openLink(second.token, now)).not.toBeNull();
		expect((await getLink(ctx, campaignId)).link?.id).toBe(second.link.id);
		await revokeLink(ctx, campaignId);
		expect(await openLink(second.token, now)).toBeNull();
		expect(await getLink(ctx, campaignId)).toEqual({ link: null });
		await revokeLink(ctx, campaignId);
	});

	it("opens nothing with any other token, whatever is wrong with it", async () => {
		for (const token of [
			"",
			"rl_",
			`rl_${"a".repeat(40)}`,
			`rl_${"2".repeat(40)}.csv`,
			campaignId,
			"\0",
			"x".repeat(5000),
		])
			expect(await openLink(token, now)).toBeNull();
	});

	it("opens only while its author may share: not once they are a viewer or gone", async () => {
		const { token } = await createLink(ctx, campaignId, { lastDay });
		const where = { workspaceId_userId: { workspaceId: ctx.workspace.id, userId: ctx.actor.id } };
		await ctx.db.workspaceMember.update({ where, data: { role: "viewer" } });
		expect(await openLink(token, now)).toBeNull();
		await ctx.db.workspaceMember.update({ where, data: { role: "admin" } });
		expect(await openLink(token, now)).not.toBeNull();
		await ctx.db.workspaceMember.delete({ where });
		expect(await openLink(token, now)).toBeNull();
		await ctx.db.workspaceMember.create({
			data: { workspaceId: ctx.workspace.id, userId: ctx.actor.id, role: "marketer" },
		});
	});

	it("opens nothing of an archived campaign", async () => {
		const { token } = await createLink(ctx, campaignId, { lastDay });
		await ctx.db.campaign.update({ where: { id: campaignId }, data: { archivedAt: now } });
		expect(await openLink(token, now)).toBeNull();
		await ctx.db.campaign.update({ where: { id: campaignId }, data: { archivedAt: null } });
	});

	it("is refused to roles that change nothing, for another workspace's campaign, and for days out of range", async () => {
		for (const role of ["analyst", "viewer"] as const) {
			const reader = { ...ctx, actor: { ...ctx.actor, role } };
			await expect(createLink(reader, campaignId, { lastDay })).rejects.toMatchObject({ code: "forbidden" });
			await expect(revokeLink(reader, campaignId)).rejects.toMatchObject({ code: "forbidden" });
			await expect(getLink(reader, campaignId)).rejects.toMatchObject({ code: "forbidden" });
		}
		const stranger = await createTestWorkspace({ now });
		await expect(createLink(stranger, campaignId, { lastDay })).rejects.toMatchObject({ code: "not_found" });
		for (const day of ["2026-03-19", "2027-04-01"])
			await expect(createLink(ctx, campaignId, { lastDay: day })).rejects.toMatchObject({
				code: "invalid",
				issues: [{ path: "lastDay" }],
			});
		expect((await createLink(ctx, campaignId, { lastDay: "2026-03-20" })).link.expiresAt).toBe(
			"2026-03-20T23:00:00.000Z",
		);
	});

	it("is refused where a group is so small that a viewer sees nothing", async () => {
		const launch = { ...ctx, now: new Date(now.getTime() - 40 * DAY) };
		const audience = await createAudience(launch, [901, 902, 903]);
		const small = await createRunningCampaign(launch, audience, { holdoutBp: 5000 });
		await assignNewMembers(launch, small);
		await expect(createLink(ctx, small, { lastDay })).rejects.toMatchObject({ code: "precondition" });
		await expect(createLink(ctx, newId("cmp"), { lastDay })).rejects.toMatchObject({ code: "not_found" });
	});
});
