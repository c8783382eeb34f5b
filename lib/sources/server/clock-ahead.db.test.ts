import { afterAll, expect, it, vi } from "vitest";

vi.hoisted(() => {
	process.env.ALLOW_PRIVATE_DESTINATIONS = "true";
});

import { type Sandbox, startSandbox } from "@/lib/destinations/server/sandbox/start-sandbox";
import { closeDatabase } from "@/lib/platform/postgres/database";
import { flushOutbox } from "@/lib/platform/warehouse/outbox";
import { closeWarehouse } from "@/lib/platform/warehouse/warehouse";
import { acceptMessages } from "@/lib/sources/server/accept-messages";
import { Catalogue } from "@/lib/sources/server/catalogue";
import { createPeople, createTestSegment } from "@/lib/syncs/testing/make-people";
import { connectTestMeta, openTestSync } from "@/lib/syncs/testing/open-test-sync";
import type { Context } from "@/lib/workspaces/server/context";
import { createTestWorkspace } from "@/lib/workspaces/testing/create-test-workspace";

let sandbox: Sandbox | undefined;
afterAll(async () => {
	await sandbox?.close();
	await closeDatabase();
	await closeWarehouse();
});

const hourMs = 3_600_000;

/** A statement from a device whose clock is `aheadMs` ahead, without the time it was sent. */
async function state(ctx: Context, key: string, said: "granted" | "denied", aheadMs: number): Promise<void> {
	const now = new Date();
	const at = now.getTime() + aheadMs;
	await acceptMessages(
		ctx.db,
		new Catalogue(),
		[
			{
				messageId: `${key}-${said}-${at}`,
				identifiers: [{ kind: "user_id", value: key }],
				at,
				traits: [],
				personal: [],
				consents: [{ purpose: "advertising", state: said, at, statement: "" }],
			},
		],
		{ ws: ctx.workspace.number, source: "test", now, keepForever: false },
	);
	await flushOutbox(ctx.db, ctx.warehouse);
}

it("counts what someone says from a clock that is ahead from when it was received", async () => {
	sandbox = await startSandbox({ port: 0 });
	const ctx = await createTestWorkspace();
	await createPeople(
		ctx,
		[1, 2, 3].map((uid) => ({ uid, userId: `c${uid}`, email: `c${uid}@example.com`, consents: uid !== 2 })),
	);
	const segmentId = await createTestSegment(ctx, [1, 2, 3]);
	const destinationId = await connectTestMeta(ctx, sandbox);
	const sync = await openTestSync(ctx, sandbox, { segmentId, destinationId, identifierKinds: ["user_id"] });
	await state(ctx, "c1", "denied", hourMs);
	// A yes from a clock that is ahead does not outlive the no that came after it.
	await state(ctx, "c2", "granted", hourMs);
	await state(ctx, "c2", "denied", 0);
	await sync.run();
	expect(await sync.held()).toHaveLength(1);
	await sync.run({ now: () => Date.now() + 2 * hourMs });
	expect(await sync.held()).toHaveLength(1);
});
