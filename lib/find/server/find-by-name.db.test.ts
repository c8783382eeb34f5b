import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import { findQuery } from "@/lib/find/api";
import { findByName } from "@/lib/find/server/find-by-name";
import { newId } from "@/lib/kernel/ids";
import { closeDatabase } from "@/lib/platform/postgres/database";
import { closeWarehouse } from "@/lib/platform/warehouse/warehouse";
import { createSegmentInput, listSegmentsQuery } from "@/lib/segments/contracts";
import { listSegments } from "@/lib/segments/server/list-segments";
import type { Context } from "@/lib/workspaces/server/context";
import { createTestWorkspace } from "@/lib/workspaces/testing/create-test-workspace";
import { fillWorkspace } from "@/lib/workspaces/testing/fill-workspace";

let ctx: Context;
let other: Context;
beforeAll(async () => {
	ctx = await createTestWorkspace();
	other = await createTestWorkspace();
	await fillWorkspace(ctx);
	await fillWorkspace(other);
});
afterAll(async () => {
	await closeDatabase();
	await closeWarehouse();
});

const as = (role: Context["actor"]["role"]): Context => ({ ...ctx, actor: { ...ctx.actor, role } });
const addSegment = (name: string, rest: { tags?: string[]; archivedAt?: Date } = {}) =>
	ctx.db.segment.create({
		data: {
			id: newId("seg"),
			workspaceId: ctx.workspace.id,
			name,
			ownerId: ctx.actor.id,
			ownerName: "Ada",
			currentVersion: 1,
			...rest,
		},
	});

it("finds every kind by part of its name, in this workspace only", async () => {
	const { items } = await findByName(as("analyst"), { q: "THEI" });
	const kinds = ["segment", "campaign", "list", "trait", "destination", "sync", "source", "import"];
	expect(items.map(({ kind }) => kind)).toEqual(kinds);
	const names = await findByName(other, { q: "thei" });
	expect(names.items.map(({ id }) => id)).not.toEqual(expect.arrayContaining([items[0]?.id]));
});

it("finds for a viewer what a viewer may read", async () => {
	const { items } = await findByName(as("viewer"), { q: "thei" });
	expect(items.map(({ kind }) => kind)).not.toEqual(expect.arrayContaining(["source"]));
	expect(items.map(({ kind }) => kind)).not.toEqual(expect.arrayContaining(["import"]));
	expect(items.find(({ kind }) => kind === "segment")?.size).toBe("fewer than 10");
});

it("looks for what was written: % and _ are letters like others, and what is archived is not found", async () => {
	await addSegment("At least 10 % off");
	await addSegment("10 units");
	await addSegment("Old 10 %", { archivedAt: ctx.now });
	const { items } = await findByName(ctx, { q: "10 %" });
	expect(items.map(({ name }) => name)).toEqual(["At least 10 % off"]);
	expect((await findByName(ctx, { q: "1_u" })).items).toEqual([]);
});

it("finds a name whichever way its letters were composed when it was typed, stored or searched", async () => {
	const [composed, apart] = ["Caf\u00e9 Vis\u00e9", "Cafe\u0301 Vise\u0301"];
	expect(createSegmentInput.shape.name.parse(apart)).toBe(composed);
	const before = await addSegment(apart);
	const migration = await readFile("prisma/migrations/20261130050000_composed_names/migration.sql", "utf8");
	for (const statement of migration.split(/;\s*$/m))
		if (statement.trim()) await ctx.db.$executeRawUnsafe(statement);
	for (const typed of [composed, apart, "CAFE\u0301"]) {
		const { items } = await findByName(ctx, findQuery.parse({ q: typed }));
		expect(items.map(({ id, name }) => [id, name])).toEqual([[before.id, composed]]);
		const listed = await listSegments(ctx, listSegmentsQuery.parse({ search: typed }));
		expect(listed.items.map(({ id }) => id)).toEqual([before.id]);
	}
});

it("puts prefix matches first, five of a kind, and returns the tag that matched", async () => {
	for (const n of [6, 5, 4, 3, 2, 1]) await addSegment(`Zebra ${n}`);
	await addSegment("A zebra");
	await addSegment("Striped", { tags: ["Zebra fans"] });
	const { items } = await findByName(ctx, { q: "zebra" });
	expect(items.map(({ name }) => name)).toEqual(["Zebra 1", "Zebra 2", "Zebra 3", "Zebra 4", "Zebra 5"]);
	const tagged = await findByName(ctx, { q: "zebra f" });
	expect(tagged.items).toMatchObject([{ name: "Striped", tag: "Zebra fans" }]);
	expect((await findByName(ctx, { q: "striped" })).items[0]?.tag).toBeNull();
});
