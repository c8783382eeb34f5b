import { describe, expect, it, vi } from "vitest";
import type { Database } from "@/lib/platform/postgres/database";
import type { SegmentRule } from "@/lib/rules/rule";
import { createSegment } from "@/lib/segments/server/create-segment";
import { getSegment } from "@/lib/segments/server/get-segment";
import { listMembers } from "@/lib/segments/server/list-members";
import { refreshChanged } from "@/lib/segments/server/refresh/refresh-changed";
import { refreshSegments } from "@/lib/segments/server/refresh/refresh-segments";
import { acquireLeases } from "@/lib/segments/server/refresh/segment-leases";
import { sendMessages } from "@/lib/sources/testing/send-messages";
import type { Context } from "@/lib/workspaces/server/context";
import { createTestWorkspace } from "@/lib/workspaces/testing/create-test-workspace";

const minute = 60_000;
const justNow: SegmentRule = {
	combinator: "and",
	rules: [
		{
			kind: "event",
			field: "Viewed",
			aggregate: { kind: "count" },
			operator: ">=",
			value: 1,
			window: { kind: "last", amount: 10, unit: "minutes" },
		},
	],
};

/** A served segment of everyone who viewed in the last ten minutes, and someone who has just done so. */
async function beginWorkspace(): Promise<{ ctx: Context; id: string; at: (minutes: number) => Context }> {
	const started = Date.now() - 30 * minute;
	const made = await createTestWorkspace({ now: new Date(started) });
	const at = (minutes: number): Context => ({ ...made, now: new Date(started + minutes * minute) });
	const view = (userId: string, minutes: number) => ({
		type: "track",
		userId,
		event: "Viewed",
		timestamp: at(minutes).now.toISOString(),
	});
	await sendMessages(at(0), [view("old", -60)]);
	const { id } = await createSegment(at(0), { name: "Just now", rule: justNow });
	await refreshSegments(at(0), [id]);
	await sendMessages(at(1), [view("new", 1)]);
	return { ctx: made, id, at };
}

/** Work that ends as if its process had died once it has logged what it found: it can neither serve it nor clean up. */
async function dieAfterLogging(ctx: Context): Promise<void> {
	const dead = new Error("died");
	let hasDied = false;
	const warehouse = new Proxy(ctx.warehouse, {
		get: (target, name) => {
			const value = Reflect.get(target, name);
			if (name !== "insert") return typeof value === "function" ? value.bind(target) : value;
			return async (input: { table: string }) => {
				const answer = await value.call(target, input);
				if (input.table === "membership_change") hasDied = true;
				return answer;
			};
		},
	});
	const db = new Proxy(ctx.db, {
		get: (target, name) => {
			if (hasDied) throw dead;
			const value = Reflect.get(target, name);
			return typeof value === "function" ? value.bind(target) : value;
		},
	}) as Database;
	await expect(refreshChanged({ ...ctx, warehouse, db })).rejects.toThrow("died");
	expect(hasDied).toBe(true);
}

/** As when so much time has passed that leases ran out. */
async function endLeases({ db, workspace }: Context): Promise<void> {
	await db.segment.updateMany({
		where: { workspaceId: workspace.id, leaseOwner: { not: null } },
		data: { leaseUntil: new Date(0) },
	});
}

async function tick(ctx: Context): Promise<void> {
	while ((await refreshChanged(ctx)).waiting > 0);
}

async function membersOf(ctx: Context, id: string): Promise<number> {
	const { size } = await getSegment(ctx, id);
	const { items } = await listMembers(ctx, id, { limit: 50 });
	expect(size).toBe(items.length);
	return items.length;
}

async function logOf(ctx: Context, segment: string): Promise<string[]> {
	const found = await ctx.warehouse.query({
		query: `SELECT toString(change) AS change FROM membership_change WHERE ws = {ws:UInt32} AND segment = {segment:String}
			ORDER BY served_at, effective_at`,
		query_params: { ws: ctx.workspace.number, segment },
		format: "JSONEachRow",
	});
	return (await found.json<{ change: string }>()).map(({ change }) => change);
}

describe("a tick that dies after it has logged who enters, before that is served", () => {
	it("leaves no one behind who has left meanwhile", async () => {
		const { id, at } = await beginWorkspace();
		await dieAfterLogging(at(2));
		await endLeases(at(2));
		await tick(at(15));
		expect(await membersOf(at(15), id)).toBe(0);
		expect(await logOf(at(15), id)).toEqual([]);
	});

	it("has let no one enter twice", async () => {
		const { id, at } = await beginWorkspace();
		await dieAfterLogging(at(2));
		await endLeases(at(2));
		await tick(at(3));
		expect(await membersOf(at(3), id)).toBe(1);
		expect(await logOf(at(3), id)).toEqual(["entered"]);
		await tick(at(15));
		expect(await membersOf(at(15), id)).toBe(0);
	});

	it("has let no one enter twice either when a full refresh comes first", async () => {
		const { id, at } = await beginWorkspace();
		await dieAfterLogging(at(2));
		await endLeases(at(2));
		await refreshSegments(at(3), [id]);
		expect(await membersOf(at(3), id)).toBe(1);
		expect(await logOf(at(3), id)).toEqual(["entered"]);
	});

	it("holds its segments for a minute at most, and for as long as it lives", async () => {
		const { ctx, id } = await beginWorkspace();
		const leaseOf = async () => {
			const { leaseUntil } = await ctx.db.segment.findUniqueOrThrow({ where: { id } });
			return leaseUntil?.getTime() ?? 0;
		};
		vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
		try {
			const leases = await acquireLeases(ctx, [id], "somebody", 0);
			const first = await leaseOf();
			expect(first).toBeLessThanOrEqual(Date.now() + minute + 1_000);
			vi.advanceTimersByTime(15_000);
			await vi.waitFor(async () => expect(await leaseOf()).toBeGreaterThan(first));
			await leases.release(true);
			expect(await leaseOf()).toBe(0);
		} finally {
			vi.useRealTimers();
		}
	});
});
