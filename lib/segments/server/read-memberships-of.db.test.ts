import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { newId } from "@/lib/kernel/ids";
import { formatInstant, SqlBinder } from "@/lib/kernel/sql-binder";
import { closeDatabase } from "@/lib/platform/postgres/database";
import { sized } from "@/lib/platform/testing/test-seed";
import { insertRows, runSql } from "@/lib/platform/warehouse/define-query";
import { closeWarehouse } from "@/lib/platform/warehouse/warehouse";
import type { ServedPointer } from "@/lib/rules/compile/served-membership-sql";
import { readMembersAmong } from "@/lib/segments/server/read-members-among";
import { readMembershipsOf } from "@/lib/segments/server/read-memberships-of";
import type { Context } from "@/lib/workspaces/server/context";
import { createTestWorkspace } from "@/lib/workspaces/testing/create-test-workspace";

let ctx: Context;
beforeAll(async () => {
	ctx = await createTestWorkspace();
});
afterAll(async () => {
	await closeDatabase();
	await closeWarehouse();
});

const people = [1, 2, 3, 4, 5];
const start = Date.UTC(2026, 0, 1);
const at = fc.integer({ min: 0, max: 12 }).map((minutes) => start + minutes * 60_000);
const base = fc.record({ version: fc.integer({ min: 1, max: 2 }), at, uids: fc.subarray(people) });
const row = fc.record({
	version: fc.integer({ min: 1, max: 2 }),
	at,
	effective: at,
	uid: fc.constantFrom(...people),
	change: fc.constantFrom("entered", "exited"),
});
const segment = fc.record({
	bases: fc.uniqueArray(base, { maxLength: 3, selector: ({ version, at: when }) => `${version} ${when}` }),
	// One word of a person at an instant: two would have no order.
	log: fc.uniqueArray(row, {
		maxLength: 12,
		selector: (one) => `${one.version} ${one.uid} ${one.at} ${one.effective}`,
	}),
	version: fc.integer({ min: 1, max: 2 }),
	servedAt: at,
	knowsBase: fc.boolean(),
});

type World = typeof segment extends fc.Arbitrary<infer One> ? One : never;

async function store(segmentId: string, of: World): Promise<ServedPointer> {
	const ws = ctx.workspace.number;
	for (const { version, at: when, uids } of of.bases) {
		const binder = new SqlBinder();
		const sql = `INSERT INTO membership (ws, segment, version, as_of, served_at, people)
			SELECT ${binder.bind(ws, "UInt32")}, ${binder.bind(segmentId, "String")}, ${binder.bind(version, "UInt32")},
				${binder.bindInstant(when)}, ${binder.bindInstant(when)}, groupBitmapState(uid)
			FROM (SELECT arrayJoin(${binder.bind(uids, "Array(UInt32)")}) AS uid)`;
		await runSql(ctx.warehouse, "test.base", binder.finish(sql));
	}
	if (of.log.length > 0)
		await insertRows(
			ctx.warehouse,
			"membership_change",
			of.log.map(({ version, at: when, effective, uid, change }) => ({
				ws,
				segment: segmentId,
				version,
				uid,
				change,
				effective_at: formatInstant(effective),
				served_at: formatInstant(when),
				cause: "test",
			})),
		);
	const newest = Math.max(
		0,
		...of.bases.filter(({ version }) => version === of.version).map((one) => one.at),
	);
	return {
		segmentId,
		version: of.version,
		servedAt: new Date(of.servedAt),
		baseServedAt: of.knowsBase && newest > 0 ? new Date(newest) : null,
	};
}

it("says of a person what the statement for many people says, whatever bases and log hold", async () => {
	await fc.assert(
		fc.asyncProperty(
			fc.array(segment, { minLength: 1, maxLength: 4 }),
			fc.subarray(people, { minLength: 1 }),
			async (worlds, uids) => {
				const served = await Promise.all(worlds.map((one) => store(newId("seg"), one)));
				const question = { ws: ctx.workspace.number, served, uids };
				const many = await readMembersAmong(ctx.warehouse, question);
				const wanted = served
					.map(({ segmentId }) => segmentId)
					.filter((id) => (many.get(id)?.length ?? 0) > 0);
				expect([...(await readMembershipsOf(ctx.warehouse, question))].sort()).toEqual(wanted.sort());
			},
		),
		{ numRuns: sized(40) },
	);
}, 120_000);

it("is in nothing where there is nothing to be in, or no one to ask for", async () => {
	const question = { ws: ctx.workspace.number, served: [], uids: [1] };
	expect(await readMembershipsOf(ctx.warehouse, question)).toEqual(new Set());
	const pointer = { segmentId: newId("seg"), version: 1, servedAt: new Date(), baseServedAt: null };
	expect(await readMembershipsOf(ctx.warehouse, { ...question, served: [pointer], uids: [] })).toEqual(
		new Set(),
	);
	expect(await readMembershipsOf(ctx.warehouse, { ...question, served: [pointer] })).toEqual(new Set());
});
