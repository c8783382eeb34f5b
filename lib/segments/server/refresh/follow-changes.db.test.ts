import { beforeEach, expect, test } from "vitest";
import { newId } from "@/lib/kernel/ids";
import { acquireFollow } from "@/lib/segments/server/refresh/acquire-follow";
import { followChanges } from "@/lib/segments/server/refresh/follow-changes";
import type { Context } from "@/lib/workspaces/server/context";
import { createTestWorkspace } from "@/lib/workspaces/testing/create-test-workspace";

const never = new AbortController().signal;
let ctx: Context;

beforeEach(async () => {
	ctx = await createTestWorkspace();
	await ctx.db.segment.create({
		data: {
			id: newId("seg"),
			workspaceId: ctx.workspace.id,
			name: "Served",
			ownerId: ctx.actor.id,
			ownerName: ctx.actor.name,
			currentVersion: 1,
			servedVersion: 1,
		},
	});
});

/** One tick of this test's workspace: other tests' are theirs. */
const tick = async (first: (recordedFrom: Date) => Promise<void>) =>
	await followChanges(never, async (_ctx, recordedFrom) => await first(recordedFrom), {
		onlyWorkspaceId: ctx.workspace.id,
	});

const followedAt = async () =>
	(await ctx.db.segmentFollow.findUnique({ where: { workspaceId: ctx.workspace.id } }))?.followedAt ?? null;

test("a tick reads once and ends; the next one continues where it began", async () => {
	const seen: Date[] = [];
	await tick(async (from) => void seen.push(from));
	const first = await followedAt();
	await tick(async (from) => void seen.push(from));
	expect(seen).toHaveLength(2);
	expect(first).not.toBeNull();
	expect(seen[1]).toEqual(first);
});

test("a workspace in which nothing went on is passed over for a few seconds, one that failed is not", async () => {
	const quietUntil = async () =>
		(await ctx.db.segmentFollow.findUniqueOrThrow({ where: { workspaceId: ctx.workspace.id } })).quietUntil;
	const began = Date.now();
	await tick(async () => {});
	expect((await quietUntil())?.getTime()).toBeGreaterThanOrEqual(began + 5_000);
	await tick(async () => {
		throw new Error("the warehouse is away");
	}).catch(() => {});
	expect(await quietUntil()).toBeNull();
});

test("while one process follows a workspace another leaves it alone, and takes it over when the first has died", async () => {
	const hold = await acquireFollow(ctx.workspace.id, newId("rfr"));
	let times = 0;
	const count = async () => {
		times += 1;
	};
	await tick(count);
	expect(times).toBe(0);
	await ctx.db.segmentFollow.update({
		where: { workspaceId: ctx.workspace.id },
		data: { leaseUntil: new Date(0) },
	});
	await tick(count);
	expect(times).toBe(1);
	// Too late: the lease is another's by now or no one's.
	const before = await followedAt();
	await hold?.release(new Date(0));
	expect(await followedAt()).toEqual(before);
});

test("a workspace that fails fails the tick, and the next one looks at the same again", async () => {
	const failing = tick(async () => {
		throw new Error("the warehouse is away");
	});
	await expect(failing).rejects.toThrow("1 of 1 workspaces could not follow");
	expect(await followedAt()).toBeNull();
	let times = 0;
	await tick(async () => {
		times += 1;
	});
	expect(times).toBe(1);
});
