import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";

vi.hoisted(() => {
	process.env.ALLOW_PRIVATE_DESTINATIONS = "true";
});

import { archiveDestination } from "@/lib/destinations/server/archive-destination";
import { getDestination, listDestinations } from "@/lib/destinations/server/get-destination";
import { type Sandbox, startSandbox } from "@/lib/destinations/server/sandbox/start-sandbox";
import { testDestination } from "@/lib/destinations/server/test-connection";
import { updateDestination } from "@/lib/destinations/server/update-destination";
import { closeDatabase } from "@/lib/platform/postgres/database";
import { closeWarehouse } from "@/lib/platform/warehouse/warehouse";
import { explainDelivery } from "@/lib/syncs/server/explain-delivery";
import { getSync, listSyncs } from "@/lib/syncs/server/get-sync";
import { previewSync } from "@/lib/syncs/server/preview-sync";
import { createPeople, createTestSegment } from "@/lib/syncs/testing/make-people";
import { connectTestMeta, openTestSync, type TestSync } from "@/lib/syncs/testing/open-test-sync";
import type { Context } from "@/lib/workspaces/server/context";
import { createTestWorkspace } from "@/lib/workspaces/testing/create-test-workspace";

let sandbox: Sandbox;
let ctx: Context;
beforeAll(async () => {
	sandbox = await startSandbox({ port: 0 });
	ctx = await createTestWorkspace();
	await createPeople(ctx, [{ uid: 1, email: "p1@example.com" }]);
});
afterAll(async () => {
	await sandbox.close();
	await closeDatabase();
	await closeWarehouse();
});

/** As if sealed by a key that was taken out of the keyring. */
const lostKey = new Uint8Array([4, ...new TextEncoder().encode("gone"), ...new Uint8Array(40)]);
/** By a key that is there, and altered since. */
const altered = (sealed: Uint8Array) =>
	new Uint8Array(sealed.map((byte, at) => (at === sealed.length - 1 ? byte ^ 1 : byte)));

describe("a destination whose secrets cannot be read", () => {
	it.each(["lost", "altered"] as const)(
		"(%s) is shown failing with the cure, beside all others",
		async (how) => {
			const segmentId = await createTestSegment(ctx, [1]);
			const [good, bad] = [await connectTestMeta(ctx, sandbox), await connectTestMeta(ctx, sandbox)];
			const syncs: TestSync[] = [];
			for (const destinationId of [good, bad]) {
				const sync = await openTestSync(ctx, sandbox, { segmentId, destinationId });
				await sync.run();
				syncs.push(sync);
			}
			const [, badSync] = syncs;
			if (!badSync) throw new Error("no sync");
			const stored = await ctx.db.destination.findUniqueOrThrow({ where: { id: bad } });
			await ctx.db.destination.update({
				where: { id: bad },
				data: { credentialsEncrypted: how === "lost" ? lostKey : altered(stored.credentialsEncrypted) },
			});
			const cure =
				how === "lost"
					? 'Encryption key "gone" is not in MUSTER_ENCRYPTION_KEYS'
					: "The stored secrets cannot be read. Enter them again.";

			const { items } = await listDestinations(ctx);
			expect(items.find(({ id }) => id === good)).toMatchObject({ status: "connected" });
			expect(items.find(({ id }) => id === bad)).toMatchObject({
				status: "failing",
				checkError: expect.stringContaining(cure),
				storedSecrets: [],
			});
			const { items: shown } = await listSyncs(ctx, { segmentId });
			expect(shown.map(({ status }) => status).sort()).toEqual(["active", "failing"]);
			expect((await getSync(ctx, badSync.id)).statusReason).toContain(cure);
			expect((await previewSync(ctx, badSync.id)).problem).toContain(cure);
			const explained = await explainDelivery(ctx, 1);
			expect(explained.items.filter(({ syncId }) => syncs.some(({ id }) => id === syncId))).toHaveLength(2);
			expect(explained.items.find(({ syncId }) => syncId === badSync.id)?.sentence).toContain(cure);
			await expect(badSync.run()).rejects.toThrow();
			expect(await testDestination(ctx, bad)).toMatchObject({
				ok: false,
				message: expect.stringContaining(cure),
			});

			// The secrets entered again are the other cure.
			const { adAccountId = "" } = (await getDestination(ctx, bad)).settings;
			await expect(updateDestination(ctx, bad, { values: { adAccountId } })).rejects.toMatchObject({
				issues: [{ path: "values.accessToken" }],
			});
			await updateDestination(ctx, bad, {
				values: {
					adAccountId,
					accessToken: `token-of-${adAccountId}`,
					appSecret: `secret-of-${adAccountId}`,
				},
			});
			expect((await getSync(ctx, badSync.id)).status).toBe("active");
			expect(await badSync.run()).toMatchObject({ status: "finished" });
		},
	);

	it("can be renamed and disconnected", async () => {
		const id = await connectTestMeta(ctx, sandbox);
		await ctx.db.destination.update({ where: { id }, data: { credentialsEncrypted: lostKey } });
		expect((await updateDestination(ctx, id, { name: "Old account" })).name).toBe("Old account");
		await archiveDestination(ctx, id);
	});

	it("of a network that Muster no longer has hides no other either", async () => {
		const id = await connectTestMeta(ctx, sandbox);
		await ctx.db.destination.update({ where: { id }, data: { network: "myspace" } });
		expect((await listDestinations(ctx)).items.find((one) => one.id === id)).toMatchObject({
			status: "failing",
			checkError: 'Muster no longer supports "myspace".',
		});
	});
});
