import { z } from "zod";
import { SqlBinder } from "@/lib/kernel/sql-binder";
import { defineQuery } from "@/lib/platform/warehouse/define-query";
import { jsonPropertySql } from "@/lib/rules/typed/typed-properties";
import { findName } from "@/lib/segments/adapt-template";
import type { PeopleFigures, PersonFigures } from "@/lib/segments/figures-api";
import { templateRoles } from "@/lib/segments/template-roles";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";

type Names = { purchase: string | null; amount: string | null; currency: string | null };

const maybeInstant = z.number().transform((ms) => (ms === 0 ? null : ms));

const readDone = defineQuery({
	name: "segments.figures_of_people",
	row: z.object({
		uid: z.number(),
		last_ms: maybeInstant,
		orders: z.number(),
		order_ms: maybeInstant,
		value: z.number(),
		currencies: z.array(z.string()),
	}),
	build: ({
		ws,
		uids,
		asOf,
		purchase,
		amount,
		currency,
	}: { ws: number; uids: number[]; asOf: Date } & Names) => {
		const binder = new SqlBinder();
		const isOrder = purchase === null ? "0" : `event = ${binder.bind(purchase, "String")}`;
		const amountSql = amount === null ? "NULL" : jsonPropertySql({ path: amount, type: "number" });
		const currencySql = currency === null ? "NULL" : jsonPropertySql({ path: currency, type: "string" });
		return binder.finish(`
			SELECT uid, toFloat64(toUnixTimestamp64Milli(max(time))) AS last_ms,
				toUInt32(countIf(${isOrder})) AS orders,
				toFloat64(toUnixTimestamp64Milli(maxIf(time, ${isOrder}))) AS order_ms,
				toFloat64(sumIf(ifNull(${amountSql}, 0), ${isOrder})) AS value,
				groupUniqArrayIf(2)(ifNull(${currencySql}, ''), ${isOrder} AND ifNull(${currencySql}, '') != '') AS currencies
			FROM events_by_person
			WHERE ws = ${binder.bind(ws, "UInt32")} AND uid IN ${binder.bind(uids, "Array(UInt32)")}
				AND time <= ${binder.bindInstant(asOf)}
			GROUP BY uid`);
	},
});

const readStages = defineQuery({
	name: "segments.stages_of_people",
	row: z.object({ uid: z.number(), type: z.string(), stage: z.string(), from_ms: z.number() }),
	build: ({ ws, uids, trait, asOf }: { ws: number; uids: number[]; trait: string; asOf: Date }) => {
		const binder = new SqlBinder();
		return binder.finish(`
			SELECT uid, toString(held.1) AS type, held.2 AS stage, toFloat64(toUnixTimestamp64Milli(held.3)) AS from_ms FROM (
				SELECT uid, argMax((type, string_value, valid_from), (priority, valid_from, recorded_at, seq)) AS held
				FROM trait_history
				WHERE ws = ${binder.bind(ws, "UInt32")} AND trait = ${binder.bind(trait, "String")}
					AND uid IN ${binder.bind(uids, "Array(UInt32)")} AND valid_from <= ${binder.bindInstant(asOf)}
				GROUP BY uid)`);
	},
});

/**
 * What a list shows of people beside their names. All of it is stored data, read for the people of one page
 * at once; a person's figures cover all numbers merged into them. Purchase events are recognized as for
 * segment templates.
 */
export async function listFigures(
	ctx: Context,
	{ uids }: { uids: readonly number[] },
): Promise<PeopleFigures> {
	allow(ctx, "people.read");
	const ws = ctx.workspace.number;
	const [names, usual, stage, numbers] = await Promise.all([
		readNames(ctx),
		ctx.db.workspace.findUniqueOrThrow({
			where: { id: ctx.workspace.id },
			select: { defaultCurrency: true },
		}),
		ctx.db.computedTrait.findFirst({
			where: { workspaceId: ctx.workspace.id, kind: "stage", archivedAt: null, servedVersion: { not: null } },
			orderBy: { createdAt: "asc" },
			select: { id: true, name: true },
		}),
		ctx.db.profile.findMany({
			// Numbers are UInt32 in the warehouse, and assigned within Postgres's integer range.
			where: {
				workspaceNumber: ws,
				rootUid: { in: uids.filter((uid) => uid <= 2_147_483_647) },
				erasedAt: null,
			},
			select: { uid: true, rootUid: true },
		}),
	]);
	const all = numbers.map(({ uid }) => uid);
	const [done, stages] = await Promise.all([
		all.length === 0 ? [] : readDone(ctx.warehouse, { ws, uids: all, asOf: ctx.now, ...names }),
		all.length === 0 || stage === null
			? []
			: readStages(ctx.warehouse, { ws, uids: all, trait: stage.name, asOf: ctx.now }),
	]);
	const numbersOf = new Map<number, Set<number>>();
	for (const { uid, rootUid } of numbers) {
		numbersOf.set(rootUid, (numbersOf.get(rootUid) ?? new Set()).add(uid));
	}
	const items = [...numbersOf].map(([uid, own]): PersonFigures => {
		const deeds = done.filter((row) => own.has(row.uid));
		const newest = stages.filter((row) => own.has(row.uid)).sort((a, b) => b.from_ms - a.from_ms)[0];
		const currencies = [...new Set(deeds.flatMap((row) => row.currencies))].filter((each) => each !== "");
		const orders = names.purchase === null ? null : total(deeds.map((row) => row.orders));
		// Zero spent is zero in any currency: it is shown in the workspace's.
		const [currency, ...others] = orders === 0 ? [usual.defaultCurrency] : currencies;
		return {
			uid,
			lastSeenAt: latest(deeds.map((row) => row.last_ms)),
			orders,
			lastOrderAt: latest(deeds.map((row) => row.order_ms)),
			value: names.amount === null ? null : total(deeds.map((row) => row.value)),
			currency: others.length === 0 && isCurrency(currency) ? currency : null,
			stage: newest && newest.type !== "unset" ? newest.stage : null,
		};
	});
	return {
		purchase: names.purchase,
		amount: names.amount,
		stage: stage && { traitId: stage.id, name: stage.name },
		items,
		asOf: ctx.now.toISOString(),
	};
}

/** The workspace's own names for a purchase and what it came to. */
async function readNames(ctx: Context): Promise<Names> {
	const workspaceNumber = ctx.workspace.number;
	const events = await ctx.db.eventDefinition.findMany({
		where: { workspaceNumber, hiddenAt: null },
		select: { name: true },
	});
	const { synonyms } = templateRoles.purchase;
	const purchase = findName(
		synonyms,
		events.map(({ name }) => name),
	);
	if (purchase === null) return { purchase, amount: null, currency: null };
	const properties = await ctx.db.propertyDefinition.findMany({
		where: { workspaceNumber, event: purchase },
	});
	const namesOf = (wanted: string) => properties.flatMap(({ name, type }) => (type === wanted ? [name] : []));
	return {
		purchase,
		amount: findName(templateRoles.purchaseAmount.synonyms, namesOf("number")),
		currency: findName(["currency"], namesOf("string")),
	};
}

function isCurrency(text: string | undefined): text is string {
	return text !== undefined && /^[A-Z]{3}$/.test(text);
}

const total = (numbers: readonly number[]) => numbers.reduce((sum, each) => sum + each, 0);

function latest(instants: readonly (number | null)[]): string | null {
	const known = instants.filter((ms) => ms !== null);
	return known.length === 0 ? null : new Date(Math.max(...known)).toISOString();
}
