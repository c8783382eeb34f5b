import { formatInstant } from "@/lib/kernel/sql-binder";
import { insertRows } from "@/lib/platform/warehouse/define-query";
import type { Context } from "@/lib/workspaces/server/context";

const day = 86_400_000;

/** Ten people; person n ordered n times, on the n days before now, for n each; even orders were hats. Plan by parity. */
export async function seedShop(ctx: Context): Promise<void> {
	const ws = ctx.workspace.number;
	const uids = Array.from({ length: 10 }, (_, index) => index + 1);
	const at = (ms: number) => formatInstant(ctx.now.getTime() - ms);
	await ctx.db.profile.createMany({
		data: uids.map((uid) => ({
			workspaceNumber: ws,
			uid,
			rootUid: uid,
			isKnown: uid % 2 === 1,
			effectiveAt: new Date(ctx.now.getTime() - 100 * day),
		})),
	});
	await ctx.db.traitDefinition.create({ data: { workspaceNumber: ws, name: "plan", type: "string" } });
	await ctx.db.eventDefinition.create({ data: { workspaceNumber: ws, name: "Order Completed" } });
	await ctx.db.propertyDefinition.createMany({
		data: [
			{ workspaceNumber: ws, event: "Order Completed", name: "amount", type: "number" },
			{ workspaceNumber: ws, event: "Order Completed", name: "category", type: "string" },
		],
	});
	const change = { ws, root: 0, effective_at: at(100 * day), recorded_at: at(100 * day) };
	await insertRows(ctx.warehouse, "profile_change", [
		...uids.map((uid) => ({ ...change, uid, change: "created" })),
		...uids.filter((uid) => uid % 2 === 1).map((uid) => ({ ...change, uid, change: "known" })),
	]);
	await insertRows(
		ctx.warehouse,
		"trait_history",
		uids.map((uid) => ({
			ws,
			trait: "plan",
			uid,
			type: "string",
			string_value: uid % 2 === 1 ? "pro" : "free",
			number_value: 0,
			list_value: [],
			priority: 1,
			source: "test",
			valid_from: at(90 * day),
			recorded_at: at(90 * day),
		})),
	);
	for (const uid of uids) {
		await order(
			ctx,
			uid,
			Array.from({ length: uid }, (_, n) => (n + 1) * day),
		);
	}
}

/** Orders of a person, each so many milliseconds before now. */
export async function order(ctx: Context, uid: number, ago: number[]): Promise<void> {
	await insertRows(
		ctx.warehouse,
		"events",
		ago.map((ms, index) => {
			const time = formatInstant(ctx.now.getTime() - ms);
			return {
				ws: ctx.workspace.number,
				event: "Order Completed",
				uid,
				time,
				message: String(uid * 100_000 + index * 1000 + (ms % 1000)),
				received_at: time,
				source: "test",
				properties: { amount: uid, category: index % 2 === 0 ? "shoes" : "hats" },
			};
		}),
	);
}
