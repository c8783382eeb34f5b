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
	isSuppressed: flag,
	isConverted: flag,
	excludedBy: z.coerce.number().int(),
	outrankedBy: z.coerce.number().int(),
	isPlanned: flag,
	isPlannedHeldOut: flag,
});
export type PersonFacts = z.output<typeof person>;
export type PlannedPerson = Pick<PersonFacts, "uid" | "hasConsent" | "isSuppressed"> & {
	reason: OwnerReason;
};

/** Why a person is not wanted, leaving aside what a stored plan says. */
export function explainFacts(facts: PersonFacts): OwnerReason {
	const reason = decidePerson({
		...facts,
		isExcluded: facts.excludedBy > 0,
		isOutranked: facts.outrankedBy > 0,
	});
	// In a campaign only people who were assigned to be treated are wanted.
	return reason === "wanted" && !facts.isWanted ? "left" : reason;
}

/** The stored plan decides who is wanted; the facts only explain why someone is not. */
function reasonOf(facts: PersonFacts): OwnerReason {
	if (facts.isPlannedHeldOut) return "held_out";
	if (facts.isPlanned) return "wanted";
	const reason = explainFacts(facts);
	return reason === "wanted" || reason === "held_out" ? "left" : reason;
}

function planned(facts: PersonFacts): PlannedPerson {
	const { uid, hasConsent, isSuppressed } = facts;
	return { uid, reason: reasonOf(facts), hasConsent, isSuppressed };
}

const chunk = 10_000;

/** People whose state changed since the last plan, in order of uid. */
export async function* changedPeople(
	ctx: Context,
	scope: AudienceScope,
	isFull: boolean,
): AsyncGenerator<PlannedPerson> {
	const query = { ...changedPeopleSql(scope, isFull), name: "syncs.changed_people", row: person };
	for await (const facts of streamRows(ctx.warehouse, query)) yield planned(facts);
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
	return [...facts.values()].map(planned);
}

const integer = z.coerce.number().int();
const peopleCounts = z.object({
	members: integer,
	wanted: integer,
	heldOut: integer,
	noConsent: integer,
	erased: integer,
	suppressed: integer,
	excluded: integer,
	converted: integer,
	outranked: integer,
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
