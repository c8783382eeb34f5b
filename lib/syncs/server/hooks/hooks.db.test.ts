import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, it, vi } from "vitest";

vi.hoisted(() => {
	process.env.ALLOW_PRIVATE_DESTINATIONS = "true";
});

import { newId } from "@/lib/kernel/ids";
import { closeDatabase } from "@/lib/platform/postgres/database";
import { closeWarehouse } from "@/lib/platform/warehouse/warehouse";
import { hookEvent } from "@/lib/syncs/hooks-api";
import { sampleHook } from "@/lib/syncs/server/hooks/sample-hook";
import { subscribeHook } from "@/lib/syncs/server/hooks/subscribe-hook";
import { unsubscribeHook } from "@/lib/syncs/server/hooks/unsubscribe-hook";
import { runSync } from "@/lib/syncs/server/run-sync";
import { createPeople, createTestSegment, setMembers } from "@/lib/syncs/testing/make-people";
import type { Context } from "@/lib/workspaces/server/context";
import { createTestWorkspace } from "@/lib/workspaces/testing/create-test-workspace";

type Heard = { path: string; id: string; type: string; person: { id: string } };
let server: Server;
let url = "";
const heard: Heard[] = [];
/** Statuses to answer with before 200. */
const statuses: number[] = [];

beforeAll(async () => {
	server = createServer((request, response) => {
		const chunks: Buffer[] = [];
		request.on("data", (chunk: Buffer) => chunks.push(chunk));
		request.on("end", () => {
			heard.push({ path: request.url ?? "", ...JSON.parse(Buffer.concat(chunks).toString()) });
			response.writeHead(statuses.shift() ?? 200).end();
		});
	});
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	// Safe because a server that listens on a port has an address of this form.
	url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
	await new Promise((resolve) => server.close(resolve));
	await closeDatabase();
	await closeWarehouse();
});

async function run(ctx: Context, syncId: string): Promise<void> {
	const waiting = await ctx.db.syncRun.findFirst({ where: { syncId, status: "queued" } });
	const runId = waiting?.id ?? newId("run");
	if (!waiting)
		await ctx.db.syncRun.create({
			data: { id: runId, syncId, trigger: "manual", status: "queued", counts: {} },
		});
	await runSync(ctx, { runId }, { sleep: async () => {}, timeoutMs: 1_500 });
}

it("tells a subscriber of what happens from now on, each occurrence once (N-HOO-3)", async () => {
	const ctx = await createTestWorkspace();
	await createPeople(
		ctx,
		[2, 3].map((uid) => ({ uid, userId: `u${uid}`, consents: true })),
	);
	const segmentId = await createTestSegment(ctx, [2]);
	const ask = (event: "entered" | "left") =>
		subscribeHook(ctx, {
			targetUrl: `${url}/${event}`,
			event,
			segmentId,
			identifier: "user_id",
			traits: [],
			purpose: "advertising",
		});
	const [entered, left] = [await ask("entered"), await ask("left")];
	// The same again is the same.
	expect((await ask("entered")).id).toBe(entered.id);
	const runBoth = async () => {
		for (const { id } of [entered, left]) await run(ctx, id);
	};
	await runBoth();
	// Whoever was there before is no news, and no address is tried.
	expect(heard).toEqual([]);
	statuses.push(500);
	await setMembers(ctx, segmentId, [2, 3]);
	await runBoth();
	await setMembers(ctx, segmentId, [2]);
	await runBoth();
	await setMembers(ctx, segmentId, [2, 3]);
	await runBoth();
	const events = [...new Map(heard.map((one) => [one.id, one])).values()];
	expect(events.map(({ path, type, person }) => [path, type, person.id])).toEqual([
		["/entered", "entered", "3"],
		["/left", "left", "3"],
		["/entered", "entered", "3"],
	]);
	// The 500 was repeated under the same id.
	expect(heard).toHaveLength(4);

	const samples = await sampleHook(ctx, {
		segmentId,
		event: "entered",
		identifier: "user_id",
		traits: "tier",
	});
	expect(new Set(samples.map(({ id }) => id)).size).toBe(samples.length);
	expect(samples.map((one) => hookEvent.parse(one))).toEqual(samples);
	const { path: _, ...live } = heard[0] as Heard & Record<string, unknown>;
	expect(Object.keys(samples[0] ?? {}).sort()).toEqual(Object.keys(live).sort());

	expect(await unsubscribeHook(ctx, left.id)).toEqual({ id: left.id });
	await expect(unsubscribeHook(ctx, left.id)).rejects.toMatchObject({ code: "not_found" });
	// 410 ends the other.
	statuses.push(410);
	const before = heard.length;
	await createPeople(ctx, [{ uid: 4, userId: "u4", consents: true }]);
	await setMembers(ctx, segmentId, [2, 3, 4]);
	await run(ctx, entered.id);
	expect(heard).toHaveLength(before + 1);
	const { destination, status } = await ctx.db.sync.findUniqueOrThrow({
		where: { id: entered.id },
		include: { destination: true },
	});
	expect([destination.status, status]).toEqual(["disconnected", "failing"]);
	// Subscribing anew begins anew.
	expect((await ask("entered")).id).not.toBe(entered.id);
});

it("names what is wrong in a subscription, and leaves nothing behind", async () => {
	const ctx = await createTestWorkspace();
	const segmentId = await createTestSegment(ctx, []);
	const ask = {
		targetUrl: `${url}/x`,
		event: "changed",
		segmentId,
		identifier: "email",
		purpose: "email",
	} as const;
	for (const [change, path] of [
		[{ traits: [] }, "traits"],
		[{ traits: ["tier"], targetUrl: "ftp://example.com" }, "targetUrl"],
		[{ traits: ["tier"], segmentId: "seg_00000000000000000000000000" }, "segmentId"],
	] as const) {
		await expect(subscribeHook(ctx, { ...ask, ...change, traits: [...change.traits] })).rejects.toMatchObject(
			{
				code: "invalid",
				message: expect.stringContaining(path),
			},
		);
	}
	expect(await ctx.db.destination.count({ where: { workspaceId: ctx.workspace.id } })).toBe(0);
});
