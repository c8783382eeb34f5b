import { z } from "zod";
import { defineQuery, streamRows } from "@/lib/platform/warehouse/define-query";
import {
	type AudienceScope,
	changedPeopleSql,
	countPeopleSql,
	enteringPeopleSql,
	namedPeopleSql,
	planInstantsSql,
} from "@/lib/syncs/audience-sql";
import { decidePerson, type OwnerReason } from "@/lib/syncs/decide-key";
import type { Context } from "@/lib/workspaces/server/context";

const flag = z.union([z.boolean(), z.coerce.number().transform((value) => value === 1)]);
const person = z.object({
	uid: z.coerce.number().int(),
	isWanted: flag,
	isHeldOut: flag,
	isMember: flag,
	hasConsent: flag,
	isErased: flag,
	isPlanned: flag,
	isPlannedHeldOut: flag,
});
export type PersonFacts = z.output<typeof person>;
export type PlannedPerson = { uid: number; reason: OwnerReason; hasConsent: boolean };

/** The stored plan decides who is wanted; the facts only explain why someone is not. */
function reasonOf(facts: PersonFacts): OwnerReason {
	if (facts.isPlannedHeldOut) return "held_out";
	if (facts.isPlanned) return "wanted";
	const reason = decidePerson(facts);
	return reason === "wanted" || reason === "held_out" ? "left" : reason;
}

const chunk = 10_000;

/** People whose state changed since the last plan, in order of uid. */
export async function* changedPeople(
	ctx: Context,
	scope: AudienceScope,
	isFull: boolean,
): AsyncGenerator<PlannedPerson> {
	const query = { ...changedPeopleSql(scope, isFull), name: "syncs.changed_people", row: person };
	for await (const facts of streamRows(ctx.warehouse, query))
		yield { uid: facts.uid, reason: reasonOf(facts), hasConsent: facts.hasConsent };
}

const factsOfNamed = defineQuery({
	name: "syncs.named_people",
	row: person,
	build: (input: { scope: AudienceScope; uids: readonly number[] }) =>
		namedPeopleSql(input.scope, input.uids),
});

/**
 * The deciding facts of individually named people, right now. People unknown to the warehouse are missing.
 */
export async function readFacts(
	ctx: Context,
	scope: AudienceScope,
	uids: readonly number[],
): Promise<Map<number, PersonFacts>> {
	const facts = new Map<number, PersonFacts>();
	for (let at = 0; at < uids.length; at += chunk) {
		const rows = await factsOfNamed(ctx.warehouse, { scope, uids: uids.slice(at, at + chunk) });
		for (const row of rows) facts.set(row.uid, row);
	}
	return facts;
}

export async function namedPeople(
	ctx: Context,
	scope: AudienceScope,
	uids: readonly number[],
): Promise<PlannedPerson[]> {
	const facts = await readFacts(ctx, scope, uids);
	return [...facts.values()].map((one) => ({
		uid: one.uid,
		reason: reasonOf(one),
		hasConsent: one.hasConsent,
	}));
}

const integer = z.coerce.number().int();
const peopleCounts = z.object({
	members: integer,
	wanted: integer,
	heldOut: integer,
	noConsent: integer,
	erased: integer,
	entering: integer,
	leaving: integer,
	/** Of them, those whom an add-only sync keeps. */
	merelyLeaving: integer,
	newlyHeldOut: integer,
});
export type PeopleCounts = z.output<typeof peopleCounts>;

const countQuery = defineQuery({
	name: "syncs.count_people",
	row: peopleCounts,
	build: (scope: AudienceScope) => countPeopleSql(scope),
});

export async function countPeople(ctx: Context, scope: AudienceScope): Promise<PeopleCounts> {
	const [row] = await countQuery(ctx.warehouse, scope);
	if (!row) throw new Error("The warehouse gave no counts");
	return row;
}

/** Uids of people whom the next run would add. */
export async function* enteringPeople(ctx: Context, scope: AudienceScope): AsyncGenerator<number> {
	const query = {
		...enteringPeopleSql(scope),
		name: "syncs.entering_people",
		row: z.object({ uid: integer }),
	};
	for await (const row of streamRows(ctx.warehouse, query)) yield row.uid;
}

const instantsQuery = defineQuery({
	name: "syncs.plan_instants",
	row: z.object({ sync: z.string(), at: integer }),
	build: (scope: Pick<AudienceScope, "ws" | "syncId">) => planInstantsSql(scope),
});

/** False when the last plan was never completed, so that differences from it mean nothing. */
export async function isPlanWhole(ctx: Context, scope: AudienceScope): Promise<boolean> {
	const rows = await instantsQuery(ctx.warehouse, scope);
	const instants = new Set(rows.map((row) => row.at));
	return rows.length === 0 || (rows.length === 2 && instants.size === 1);
}
