import { userOf } from "@/bench/support/stream-messages";
import { networkOf } from "@/lib/destinations/registry";
import { connectDestination } from "@/lib/destinations/server/connect-destination";
import { env } from "@/lib/platform/env";
import type { SegmentRule } from "@/lib/rules/rule";
import { createSegment } from "@/lib/segments/server/create-segment";
import { refreshSegments } from "@/lib/segments/server/refresh/refresh-segments";
import type { Intake } from "@/lib/sources/intake";
import { createSource } from "@/lib/sources/server/create-source";
import { createSync } from "@/lib/syncs/server/create-sync";
import type { Context } from "@/lib/workspaces/server/context";
import { createTestWorkspace } from "@/lib/workspaces/testing/create-test-workspace";
import { takeMessages } from "@/prisma/seed/take-messages";

const dayMs = 86_400_000;
const plans = ["free", "pro", "team"] as const;
const countries = ["US", "DE", "FR", "JP"] as const;

type Leaf = SegmentRule["rules"][number];

export const did = (field: string, operator: ">=" | "equals", value: number, days?: number): Leaf => ({
	kind: "event",
	field,
	aggregate: { kind: "count" },
	operator,
	value,
	window: days === undefined ? { kind: "any" } : { kind: "last", amount: days, unit: "days" },
});
export const has = (field: string, value: string): Leaf => ({
	kind: "trait",
	field,
	type: "string",
	operator: "equals",
	value,
});

const rules: Record<string, SegmentRule> = {
	"Bell rung": { combinator: "and", rules: [did("Bell Rung", ">=", 1)] },
	"Pro plan": { combinator: "and", rules: [has("plan", "pro")] },
	Buyers: { combinator: "and", rules: [did("Order Completed", ">=", 2, 30)] },
	"Lookers in Germany": {
		combinator: "and",
		rules: [
			has("country", "DE"),
			did("Product Viewed", ">=", 1, 14),
			did("Order Completed", "equals", 0, 14),
		],
	},
	"Free or busy": { combinator: "or", rules: [has("plan", "free"), did("Product Added", ">=", 3, 7)] },
};

export type SteadyShop = {
	ctx: Context;
	writeKey: string;
	/** The number of the person of each user id. */
	uidOf: ReadonlyMap<string, number>;
	/** The segment of everyone who rang the bell. */
	bellId: string;
	/** A segment to edit. */
	editedId: string;
	syncId: string;
	/** Delivers whoever rang the bell and agrees to advertising, in real time. */
	bellSyncId: string;
};

/** A workspace with people, some of what they did, live segments and a sync to the sandbox. */
export async function openSteadyShop(people: number, say: (line: string) => void): Promise<SteadyShop> {
	const ctx = await createTestWorkspace();
	const { token } = await createSource(ctx, { name: "Shop" });
	const now = Date.now();
	const intakes = Array.from({ length: people }, (_, index): Intake[] => {
		const at = now - 40 * dayMs + (index % 1000);
		const identifiers = [{ kind: "user_id" as const, value: userOf(index) }];
		const base = { identifiers, traits: [], personal: [], consents: [] };
		const traits = [
			{ name: "plan", value: { type: "string" as const, value: plans[index % plans.length] ?? "free" } },
			{
				name: "country",
				value: { type: "string" as const, value: countries[index % countries.length] ?? "US" },
			},
			{ name: "visits", value: { type: "number" as const, value: index % 100 } },
		];
		const orders = Array.from(
			{ length: index % 3 },
			(_, order): Intake => ({
				...base,
				messageId: `past-${index}-${order}`,
				at: now - (1 + ((index + 11 * order) % 39)) * dayMs,
				event: {
					name: order === 0 ? "Order Completed" : "Product Viewed",
					properties: { revenue: index % 90 },
				},
			}),
		);
		const email = { field: "email" as const, value: `person-${index}@example.com` };
		const consent = { purpose: "advertising" as const, state: "granted" as const, at, statement: "" };
		return [
			{
				...base,
				messageId: `person-${index}`,
				at,
				traits,
				personal: [email],
				consents: index % 2 === 0 ? [consent] : [],
			},
			...orders,
		];
	}).flat();
	const uidOf = await takeMessages(ctx, "shop", intakes);
	say(`${people} people, ${intakes.length} messages before the stream`);
	await ctx.db.eventDefinition.createMany({
		data: ["Bell Rung", "Product Added"].map((name) => ({ workspaceNumber: ctx.workspace.number, name })),
		skipDuplicates: true,
	});
	const ids = new Map<string, string>();
	for (const [name, rule] of Object.entries(rules))
		ids.set(name, (await createSegment(ctx, { name, rule })).id);
	await refreshSegments({ ...ctx, now: new Date() }, [...ids.values()], { patienceMs: 60_000 });
	const idOf = (name: string) => ids.get(name) ?? "";
	const connection = networkOf("meta").sandboxConnection(env.SANDBOX_URL ?? "");
	const destination = await connectDestination(ctx, {
		network: "meta",
		name: "Sandbox",
		values: { ...connection.settings, ...connection.credentials },
	});
	const sync = await createSync(ctx, {
		segmentId: idOf("Pro plan"),
		destinationId: destination.id,
		schedule: { kind: "manual" },
		// No one is there to answer.
		guards: { changePercent: null },
	});
	const bellSync = await createSync(ctx, {
		segmentId: idOf("Bell rung"),
		destinationId: destination.id,
		identifierKinds: ["user_id"],
		schedule: { kind: "real_time" },
		guards: { changePercent: null },
	});
	await ctx.db.sync.update({ where: { id: bellSync.id }, data: { confirmedAt: new Date() } });
	return {
		ctx,
		writeKey: token,
		uidOf,
		bellId: idOf("Bell rung"),
		editedId: idOf("Buyers"),
		syncId: sync.id,
		bellSyncId: bellSync.id,
	};
}
