import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { formatInstant } from "@/lib/kernel/sql-binder";
import { insertRows } from "@/lib/platform/warehouse/define-query";
import type { SegmentRule } from "@/lib/rules/rule";
import { previewSegment } from "@/lib/segments/server/preview-segment";
import { createTestWorkspace } from "@/lib/workspaces/testing/create-test-workspace";

const file = path.resolve(process.env.MUSTER_DATA_DIR ?? "../shared/data", "cdnow_master.txt");
const isThere = existsSync(file);
const asOf = Date.UTC(1998, 5, 30, 23, 59, 59, 999);
const day = 86_400_000;

type Purchase = { customer: number; time: number; cds: number; dollars: number };

function readPurchases(text: string): Purchase[] {
	return text
		.split(/\r?\n/)
		.slice(1)
		.filter((line) => line.trim() !== "")
		.map((line) => {
			const [customer = "", date = "", cds = "", dollars = ""] = line.trim().split(/\s+/);
			const time = Date.UTC(Number(date.slice(0, 4)), Number(date.slice(4, 6)) - 1, Number(date.slice(6)));
			return { customer: Number(customer), time, cds: Number(cds), dollars: Number(dollars) };
		});
}

/** The same question, answered by counting in the file. */
function recount(purchases: Purchase[]): number {
	const recent = new Map<number, number>();
	const veryRecent = new Set<number>();
	for (const { customer, time } of purchases) {
		if (time > asOf - 180 * day && time <= asOf) recent.set(customer, (recent.get(customer) ?? 0) + 1);
		if (time > asOf - 30 * day && time <= asOf) veryRecent.add(customer);
	}
	return [...recent].filter(([customer, times]) => times >= 3 && !veryRecent.has(customer)).length;
}

const rule: SegmentRule = {
	combinator: "and",
	rules: [
		{
			kind: "event",
			field: "purchase",
			aggregate: { kind: "count" },
			operator: ">=",
			value: 3,
			window: { kind: "last", amount: 180, unit: "days" },
		},
		{
			kind: "event",
			field: "purchase",
			aggregate: { kind: "count" },
			operator: "equals",
			value: 0,
			window: { kind: "last", amount: 30, unit: "days" },
		},
	],
};

describe("69 659 real purchases", () => {
	const reason = isThere ? "" : " (skipped: cdnow_master.txt is not in MUSTER_DATA_DIR)";
	it.skipIf(!isThere)(`give the 709 people that a plain recount of the file gives${reason}`, async () => {
		const purchases = readPurchases(await readFile(file, "utf8"));
		const ctx = await createTestWorkspace();
		const ws = ctx.workspace.number;
		await ctx.db.eventDefinition.create({ data: { workspaceNumber: ws, name: "purchase" } });
		const first = new Map<number, number>();
		for (const { customer, time } of purchases) {
			first.set(customer, Math.min(time, first.get(customer) ?? time));
		}
		await insertRows(
			ctx.warehouse,
			"profile_change",
			[...first].flatMap(([uid, time]) =>
				["created", "known"].map((change) => ({
					ws,
					change,
					uid,
					root: 0,
					effective_at: formatInstant(time),
					recorded_at: formatInstant(ctx.now),
				})),
			),
		);
		await insertRows(
			ctx.warehouse,
			"events",
			purchases.map(({ customer, time, cds, dollars }, index) => ({
				ws,
				event: "purchase",
				uid: customer,
				time: formatInstant(time),
				message: String(index),
				received_at: formatInstant(ctx.now),
				source: "cdnow",
				properties: { cds, dollars },
			})),
		);
		const preview = await previewSegment(ctx, { rule, asOf: new Date(asOf).toISOString() });
		expect(purchases).toHaveLength(69_659);
		expect(preview.base).toBe(23_570);
		expect(preview.total).toBe(recount(purchases));
		expect(preview.total).toBe(709);
	});
});
