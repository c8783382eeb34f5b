import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { archiveCampaign } from "@/lib/campaigns/server/archive-campaign";
import { restoreCampaign } from "@/lib/campaigns/server/restore-campaign";
import { archiveDestination } from "@/lib/destinations/server/archive-destination";
import { sealCredentials } from "@/lib/destinations/server/open-connection";
import { AppError } from "@/lib/kernel/app-error";
import { archiveList } from "@/lib/lists/server/archive-list";
import { restoreList } from "@/lib/lists/server/restore-list";
import { closeDatabase } from "@/lib/platform/postgres/database";
import { archiveSegment } from "@/lib/segments/server/archive-segment";
import { restoreSegment } from "@/lib/segments/server/restore-segment";
import { archiveSource } from "@/lib/sources/server/archive-source";
import { revokeWriteKey } from "@/lib/sources/server/revoke-write-key";
import { archiveSync } from "@/lib/syncs/server/archive-sync";
import { pauseSync, resumeSync } from "@/lib/syncs/server/change-sync";
import { archiveTrait } from "@/lib/traits/server/archive-trait";
import type { Context } from "@/lib/workspaces/server/context";
import { revokeApiKey } from "@/lib/workspaces/server/revoke-api-key";
import { createTestWorkspace } from "@/lib/workspaces/testing/create-test-workspace";
import { fillWorkspace } from "@/lib/workspaces/testing/fill-workspace";

type Ids = Awaited<ReturnType<typeof fillWorkspace>>;
let ctx: Context;
let ids: Ids;
beforeAll(async () => {
	ctx = await createTestWorkspace();
	ids = await fillWorkspace(ctx);
	const credentialsEncrypted = sealCredentials({ settings: {}, credentials: {} });
	await ctx.db.destination.update({ where: { id: ids.dst }, data: { credentialsEncrypted } });
});
afterAll(closeDatabase);

// In this order: nothing is archived while something uses it.
const changes: [action: string, id: keyof Ids, change: (id: string) => Promise<unknown>][] = [
	["campaign.archived", "cmp", (id) => archiveCampaign(ctx, id)],
	["campaign.restored", "cmp", (id) => restoreCampaign(ctx, id)],
	["list.archived", "lst", (id) => archiveList(ctx, id)],
	["list.restored", "lst", (id) => restoreList(ctx, id)],
	["sync.paused", "syn", (id) => pauseSync(ctx, id)],
	["sync.resumed", "syn", (id) => resumeSync(ctx, id)],
	["sync.archived", "syn", (id) => archiveSync(ctx, id, { audience: "leave" })],
	["destination.archived", "dst", (id) => archiveDestination(ctx, id)],
	["trait.archived", "ctr", (id) => archiveTrait(ctx, id)],
	["write_key.revoked", "wky", (id) => revokeWriteKey(ctx, { sourceId: ids.src ?? "", writeKeyId: id })],
	["source.archived", "src", (id) => archiveSource(ctx, { sourceId: id })],
	["api_key.revoked", "key", (id) => revokeApiKey(ctx, { apiKeyId: id })],
];

const entriesOf = (entityId: string, action: string) =>
	ctx.db.auditEntry.count({ where: { workspaceId: ctx.workspace.id, entityId, action } });

/** Several callers at once: the late ones change nothing, or get a not-found error. */
async function doAtOnce(id: string, change: (id: string) => Promise<unknown>): Promise<void> {
	const done = await Promise.allSettled(Array.from({ length: 6 }, () => change(id)));
	for (const one of done)
		if (one.status === "rejected" && !(one.reason instanceof AppError && one.reason.code === "not_found"))
			throw one.reason;
	expect(done.some(({ status }) => status === "fulfilled")).toBe(true);
}

describe("a change of state made by several at once", () => {
	it.each(changes)("is in the audit log once: %s", async (action, kind, change) => {
		const id = ids[kind] ?? "";
		await doAtOnce(id, change);
		expect(await entriesOf(id, action)).toBe(1);
	});

	it("is in the audit log once for a segment too", async () => {
		await archiveCampaign(ctx, ids.cmp ?? "");
		await doAtOnce(ids.seg ?? "", (id) => archiveSegment(ctx, id));
		await doAtOnce(ids.seg ?? "", (id) => restoreSegment(ctx, id));
		expect(await entriesOf(ids.seg ?? "", "segment.archived")).toBe(1);
		expect(await entriesOf(ids.seg ?? "", "segment.restored")).toBe(1);
	});
});
